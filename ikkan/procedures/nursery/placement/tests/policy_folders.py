"""Give tiny random markets with pools, reserved seats, stages, scores and equal ranks."""

from __future__ import annotations

import random

from ikkan.procedures.nursery.placement.tests.folders import Files, random_files

KINDS = ("care", "urgent")
RULES = ("priority_first", "choice_first", "choice_within_score")


def policy_text(**keys: str) -> list[str]:
    """Write policy.toml; a value that begins with a bracket is a list."""
    return [f"{key} = {value if value.startswith('[') else repr(value)}" for key, value in keys.items()]


def policy_files(seed: int, *, families: int = 4, facilities: int = 3, **policy: str) -> Files:
    """Give a tiny market with every optional column.

    Args:
        seed: decides everything.
        families, facilities: most of each.
        policy: keys of policy.toml.
    """
    # S311: synthetic data, no secret depends on it
    draw = random.Random(seed)  # noqa: S311
    files = random_files(seed, families=families, facilities=facilities)
    children = [row.split(",") for row in files["children.csv"]]
    stage = {family: draw.choice("123") for _, family, *_ in children}
    drawn = draw.sample(range(100), len(children))
    files["children.csv"] = ["child,family,age,current_facility,stage,kinds,draw"] + [
        f"{child},{family},{age},{at},{stage[family]},{' '.join(draw.sample(KINDS, draw.randint(0, 2)))},{number}"
        for (child, family, age, at), number in zip(children, drawn, strict=True)
    ]
    files["seats.csv"] = _seats(files, draw)
    current = {child: at for child, _, _, at in children}
    files["priority.csv"] = _priority(files, draw, current, may_tie=policy.get("ties") == "equal")
    files["policy.toml"] = policy_text(**{"stages": "one_run", **policy})
    return files


def _seats(files: Files, draw: random.Random) -> list[str]:
    rows = [row.split(",") for row in files["seats.csv"]]
    pooled = {facility: draw.random() < 0.4 for facility, *_ in rows}
    seats = ["facility,age,seats,pool,kind"]
    for facility, age, count in rows:
        seats.append(f"{facility},{age},{count},{f'p{facility}' if pooled[facility] else ''},")
        seats += [f"{facility},{age},{draw.randint(0, 1)},,reserved:{kind}" for kind in KINDS if draw.random() < 0.25]
    return seats


def _priority(files: Files, draw: random.Random, current: dict[str, str], *, may_tie: bool) -> list[str]:
    """Rank over the whole facility, so that pools are strict; scores need not follow the ranks."""
    keyed = []
    for row in files["priority.csv"]:
        facility, age, child, _ = row.split(",")
        keyed.append(
            (facility, current[child] != facility, draw.randint(1, 3) if may_tie else draw.random(), age, child)
        )
    keyed.sort()
    rows, number, before = ["facility,age,child,rank,score,key:income"], 0, None
    for facility, is_other, key, age, child in keyed:
        number += not (may_tie and before == (facility, is_other, key))
        before = (facility, is_other, key)
        rows.append(f"{facility},{age},{child},{number},{draw.choice(('10', '10.5', '20'))},{draw.randint(0, 2)}")
    return rows
