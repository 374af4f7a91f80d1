"""Write small market folders for the tests."""

from __future__ import annotations

import random
from pathlib import Path

from ikkan.procedures.nursery.placement.siblings import ChildWishes, Pattern, expand

HEADERS = {
    "seats.csv": "facility,age,seats",
    "children.csv": "child,family,age,current_facility",
    "wishes.csv": "family,wish,child,facility",
    "priority.csv": "facility,age,child,rank",
}
Files = dict[str, list[str]]


def valid_files() -> Files:
    """Give two families of which one has a child who holds a place at A."""
    return {
        "seats.csv": ["A,1,1", "B,1,1", "B,3,1"],
        "children.csv": ["c1,f1,1,", "c2,f1,3,", "c3,f2,1,A"],
        "wishes.csv": ["f1,1,c1,B", "f1,1,c2,B", "f1,2,c1,A", "f1,2,c2,", "f2,1,c3,B", "f2,2,c3,A"],
        "priority.csv": ["A,1,c3,1", "A,1,c1,2", "B,1,c1,1", "B,1,c3,2", "B,3,c2,1"],
    }


def write_files(folder: Path, files: Files) -> Path:
    """Write the rows under their headers; a row list whose first row is a header keeps it; other files as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        header = HEADERS.get(name, "")
        is_whole = not header or (rows and rows[0].startswith(header.split(",", maxsplit=1)[0] + ","))
        lines = rows if is_whole else [header, *rows]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def random_files(seed: int, *, families: int = 4, facilities: int = 3, is_common: bool = False) -> Files:
    """Give a tiny market with siblings of every pattern and children who hold places.

    Args:
        seed: decides everything.
        families: most families; facilities: most facilities.
        is_common: facilities rank children alike.
    """
    # S311: synthetic data, no secret depends on it
    draw = random.Random(seed)  # noqa: S311
    names = [chr(ord("A") + at) for at in range(draw.randint(1, facilities))]
    ages = (1, 2)
    files: Files = {name: [] for name in HEADERS}
    files["seats.csv"] = [f"{name},{age},{draw.choice((0, 1, 1, 2))}" for name in names for age in ages]
    standing: dict[str, float] = {}
    classes: dict[tuple[str, int], list[tuple[int, float, str]]] = {}
    for number in range(draw.randint(1, families)):
        stated, own_ages = [], []
        for place in range(draw.choice((1, 1, 2, 2))):
            child = f"c{number}{place}"
            standing[child] = draw.random()
            current = draw.choice(names) if draw.random() < 0.25 else None
            wishes = tuple(draw.sample(names, draw.randint(1, len(names))))
            stated.append(ChildWishes(child, wishes, current))
            own_ages.append(draw.choice(ages))
        pattern = draw.choice([one for one in Pattern if one is not Pattern.COMBINATION])
        joint = expand(stated, pattern)
        for one, age in zip(stated, own_ages, strict=True):
            files["children.csv"].append(f"{one.child},f{number},{age},{one.current_facility or ''}")
            # sorted: a set of texts has another order in every process, and the seed is to decide everything
            for name in sorted({name for wish in joint if (name := wish[stated.index(one)])}):
                key = standing[one.child] if is_common else draw.random()
                holder = 0 if name == one.current_facility else 1
                classes.setdefault((name, age), []).append((holder, key, one.child))
        for wish, tuple_ in enumerate(joint, start=1):
            for one, name in zip(stated, tuple_, strict=True):
                files["wishes.csv"].append(f"f{number},{wish},{one.child},{name or ''}")
    for (name, age), keys in classes.items():
        ranked = enumerate(sorted(keys), start=1)
        files["priority.csv"] += [f"{name},{age},{child},{rank}" for rank, (_, _, child) in ranked]
    return files
