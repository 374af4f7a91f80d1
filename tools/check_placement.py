"""Check a nursery placement: feasible, and no family with a justified complaint (保育所利用調整の検算).

Independent of the program that placed: Python's standard library only, reads only the published files.

    python check_placement.py MARKET OUT

MARKET holds seats.csv, children.csv, wishes.csv and priority.csv; OUT holds placement.csv (and verdict.json).
Exit 0: feasible and stable. Exit 1: not. Exit 2: the files cannot be read.

Definitions (Sun, Yamada, Takenami, Moriwaki, Yokoo, AAAI-24, arXiv 2401.07761): a class (facility and age) has the
places offered and those that children of the round hold there now. A family blocks by a wish when it prefers that wish
to what it got and, in every class of the wish, the children of other families admitted there who rank better than
the family's worst child there, together with the family's own children there, are no more than the places.
"""

from __future__ import annotations

import csv
import io
import json
import operator
import sys
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

Rows = list[tuple[str, ...]]
Class = tuple[str, int]
Admitted = dict[Class, list[tuple[int, str]]]
Seats = tuple[tuple[str, int, int, int], ...]
COLUMNS = {
    "seats.csv": (("facility", "age", "seats"), ("pool", "kind")),
    "children.csv": (("child", "family", "age", "current_facility"), ("stage", "kinds", "draw")),
    "wishes.csv": (("family", "wish", "child", "facility"), ()),
    "priority.csv": (("facility", "age", "child", "rank"), ("score",)),
    "placement.csv": (("child", "facility"), ()),
}


class UnreadableError(Exception):
    """Say that the files cannot be judged, and why."""


@dataclass(frozen=True)
class Blocking:
    """Name a justified complaint: the family, the wish it could have, and (facility, age, places, better admitted)."""

    family: str
    wish: int
    seats: Seats


@dataclass(frozen=True)
class Verdict:
    """Say what the check found.

    Args:
        feasible: every child once, only listed wishes, no class over its places, no present seat lost.
        stable: feasible, and no family blocks.
        problems: every fault in words.
        blocking: every (family, wish) that blocks.
        placed: children with a facility.
    """

    feasible: bool
    stable: bool
    problems: tuple[str, ...]
    blocking: tuple[Blocking, ...]
    placed: int

    @property
    def blocking_families(self) -> tuple[str, ...]:
        """Name the families that block, each once."""
        return tuple(sorted({one.family for one in self.blocking}))


@dataclass
class _Round:
    """Hold the files in dictionaries."""

    places: dict[Class, int] = field(default_factory=lambda: defaultdict(int))
    age: dict[str, int] = field(default_factory=dict)
    current: dict[str, str] = field(default_factory=dict)
    families: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wishes: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    rank: dict[tuple[str, str], int] = field(default_factory=dict)


def _rows(folder: Path, file: str) -> Rows:
    """Read one file as tuples in the order of COLUMNS; every column known, every row complete, absent columns blank."""
    required, optional = COLUMNS[file]
    try:
        text = (folder / file).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{file}: cannot be read: {error}") from error
    header, *table = [row for row in csv.reader(io.StringIO(text, newline="")) if row] or [[]]
    if set(required) - set(header) or set(header) - set(required) - set(optional) or len(set(header)) != len(header):
        raise UnreadableError(f"{file}: columns are {header}, wanted are {list(required)}, possible {list(optional)}")
    if any(len(row) != len(header) for row in table):
        raise UnreadableError(f"{file}: a row has more or fewer cells than the {len(header)} columns")
    absent = len(header)
    order = operator.itemgetter(*(header.index(name) if name in header else absent for name in required + optional))
    return [order((*row, "")) for row in table]


def _number(text: str, what: str, least: int) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise UnreadableError(f"{what} is {text!r}, wanted is a whole number of {least} or more")
    return int(text)


def _read_round(folder: Path) -> _Round:
    """Read the market and refuse what cannot be judged."""
    if (folder / "policy.toml").is_file():
        policy = tomllib.loads((folder / "policy.toml").read_bytes().decode("utf-8-sig"))
        known = {"rule": "priority_first", "ties": "refuse", "choose": "family_leaning"}
        if policy.items() - known.items():
            raise UnreadableError(f"policy.toml: cannot judge by the rule {policy}")
    found = _Round()
    stages = set()
    for child, family, age, current, stage, _, _ in _rows(folder, "children.csv"):
        if child in found.age:
            raise UnreadableError(f"children.csv: child {child} stands twice")
        stages.add(stage)
        found.age[child] = _number(age, "children.csv: age", 0)
        found.current[child] = current
        found.families[family].append(child)
    if len(stages) > 1:
        raise UnreadableError(f"children.csv: cannot judge a round in stages: {sorted(stages)}")
    _read_seats(found, folder)
    _read_wishes(found, folder)
    _read_priority(found, folder)
    return found


def _read_seats(found: _Round, folder: Path) -> None:
    pools: set[str] = set()
    for facility, age, seats, pool, kind in _rows(folder, "seats.csv"):
        place = (facility, _number(age, "seats.csv: age", 0))
        if place in found.places or kind not in ("", "general") or pool in pools:
            raise UnreadableError(f"seats.csv: {place} stands twice, is reserved, or shares its pool")
        pools |= {pool} - {""}
        found.places[place] = _number(seats, f"seats.csv: {place}: seats", 0)
    for child, facility in found.current.items():
        if facility:
            found.places[facility, found.age[child]] += 1


def _read_wishes(found: _Round, folder: Path) -> None:
    """Read the wishes; each names all children of the family, and the last of one with a present seat is to stay."""
    collected: dict[str, dict[int, dict[str, str]]] = {family: {} for family in found.families}
    for family, number, child, facility in _rows(folder, "wishes.csv"):
        wish = collected.setdefault(family, {}).setdefault(_number(number, "wishes.csv: wish", 1), {})
        if child in wish:
            raise UnreadableError(f"wishes.csv: family {family}, wish {number}: child {child} stands twice")
        wish[child] = facility
    for family, wishes in collected.items():
        children = set(found.families.get(family, ()))
        if len(wishes) != max(wishes, default=0) or any(wish.keys() != children for wish in wishes.values()):
            raise UnreadableError(f"wishes.csv: family {family}: not numbered 1 to n, or not exactly its children")
        found.wishes[family] = [wishes[number] for number in sorted(wishes)]
        stay = {child: found.current[child] for child in children}
        if any(stay.values()) and found.wishes[family][-1:] != [stay]:
            raise UnreadableError(f"wishes.csv: family {family} holds a place and its last wish is not to stay")


def _read_priority(found: _Round, folder: Path) -> None:
    taken: set[tuple[str, int, int]] = set()
    for facility, text, child, place, _ in _rows(folder, "priority.csv"):
        age, rank = _number(text, "priority.csv: age", 0), _number(place, "priority.csv: rank", 1)
        if (facility, age, rank) in taken or found.age.get(child) != age or (facility, child) in found.rank:
            raise UnreadableError(f"priority.csv: {facility}, {child}: shared rank, listed twice, or of another age")
        taken.add((facility, age, rank))
        found.rank[facility, child] = rank
    for family, wishes in found.wishes.items():
        for wish in wishes:
            if any(facility and (facility, child) not in found.rank for child, facility in wish.items()):
                raise UnreadableError(f"priority.csv: family {family}: a child has no rank where it wishes: {wish}")


def _read_placement(found: _Round, out: Path) -> tuple[dict[str, str], list[str]]:
    """Read placement.csv; every child of the round once, sorted."""
    rows = _rows(out, "placement.csv")
    fault = "placement.csv: not every child of the round exactly once, sorted by child"
    placed = {row[0]: row[1] for row in rows}
    whole = [child for child, _ in rows] == sorted(found.age)
    return {child: placed.get(child, "") for child in found.age}, [] if whole else [fault]


def _reached(found: _Round, placed: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    """Give the number of wishes that each family prefers to what it got."""
    reached: dict[str, int] = {}
    problems: list[str] = []
    for family, children in found.families.items():
        got = {child: placed[child] for child in children}
        wishes = found.wishes.get(family, [])
        holds = any(found.current[child] for child in children)
        reached[family] = wishes.index(got) if got in wishes else len(wishes)
        if got not in wishes and any(got.values()):
            problems.append(f"family {family}: got {got}, which is none of its wishes")
        if got not in wishes and holds:
            problems.append(f"family {family}: a child holds a place and the family lost it")
    return reached, problems


def _blocking(found: _Round, placed: dict[str, str], reached: dict[str, int]) -> list[Blocking]:
    family_of = {child: family for family, children in found.families.items() for child in children}
    admitted: Admitted = defaultdict(list)
    for child, facility in placed.items():
        rank = found.rank.get((facility, child))
        if facility and rank is not None:
            admitted[facility, found.age[child]].append((rank, family_of[child]))
    blocking = []
    for family in sorted(found.families):
        for number, wish in enumerate(found.wishes.get(family, [])[: reached[family]], start=1):
            if (seats := _room_for(found, admitted, family, wish)) is not None:
                blocking.append(Blocking(family, number, seats))
    return blocking


def _room_for(found: _Round, admitted: Admitted, family: str, wish: dict[str, str]) -> Seats | None:
    """Give the places of each class of the wish when all its children have a right to enter, otherwise None."""
    own: dict[Class, list[int]] = defaultdict(list)
    for child, facility in wish.items():
        if facility:
            own[facility, found.age[child]].append(found.rank[facility, child])
    seats = []
    for (facility, age), ranks in own.items():
        here, worst = admitted.get((facility, age), ()), max(ranks)
        better = sum([rank < worst and other != family for rank, other in here])
        places = found.places.get((facility, age), 0)
        if better + len(ranks) > places:
            return None
        seats.append((facility, age, places, better))
    return tuple(seats)


def _claims(out: Path, placed: int, blocking: int) -> list[str]:
    """Compare what verdict.json claims with what was counted."""
    if not (out / "verdict.json").is_file():
        return []
    try:
        claimed = json.loads((out / "verdict.json").read_bytes())
        pairs = {"placed": placed, "blocking": blocking}
        false = [key for key, true in pairs.items() if claimed[key] != true]
        wrong = [f"verdict.json: {key} is {claimed[key]}, counted are {pairs[key]}" for key in false]
        if (claimed["status"] == "stable") != (blocking == 0):
            wrong.append(f"verdict.json: status is {claimed['status']}, counted are {blocking} blocking families")
    except (ValueError, KeyError, TypeError) as error:
        return [f"verdict.json: cannot be read: {error!r}"]
    return wrong


def check_folder(market: Path, out: Path) -> Verdict:
    """Judge a placement by its published files.

    Args:
        market: folder of the market.
        out: folder of the result.

    Raises:
        UnreadableError: when the files cannot be judged.
    """
    found = _read_round(market)
    placed, problems = _read_placement(found, out)
    filled = Counter((facility, found.age[child]) for child, facility in placed.items() if facility)
    over = [place for place in sorted(filled) if filled[place] > found.places.get(place, 0)]
    problems += [f"{place}: {filled[place]} children in {found.places.get(place, 0)} places" for place in over]
    reached, faults = _reached(found, placed)
    blocking = _blocking(found, placed, reached)
    problems += faults
    feasible = not problems
    problems += _claims(out, filled.total(), len({one.family for one in blocking}))
    stable = feasible and not blocking and not problems
    return Verdict(feasible, stable, tuple(problems), tuple(blocking), filled.total())


def main(arguments: list[str]) -> int:
    """Check the two folders named on the command line and say what was found."""
    if len(arguments) != 2:
        sys.stderr.write("usage: check_placement.py MARKET OUT\n")
        return 2
    try:
        verdict = check_folder(Path(arguments[0]), Path(arguments[1]))
    except UnreadableError as error:
        sys.stderr.write(f"cannot judge: {error}\n")
        return 2
    lines = [f"problem: {problem}" for problem in verdict.problems]
    lines += [
        f"blocking: {one.family}, wish {one.wish}, (class, places, better): {one.seats}" for one in verdict.blocking
    ]
    lines.append(f"feasible: {'yes' if verdict.feasible else 'no'}\nplaced: {verdict.placed}")
    lines.append(f"blocking families: {len(verdict.blocking_families)}\nstable: {'yes' if verdict.stable else 'no'}\n")
    sys.stdout.write("\n".join(lines))
    return 0 if verdict.stable else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
