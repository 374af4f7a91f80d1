"""Draw tiny rounds of every policy with a placement in them, and write them for the checker."""

from __future__ import annotations

import random
from pathlib import Path

from ikkan.procedures.nursery.placement.checker import Verdict, check_folder
from ikkan.procedures.nursery.placement.tests.fair import Town
from ikkan.procedures.nursery.placement.tests.folders import Files, random_files, write_files

Policy = dict[str, str | list[str]]
NAMES = ("x", "y")


def check(
    folder: Path,
    files: Files,
    policy: Policy,
    placed: list[str],
    *,
    reasons: list[str] | None = None,
    verdict: str = "",
) -> Verdict:
    """Write a round and its result, and let the checker judge it.

    Args:
        folder: an empty one.
        files: rows by file, each with its header or with that of the plain market.
        policy: what policy.toml says.
        placed: rows of placement.csv; three cells where there is a kind of seats.
        reasons: all lines of explanations.csv.
        verdict: text of verdict.json.
    """
    market, out = write_files(folder / "market", files), folder / "out"
    out.mkdir(exist_ok=True)
    written = [f"{key} = {value!r}" for key, value in policy.items()]
    (market / "policy.toml").write_text("\n".join(written) + "\n", encoding="utf-8")
    has_kinds = any("reserved:" in row for row in files["seats.csv"])
    lines = ["child,facility,kind" if has_kinds else "child,facility", *placed]
    (out / "placement.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if verdict:
        (out / "verdict.json").write_text(verdict, encoding="utf-8")
    if reasons is not None:
        (out / "explanations.csv").write_text("\n".join(reasons) + "\n", encoding="utf-8")
    return check_folder(market, out)


def random_round(seed: int) -> tuple[Files, Policy]:
    """Draw a round by any of the policies."""
    # S311: synthetic data, no secret depends on it
    draw = random.Random(seed)  # noqa: S311
    files = random_files(seed)
    policy: Policy = {"rule": draw.choice(("priority_first", "choice_first", "choice_within_score"))}
    if draw.random() < 0.3:
        policy["ties"] = "equal"
    if draw.random() < 0.5:
        policy["stages"] = draw.choice(("one_run", "in_turn", ["3", "1", "2"]))
    stages = {row.split(",")[1]: draw.choice("123") if "stages" in policy else "" for row in files["children.csv"]}
    has_kinds, has_pools = draw.random() < 0.4, draw.random() < 0.4
    children = ["child,family,age,current_facility,stage,kinds,draw"]
    for at, row in enumerate(files["children.csv"]):
        kinds = " ".join(draw.sample(NAMES, draw.randint(0, 2))) if has_kinds else ""
        children.append(f"{row},{stages[row.split(',')[1]]},{kinds},{draw.choice((at, at, ''))}")
    seats = ["facility,age,seats,pool,kind"]
    for row in files["seats.csv"]:
        facility, age, _ = row.split(",")
        seats.append(f"{row},{facility if has_pools and facility != 'B' else ''},")
        if has_kinds:
            seats += [
                f"{facility},{age},{draw.choice((0, 1, 1))},,reserved:{name}" for name in NAMES if draw.random() < 0.5
            ]
    ranks = list(range(1, 100))
    draw.shuffle(ranks)
    priority = ["facility,age,child,rank,score,key:income"]
    for row, number in zip(files["priority.csv"], ranks, strict=False):
        rank = draw.randint(1, 3) if policy.get("ties") else number
        cells = row.split(",")
        score = draw.choice(("40", "40.0", "38.5", "30"))
        priority.append(f"{','.join(cells[:3])},{rank},{score},{draw.choice(('0', '1', '-2', ''))}")
    for rows in (children, seats, priority):
        head, *rest = rows
        draw.shuffle(rest)
        rows[:] = [head, *rest]
    header = "family,wish,child,facility"
    drawn = {"seats.csv": seats, "children.csv": children, "priority.csv": priority}
    return {**drawn, "wishes.csv": [header, *files["wishes.csv"]]}, policy


def random_placement(files: Files, policy: Policy, seed: int) -> list[str]:
    """Draw a placement: mostly a wish for every family, sometimes one child moved."""
    # S311: synthetic data, no secret depends on it
    draw = random.Random(seed)  # noqa: S311
    empty = [f"{row.split(',')[0]},," for row in files["children.csv"][1:]]
    town = Town(files, policy, empty)
    got = {}
    for family, own in town.members.items():
        nothing = dict.fromkeys(own, ("", ""))
        got.update(draw.choice([*(option.places for option in town.options[family]), nothing]))
    if draw.random() < 0.1:
        got[draw.choice(sorted(got))] = (draw.choice("ABC"), "")
    rows = [(child, *got[child]) for child in sorted(got)]
    return [",".join(row if town.has_kinds else row[:2]) for row in rows]
