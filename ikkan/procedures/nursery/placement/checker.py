"""Check a nursery placement: feasible, and no family with a justified complaint (保育所利用調整の検算).

Independent of the program that placed: Python's standard library only, reads only the published files.

    python check_placement.py MARKET OUT

MARKET holds seats.csv, children.csv, wishes.csv and priority.csv; OUT holds placement.csv, and may hold verdict.json
and explanations.csv, whose every figure is counted again. Exit 0: stable, all claims true. 1: not. 2: unreadable.

Definitions (Sun, Yamada, Takenami, Moriwaki, Yokoo, AAAI-24, arXiv 2401.07761): a class (facility and age) has the
places offered and those that children of the round hold there now. A family blocks by a wish when it prefers that wish
to what it got and, in every class of the wish, the children of other families admitted there who rank better than
the family's worst child there, together with the family's own children there, are no more than the places.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import sys
import tomllib
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

Class = tuple[str, int]
Wish = tuple[str, ...]
Seats = tuple[tuple[str, int, int, int], ...]
FIGURES = ("seats", "admitted", "better_admitted", "lowest_admitted_rank", "own_rank")
COLUMNS = {
    "seats.csv": (("facility", "age", "seats"), ("pool", "kind")),
    "children.csv": (("child", "family", "age", "current_facility"), ("stage", "kinds", "draw")),
    "wishes.csv": (("family", "wish", "child", "facility"), ()),
    "priority.csv": (("facility", "age", "child", "rank"), ("score",)),
    "placement.csv": (("child", "facility"), ()),
    "explanations.csv": (("child", "wish", "facility", *FIGURES, "reached"), ()),
}


class UnreadableError(Exception):
    """Say that the files cannot be judged, and why."""


class Blocking(NamedTuple):
    """Name a justified complaint: the family, the wish it could have, and (facility, age, places, better admitted)."""

    family: str
    wish: int
    seats: Seats


@dataclass(frozen=True)
class Verdict:
    """Say what was found: feasible; stable, with all claims true; the faults; who blocks by which wish."""

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
    """Hold the files in dictionaries; a wish is the facilities of the family's children in the order of their ids."""

    places: dict[Class, int] = field(default_factory=lambda: defaultdict(int))
    age: dict[str, int] = field(default_factory=dict)
    current: dict[str, str] = field(default_factory=dict)
    families: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wishes: dict[str, list[Wish]] = field(default_factory=dict)
    rank: dict[tuple[str, str], int] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)
    admitted: dict[Class, list[int]] = field(default_factory=lambda: defaultdict(list))

    def own(self, family: str) -> list[tuple[Class, int]]:
        """Give class and rank of the family's children who are admitted somewhere."""
        got = [(child, at) for child in self.families[family] if (at := self.placed[child])]
        return [((at, self.age[child]), self.rank.get((at, child), sys.maxsize)) for child, at in got]


def _numbers(texts: tuple[str, ...], what: str, least: int) -> tuple[int, ...]:
    """Read whole numbers of at least ``least``, every text once."""
    for text in set(texts):
        if not (text.isascii() and text.isdigit()) or int(text) < least:
            raise UnreadableError(f"{what} is {text!r}, wanted is a whole number of {least} or more")
    return tuple(map(int, texts))


def _columns(folder: Path, file: str) -> list[Wish]:
    """Read one file by columns in the order of COLUMNS; every column known, every row complete, absent ones blank."""
    required, optional = COLUMNS[file]
    try:
        text = (folder / file).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{file}: cannot be read: {error}") from error
    header, *table = [row for row in csv.reader(io.StringIO(text, newline="")) if row] or [[]]
    if set(required) - set(header) or set(header) - set(required) - set(optional) or len(set(header)) != len(header):
        raise UnreadableError(f"{file}: columns are {header}, wanted are {list(required)}, possible {list(optional)}")
    if odd := set(map(len, table)) - {len(header)}:
        raise UnreadableError(f"{file}: a row has {min(odd)} cells, and there are {len(header)} columns")
    cells = dict(zip(header, zip(*table, strict=True) if table else [()] * len(header), strict=True))
    return [cells.get(name) or ("",) * len(table) for name in required + optional]


def _read_round(folder: Path) -> _Round:
    """Read the market and refuse what cannot be judged."""
    if (folder / "policy.toml").is_file():
        policy = tomllib.loads((folder / "policy.toml").read_bytes().decode("utf-8-sig"))
        known = {"rule": ["priority_first"], "ties": ["refuse"], "choose": ["family_leaning", "largest"]}
        if any(value not in known.get(key, ()) for key, value in policy.items()):
            raise UnreadableError(f"policy.toml: cannot judge by the rule {policy}")
    found = _Round()
    children, families, ages, current, stages, *_ = _columns(folder, "children.csv")
    found.age = dict(zip(children, _numbers(ages, "children.csv: age", 0), strict=True))
    if len(found.age) < len(children) or len(set(stages)) > 1:
        raise UnreadableError("children.csv: a child stands twice, or the round is in stages, which cannot be judged")
    found.current.update(zip(children, current, strict=True))
    for child, family in sorted(zip(children, families, strict=True)):
        found.families[family].append(child)
    for read in (_read_seats, _read_priority, _read_wishes):
        read(found, folder)
    return found


def _read_seats(found: _Round, folder: Path) -> None:
    facilities, texts, counts, pools, kinds = _columns(folder, "seats.csv")
    ages, seats = _numbers(texts, "seats.csv: age", 0), _numbers(counts, "seats.csv: seats", 0)
    found.places.update(zip(zip(facilities, ages, strict=True), seats, strict=True))
    named = [pool for pool in pools if pool]
    if len(found.places) < len(seats) or set(kinds) - {"", "general"} or len({*named}) < len(named):
        raise UnreadableError("seats.csv: a class stands twice, is reserved, or shares its pool")
    for child, facility in found.current.items():
        if facility:
            found.places[facility, found.age[child]] += 1


def _read_priority(found: _Round, folder: Path) -> None:
    facilities, texts, children, ranks, _ = _columns(folder, "priority.csv")
    ages, numbers = _numbers(texts, "priority.csv: age", 0), _numbers(ranks, "priority.csv: rank", 1)
    found.rank = dict(zip(zip(facilities, children, strict=True), numbers, strict=True))
    strict = len(found.rank) == len(children) == len(set(zip(facilities, ages, numbers, strict=True)))
    if not strict or any(found.age.get(child) != age for child, age in zip(children, ages, strict=True)):
        raise UnreadableError("priority.csv: a child is unknown, of another age, listed twice, or shares its rank")


def _read_wishes(found: _Round, folder: Path) -> None:
    """Read the wishes; each names all children of the family, and the last of one with a present seat is to stay."""
    families, texts, children, facilities = _columns(folder, "wishes.csv")
    numbers = _numbers(texts, "wishes.csv: wish", 1)
    entries = dict(zip(zip(families, numbers, children, strict=True), facilities, strict=True))
    if len(entries) < len(families):
        raise UnreadableError("wishes.csv: a child stands twice in a wish")
    unranked = [pair for pair in set(zip(facilities, children, strict=True)) - found.rank.keys() if pair[0]]
    if unranked:
        raise UnreadableError(f"wishes.csv: a child has no rank where it wishes: {min(unranked)}")
    rows = Counter(families)
    for family in sorted(rows.keys() | found.families.keys()):
        own = found.families.get(family, [])
        count = rows[family] // max(len(own), 1)
        try:
            wishes = [tuple([entries[family, at, child] for child in own]) for at in range(1, count + 1)]
        except KeyError:
            wishes = []
        if len(wishes) * len(own) != rows[family]:
            raise UnreadableError(f"wishes.csv: family {family}: not numbered 1 to n, or not exactly its children")
        found.wishes[family] = wishes
        stay = tuple([found.current[child] for child in own])
        if any(stay) and wishes[-1:] != [stay]:
            raise UnreadableError(f"wishes.csv: family {family} holds a place and its last wish is not to stay")


def _read_placement(found: _Round, out: Path) -> list[str]:
    """Read placement.csv, and give what is wrong: a child not once, a class over its places, a present seat lost."""
    children, facilities = _columns(out, "placement.csv")
    given = dict(zip(children, facilities, strict=True))
    found.placed = {child: given.get(child, "") for child in found.age}
    whole = list(children) == sorted(found.age)
    problems = [] if whole else ["placement.csv: not every child of the round exactly once, sorted by child"]
    for child, facility in found.placed.items():
        if facility:
            found.admitted[facility, found.age[child]].append(found.rank.get((facility, child), sys.maxsize))
    for place, ranks in sorted(found.admitted.items()):
        ranks.sort()
        if len(ranks) > (room := found.places.get(place, 0)):
            problems.append(f"{place}: {len(ranks)} children in {room} places")
    for family, own in found.families.items():
        got, wishes = tuple([found.placed[child] for child in own]), found.wishes[family]
        found.reached[family] = wishes.index(got) if got in wishes else len(wishes)
        if got not in wishes and any(got):
            problems.append(f"family {family}: got {got}, which is none of its wishes")
        if got not in wishes and (held := [child for child in own if found.current[child]]):
            problems.append(f"family {family}: child {held[0]} holds a place at {found.current[held[0]]} and lost it")
    return problems


def _blocking(found: _Round) -> list[Blocking]:
    return [
        Blocking(family, number, seats)
        for family, own in ((family, found.own(family)) for family in sorted(found.families))
        for number, wish in enumerate(found.wishes[family][: found.reached[family]], start=1)
        if (seats := _room_for(found, own, found.families[family], wish)) is not None
    ]


def _room_for(found: _Round, own: list[tuple[Class, int]], children: list[str], wish: Wish) -> Seats | None:
    """Give the places of each class of the wish when all its children have a right to enter, otherwise None."""
    entering: dict[Class, list[int]] = {}
    for child, facility in zip(children, wish, strict=True):
        if facility:
            entering.setdefault((facility, found.age[child]), []).append(found.rank[facility, child])
    seats = []
    for place, ranks in entering.items():
        better, places = _better(found, own, place, max(ranks)), found.places.get(place, 0)
        if better + len(ranks) > places:
            return None
        seats.append((*place, places, better))
    return tuple(seats)


def _better(found: _Round, own: list[tuple[Class, int]], place: Class, rank: int) -> int:
    """Count the children of other families admitted to the class who rank better."""
    better = bisect_left(found.admitted.get(place, ()), rank)
    return better - sum([at == place and one < rank for at, one in own]) if own else better


def _false_figures(found: _Round, out: Path) -> list[str]:
    """Count every figure of explanations.csv, where there is one: by family, wish and child, each wished facility."""
    if not (out / "explanations.csv").is_file():
        return []
    true: list[str] = []
    for family in sorted(found.families):
        own = found.own(family)
        for number, wish in enumerate(found.wishes[family]):
            for child, facility in zip(found.families[family], wish, strict=True):
                if facility:
                    place, rank = (facility, found.age[child]), found.rank[facility, child]
                    here, better = found.admitted.get(place, ()), _better(found, own, place, rank)
                    figures = f"{found.places.get(place, 0)},{len(here)},{better},{here[-1] if here else 0},{rank}"
                    true.append(f"{child},{number + 1},{facility},{figures},{int(number == found.reached[family])}")
    claimed = [",".join(row) for row in zip(*_columns(out, "explanations.csv"), strict=True)]
    rows = zip_longest(claimed, true)
    return [f"explanations.csv: {row} is said, {right} is counted" for row, right in rows if row != right][:20]


def _claims(out: Path, placed: int, blocking: int) -> list[str]:
    """Compare what verdict.json claims with what was counted."""
    if not (out / "verdict.json").is_file():
        return []
    try:
        claimed = json.loads((out / "verdict.json").read_bytes())
        said = {"placed": claimed["placed"], "blocking": claimed["blocking"], "stable": claimed["status"] == "stable"}
    except (ValueError, KeyError, TypeError) as error:
        return [f"verdict.json: cannot be read: {error!r}"]
    true = {"placed": placed, "blocking": blocking, "stable": blocking == 0}
    return [f"verdict.json: {key} is {said[key]}, counted is {true[key]}" for key in true if said[key] != true[key]]


def check_folder(market: Path, out: Path) -> Verdict:
    """Judge the placement in the folder ``out`` of the round in the folder ``market``, or raise UnreadableError."""
    found = _read_round(market)
    problems = _read_placement(found, out)
    feasible, blocking = not problems, _blocking(found)
    placed = sum(map(len, found.admitted.values()))
    problems += _claims(out, placed, len({one.family for one in blocking})) + _false_figures(found, out)
    return Verdict(feasible, not blocking and not problems, tuple(problems), tuple(blocking), placed)


def main(arguments: list[str]) -> int:
    """Check the two folders named on the command line and say what was found."""
    gc.disable()  # nothing here is circular, and looking for circles takes a quarter of the time
    if len(arguments) != 2:
        sys.stderr.write("usage: check_placement.py MARKET OUT\n")
        return 2
    try:
        verdict = check_folder(Path(arguments[0]), Path(arguments[1]))
    except UnreadableError as error:
        sys.stderr.write(f"cannot judge: {error}\n")
        return 2
    lines = [f"problem: {problem}" for problem in verdict.problems]
    lines += [f"blocking: {one.family}, wish {one.wish}, seats, better: {one.seats}" for one in verdict.blocking]
    lines += [f"feasible: {'yes' if verdict.feasible else 'no'}", f"placed: {verdict.placed}"]
    lines += [f"blocking families: {len(verdict.blocking_families)}", f"stable: {'yes' if verdict.stable else 'no'}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if verdict.stable else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
