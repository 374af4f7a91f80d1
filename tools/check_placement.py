"""Check the two folders named on the command line, and say what was found.

    python check_placement.py MARKET OUT

MARKET holds seats.csv, children.csv, wishes.csv, priority.csv and perhaps policy.toml; OUT holds placement.csv, and may
hold verdict.json and explanations.csv. Exit 0: fair by the rule of the round, all claims true. 1: not. 2: unreadable.
"""

# Made by tools/one_file_checker.py from the modules in
# ikkan/procedures/nursery/placement/checker: change those, then make it again.

from __future__ import annotations

import csv
import gc
import io
import json
import sys
import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate, product, zip_longest
from pathlib import Path
from typing import NamedTuple

# --- reading
# Read the published files strictly: every column known, every row complete, every number a number.


Column = list[str]
KEY_PREFIX = "key:"
LONGEST_NUMBER = 18
ALL_BUT_COMMA_AND_LINE = bytes(set(range(256)) - set(b",\n"))
COLUMNS = {
    "seats.csv": (("facility", "age", "seats"), ("pool", "kind")),
    "children.csv": (("child", "family", "age", "current_facility"), ("stage", "kinds", "draw")),
    "wishes.csv": (("family", "wish", "child", "facility"), ()),
    "priority.csv": (("facility", "age", "child", "rank"), ("score",)),
}


class UnreadableError(Exception):
    """Say that the files cannot be judged, and why."""


def read_text(folder: Path, file: str) -> str:
    """Read a file as UTF-8, or raise UnreadableError."""
    try:
        return (folder / file).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{file}: cannot be read: {error}") from error


def read_columns(
    folder: Path, file: str, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()
) -> dict[str, Column]:
    """Read a file by columns in the order of its header; optional columns that it has not are blank.

    Args:
        folder, file: where it is.
        required, optional: names of columns; those of COLUMNS where none are given.
    """
    wanted, possible = (required, optional) if required else COLUMNS[file]
    header, columns = _table(read_text(folder, file), file)
    unknown = [name for name in header if name not in wanted + possible]
    if file == "priority.csv":
        unknown = [name for name in unknown if not name.removeprefix(KEY_PREFIX) or not name.startswith(KEY_PREFIX)]
    if set(wanted) - set(header) or unknown or len(set(header)) != len(header):
        raise UnreadableError(f"{file}: columns are {header}, wanted are {list(wanted)}, possible {list(possible)}")
    blank = [""] * len(columns[0])
    return {**dict(zip(header, columns, strict=True)), **{name: blank for name in possible if name not in header}}


def _table(text: str, file: str) -> tuple[Column, list[Column]]:
    """Split a table into its header and its columns."""
    text = text.replace("\r\n", "\n")
    if '"' in text or "\r" in text or "\n\n" in text or text.startswith("\n"):
        return _quoted_table(text, file)
    head, _, body = text.partition("\n")
    header, body = head.split(","), body.removesuffix("\n")
    if not body:
        return header, [[] for _ in header]
    # a table is whole when nothing but its commas and ends of lines is the same few, over and over
    rows, bare = body.count("\n") + 1, (body + "\n").encode().translate(None, ALL_BUT_COMMA_AND_LINE)
    if bare != (b"," * (len(header) - 1) + b"\n") * rows:
        _require_whole({line.count(",") + 1 for line in body.split("\n")}, len(header), file)
    cells = body.replace("\n", ",").split(",")
    return header, [cells[at :: len(header)] for at in range(len(header))]


def _quoted_table(text: str, file: str) -> tuple[Column, list[Column]]:
    """Read a table with quoted cells or blank lines by the slower reader, which understands them."""
    try:
        header, *rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row] or [[""]]
    except csv.Error as error:
        raise UnreadableError(f"{file}: cannot be read: {error}") from error
    _require_whole(set(map(len, rows)), len(header), file)
    return header, [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in header]


def _require_whole(lengths: set[int], columns: int, file: str) -> None:
    if odd := lengths - {columns}:
        raise UnreadableError(f"{file}: a row has {min(odd)} cells, and there are {columns} columns")


def whole_number(text: str, what: str, least: int | None = 0) -> int:
    """Read a whole number of at least ``least``; None: any, with a minus sign where it is negative."""
    digits = text if least is not None else text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > LONGEST_NUMBER or (least and int(text) < least):
        raise UnreadableError(
            f"{what} is {text!r}, wanted is a whole number{'' if least is None else f' from {least}'}"
        )
    return int(text)


def whole_numbers(texts: Column, what: str, least: int = 0) -> list[int]:
    """Read a column of whole numbers, every text once."""
    known = {text: whole_number(text, what, least) for text in sorted(set(texts))}
    return list(map(known.__getitem__, texts))


def numbers_or_none(texts: Column, what: str, least: int | None) -> list[int | None]:
    """Read a column of whole numbers in which blanks may stand."""
    known = {text: whole_number(text, what, least) if text else None for text in sorted(set(texts))}
    return list(map(known.__getitem__, texts))


def points_from_best(texts: Column, what: str) -> list[int | None]:
    """Read a column of points, whole or decimal, as their place from the best: equal points are equal places."""
    points = {text: number for text in set(texts) if (number := decimal(text)) is not None}
    if wrong := set(texts) - points.keys() - {""}:
        raise UnreadableError(f"{what} is {min(wrong)!r}, wanted is a whole or decimal number")
    places = {number: at for at, number in enumerate(sorted(set(points.values()), reverse=True))}
    return [places[points[text]] if text else None for text in texts]


def decimal(text: str) -> Decimal | None:
    """Read a number in digits with at most a sign and a point, or give None."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return Decimal(text) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else None


def as_cells(names: Iterable[str]) -> Column:
    """Write names as cells of a table, quoted where they must be."""
    return ['"' + name.replace('"', '""') + '"' if set(name) & set('",\r\n') else name for name in names]


# --- policy
# Read by which rule the round is to be judged (policy.toml); an unknown key or value is never guessed.


POLICY_FILE = "policy.toml"
KNOWN = {
    "rule": ("priority_first", "choice_first", "choice_within_score"),
    "ties": ("refuse", "equal"),
    "choose": ("family_leaning", "largest"),
    "stages": ("one_run", "in_turn"),
    "pools": ("share",),
}
# What the rule compares after who holds a place there, and what its reasons compare (the rank holds them all).
ORDERS = {
    "priority_first": ("stage", "rank"),
    "choice_first": ("stage", "choice", "rank"),
    "choice_within_score": ("stage", "score", "choice", "rank"),
}
REASONS = {
    "priority_first": ("stage", "score", "keys", "draw"),
    "choice_first": ("stage", "choice", "score", "keys", "draw"),
    "choice_within_score": ("stage", "score", "choice", "keys", "draw"),
}


@dataclass(frozen=True)
class Policy:
    """State the rule; ``stages`` is blank where policy.toml does not say it, ``stage_names`` are in their order."""

    rule: str = "priority_first"
    ties: str = "refuse"
    stages: str = ""
    stage_names: tuple[str, ...] = ()

    def stage_order(self, texts: set[str]) -> dict[str, int]:
        """Give the place of every stage that the children name; one only where the round is in no stages."""
        if texts <= {""} or (len(texts) == 1 and not self.stages):
            return dict.fromkeys(texts, 0)
        if not self.stages or "" in texts:
            raise UnreadableError("children.csv: stage is blank for some, or policy.toml does not say how stages go")
        if self.stage_names:
            if unknown := texts - set(self.stage_names):
                raise UnreadableError(f"children.csv: stage {min(unknown)!r} is none of policy.toml's stages")
            return {name: at for at, name in enumerate(self.stage_names)}
        numbers = {text: whole_number(text, "children.csv: stage") for text in sorted(texts)}
        places = {number: at for at, number in enumerate(sorted(set(numbers.values())))}
        return {text: places[number] for text, number in numbers.items()}


def read_policy(folder: Path) -> Policy:
    """Read policy.toml; without the file, priorities come first and ranks are strict."""
    if not (folder / POLICY_FILE).is_file():
        return Policy()
    try:
        table = tomllib.loads(read_text(folder, POLICY_FILE))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(f"{POLICY_FILE}: cannot be read: {error}") from error
    names: tuple[str, ...] = ()
    if isinstance(listed := table.get("stages"), list):
        names = tuple(str(name) for name in listed if isinstance(name, str | int) and not isinstance(name, bool))
        if not names or len(set(names) - {""}) < len(listed):
            raise UnreadableError(f"{POLICY_FILE}: stages are {listed}, wanted are different names")
        table["stages"] = "in_turn"
    for key, value in table.items():
        if not isinstance(value, str) or value not in KNOWN.get(key, ()):
            raise UnreadableError(f"{POLICY_FILE}: cannot judge by {key} = {value!r}")
    said = {key: str(table[key]) for key in ("rule", "ties", "stages") if key in table}
    return Policy(**said, stage_names=names)


# --- market
# Hold a round in numbers: children, classes and wishes by their place in sorted lists.
#
# A class is what children compete for: the places of a facility for an age, for several ages that share a pool, or of a
# reserved kind; where stages are placed in turn, each stage has its own. ``NOWHERE`` is the class of a blank wish.


NOWHERE = -1
RESERVED = "reserved:"


@dataclass
class Children:
    """Hold children.csv sorted by child; families are sorted, and their members too."""

    ids: Column
    number: dict[str, int]
    families: Column
    family: list[int]
    members: list[list[int]]
    age: list[int]
    current: Column
    stage: list[int]
    stage_text: Column
    kinds: list[Column]
    draw: list[int | None]
    draw_text: Column


@dataclass
class Market:
    """Hold the round. A row is what one child gets by one wish of its family; the rows of a wish stand together.

    Args:
        facility_ids: sorted, the blank first.
        facility_number: the place of each there.
        ages: sorted; a child's age is its place here.
        turns: stages that are placed one after the other; 1 where there are none.
        offered: places offered in each class of one turn.
        classes: by age and facility, the class of one turn.
        reserved: by facility, age and name, the class of one turn.
        is_pooled: ages share places somewhere.
        class_names: facility, age and kind of each class of one turn.
        start: the first row of every family, and the end.
        row_child, row_facility, row_wish, row_class: the child, the facility, the number of the wish, the class.
    """

    policy: Policy
    children: Children
    facility_ids: Column
    facility_number: dict[str, int]
    ages: list[int]
    turns: int
    offered: list[int] = field(default_factory=list)
    classes: list[list[int]] = field(default_factory=list)
    reserved: dict[tuple[int, int, str], int] = field(default_factory=dict)
    is_pooled: bool = False
    class_names: list[tuple[str, int, str]] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    row_child: list[int] = field(default_factory=list)
    row_facility: list[int] = field(default_factory=list)
    row_wish: list[int] = field(default_factory=list)
    row_class: list[int] = field(default_factory=list)

    def classes_of_children(self) -> list[list[int]]:
        """Give for every child its general class by facility, in its own turn."""
        size, children = len(self.offered), self.children
        turns = [
            [[NOWHERE, *(turn * size + at for at in by_facility[1:])] for by_facility in self.classes]
            for turn in range(self.turns)
        ]
        if self.turns == 1:
            return list(map(turns[0].__getitem__, children.age))
        return [turns[stage][age] for stage, age in zip(children.stage, children.age, strict=True)]

    def reserved_class(self, child: int, facility: int, kind: str) -> int | None:
        """Give the class of a reserved kind in the child's turn, where there are such seats for its age."""
        at = self.reserved.get((facility, self.children.age[child], kind))
        return None if at is None else at + (self.children.stage[child] * len(self.offered) if self.turns > 1 else 0)

    def name(self, at: int) -> tuple[str, int, str]:
        """Give facility, age and kind of a class."""
        return self.class_names[at % len(self.offered)]


def read_market(folder: Path) -> tuple[Market, dict[str, Column], dict[str, Column]]:
    """Read the policy, the children and the classes; give with them the columns of wishes.csv and of priority.csv."""
    policy = read_policy(folder)
    children, ages = _read_children(folder, policy)
    seats, wishes, priority = (read_columns(folder, file) for file in ("seats.csv", "wishes.csv", "priority.csv"))
    named = {""}.union(seats["facility"], children.current, wishes["facility"], priority["facility"])
    facilities = sorted(named)
    seat_ages = whole_numbers(seats["age"], "seats.csv: age")
    listed = sorted({*ages, *seat_ages})
    place = {age: at for at, age in enumerate(listed)}
    children.age = list(map(place.__getitem__, ages))
    turns = max(children.stage, default=0) + 1 if policy.stages == "in_turn" else 1
    numbered = {facility: at for at, facility in enumerate(facilities)}
    market = Market(policy, children, facilities, numbered, listed, turns)
    _open_classes(market, seats, [place[age] for age in seat_ages])
    return market, wishes, priority


def _read_children(folder: Path, policy: Policy) -> tuple[Children, list[int]]:
    """Read children.csv and sort it by child; give with it the ages, as the file says them."""
    table = read_columns(folder, "children.csv")
    ages, names = whole_numbers(table["age"], "children.csv: age"), table["child"]
    if len(set(names)) < len(names) or "" in names:
        raise UnreadableError("children.csv: a child stands twice, or is blank")
    order = sorted(range(len(names)), key=names.__getitem__)
    sorted_table = {name: [column[at] for at in order] for name, column in table.items()}
    families = sorted(set(table["family"]))
    number = {family: at for at, family in enumerate(families)}
    family_of = list(map(number.__getitem__, sorted_table["family"]))
    members: list[list[int]] = [[] for _ in families]
    for child, family in enumerate(family_of):
        members[family].append(child)
    stage_order = policy.stage_order(set(table["stage"]))
    stages = list(map(stage_order.__getitem__, sorted_table["stage"]))
    if len(set(zip(family_of, stages, strict=True))) > len(families):
        raise UnreadableError("children.csv: the children of a family are of different stages")
    draws, texts = sorted_table["draw"], sorted_table["kinds"]
    kinds = [list(dict.fromkeys(text.split())) for text in texts] if any(texts) else [[]] * len(names)
    ids = sorted_table["child"]
    children = Children(
        ids, {child: at for at, child in enumerate(ids)}, families, family_of, members, [],
        sorted_table["current_facility"], stages, sorted_table["stage"], kinds,
        numbers_or_none(draws, "children.csv: draw", 0), draws,
    )  # fmt: skip
    return children, [ages[at] for at in order]


def _open_classes(market: Market, seats: dict[str, Column], ages: list[int]) -> None:
    """Number the classes: each facility and age, those of a pool as the first of it; then the reserved kinds."""
    facilities = market.facility_ids
    width = len(facilities)
    market.classes = [[age * width + at for at in range(width)] for age in range(len(market.ages))]
    market.class_names = [(facility, age, "") for age in market.ages for facility in facilities]
    market.is_pooled = any(seats["pool"])
    market.offered = [0] * len(market.class_names)
    counts = whole_numbers(seats["seats"], "seats.csv: seats")
    pools: dict[str, tuple[str, int]] = {}
    seen = set()
    for name, age, count, pool, text in zip(seats["facility"], ages, counts, seats["pool"], seats["kind"], strict=True):
        kind, facility = "" if text == "general" else text, market.facility_number[name]
        if (facility, age, kind) in seen or not name:
            raise UnreadableError(f"seats.csv: {name}, age {market.ages[age]} stands twice, or is blank")
        seen.add((facility, age, kind))
        if kind:
            _open_reserved(market, (facility, age, kind), count, pool)
            continue
        own = (name, age * width + facility)
        home, at = pools.setdefault(pool, own) if pool else own
        if home != name:
            raise UnreadableError(f"seats.csv: the pool {pool} is of two facilities")
        market.classes[age][facility] = at
        market.offered[at] += count


def _open_reserved(market: Market, place: tuple[int, int, str], count: int, pool: str) -> None:
    facility, age, kind = place
    name = kind.removeprefix(RESERVED)
    if name == kind or name.split() != [name] or pool:
        raise UnreadableError(f"seats.csv: cannot judge seats of the kind {kind!r}{' in a pool' if pool else ''}")
    market.reserved[facility, age, name] = len(market.offered)
    market.class_names.append((market.facility_ids[facility], market.ages[age], kind))
    market.offered.append(count)


# --- wishes
# Read wishes.csv into the rows of the market, with a row for every kind of seat that a child may try.


Rows = tuple[list[int], list[int], list[int]]


def read_wishes(market: Market, table: dict[str, Column]) -> None:
    """Fill the rows of the market; a wish names all children of a family, and holders of a place wish last to stay."""
    children = market.children
    wish = whole_numbers(table["wish"], "wishes.csv: wish", 1)
    try:
        family = list(map({name: at for at, name in enumerate(children.families)}.__getitem__, table["family"]))
        child = list(map(children.number.__getitem__, table["child"]))
    except KeyError as error:
        raise UnreadableError(f"wishes.csv: {error.args[0]!r} is not in children.csv") from error
    facility = list(map(market.facility_number.__getitem__, table["facility"]))
    rows = Counter(family)
    counts = [rows[at] // len(own) for at, own in enumerate(children.members)]
    whole = _whole_wishes(children, counts)
    if (family, wish, child) != whole:
        order = sorted(range(len(family)), key=list(zip(family, wish, child, strict=True)).__getitem__)
        family, wish, child, facility = ([column[at] for at in order] for column in (family, wish, child, facility))
        if (family, wish, child) != whole:
            raise UnreadableError(f"wishes.csv: family {_unlike(children, family, wish, child, whole)}")
    sizes = (count * len(own) for count, own in zip(counts, children.members, strict=True))
    market.start = list(accumulate(sizes, initial=0))
    market.row_child, market.row_wish, market.row_facility = child, wish, facility
    _require_stay(market)
    by_facility = market.classes_of_children()
    market.row_class = [by_facility[who][at] for who, at in zip(child, facility, strict=True)]
    if market.reserved:
        _try_reserved(market)


def _whole_wishes(children: Children, counts: list[int]) -> Rows:
    """Give family, wish and child of every row as they must be: wishes 1 to n, with all children in each."""
    family: list[int] = []
    wish: list[int] = []
    child: list[int] = []
    for at, (count, own) in enumerate(zip(counts, children.members, strict=True)):
        family += [at] * (count * len(own))
        child += own * count
        wish += range(1, count + 1) if len(own) == 1 else [one for one in range(1, count + 1) for _ in own]
    return family, wish, child


def _unlike(children: Children, family: list[int], wish: list[int], child: list[int], whole: Rows) -> str:
    """Say of which family the sorted rows are not as they must be."""
    pairs = zip_longest(zip(family, wish, child, strict=True), zip(*whole, strict=True))
    at = next((said or true)[0] for said, true in pairs if said != true)
    return f"{children.families[at]}: not numbered 1 to n, or not exactly its children, each once"


def _require_stay(market: Market) -> None:
    children = market.children
    for family in {children.family[child] for child, facility in enumerate(children.current) if facility}:
        stay = [market.facility_number[children.current[child]] for child in children.members[family]]
        end = market.start[family + 1]
        if market.row_facility[max(market.start[family], end - len(stay)) : end] != stay:
            name = children.families[family]
            raise UnreadableError(f"wishes.csv: family {name} holds a place and its last wish is not to stay")


def _try_reserved(market: Market) -> None:
    """Let every wish stand for the reserved seats of each child in the order of its kinds, then for general ones."""
    start = [0]
    rows: list[tuple[int, int]] = []
    for first, end, own in zip(market.start, market.start[1:], market.children.members, strict=False):
        for at in range(first, end, len(own)):
            for classes in product(*(_tries(market, row) for row in range(at, at + len(own)))):
                rows += zip(range(at, at + len(own)), classes, strict=True)
        start.append(len(rows))
    market.start, market.row_class = start, [at for _, at in rows]
    for name in ("row_child", "row_facility", "row_wish"):
        column = getattr(market, name)
        setattr(market, name, [column[row] for row, _ in rows])


def _tries(market: Market, row: int) -> list[int]:
    """Give the classes that a child tries by a wish, best first."""
    child, facility, general = market.row_child[row], market.row_facility[row], market.row_class[row]
    if general == NOWHERE:
        return [general]
    kinds = (market.reserved_class(child, facility, kind) for kind in market.children.kinds[child])
    return [*(at for at in kinds if at is not None), general]


# --- order
# Order the children in each class by the rule of the round, and keep what its reasons compare.


HOLDER = 10**LONGEST_NUMBER


class Component(NamedTuple):
    """Hold what a rule compares, by row: smaller is better, None is unknown; and the same as the files say it."""

    name: str
    values: list[int] | list[int | None]
    texts: Column


@dataclass
class Order:
    """Hold priority.csv and what it says of the rows of the market.

    Args:
        table: its columns.
        row_entry: the line of each row there, -1 where the wish is blank.
        row_rank: the rank, 0 where the wish is blank.
        row_key: the smaller key is ahead in a class; equal keys are equals.
    """

    table: dict[str, Column]
    row_entry: list[int]
    row_rank: list[int]
    row_key: list[int]


def read_order(market: Market, table: dict[str, Column]) -> Order:
    """Read the ranks, strict in every class unless ties are equal, one for each wished facility of a child."""
    children, width = market.children, len(market.facility_ids)
    facility = list(map(market.facility_number.__getitem__, table["facility"]))
    try:
        child = list(map(children.number.__getitem__, table["child"]))
    except KeyError as error:
        raise UnreadableError(f"priority.csv: {error.args[0]!r} is not in children.csv") from error
    age = whole_numbers(table["age"], "priority.csv: age")
    rank = whole_numbers(table["rank"], "priority.csv: rank", 1)
    own_age = [market.ages[at] for at in children.age]
    if list(map(own_age.__getitem__, child)) != age or 0 in facility:
        raise UnreadableError("priority.csv: a facility is blank, or a child is of another age")
    entry = {one * width + at: line for line, (one, at) in enumerate(zip(child, facility, strict=True))}
    if len(entry) < len(child):
        raise UnreadableError("priority.csv: a child stands twice at a facility")
    if market.policy.ties == "refuse":
        classes = [market.classes[children.age[one]][at] for one, at in zip(child, facility, strict=True)]
        if len(set(zip(classes, rank, strict=True))) < len(rank):
            raise UnreadableError("priority.csv: two children share a rank in a class")
    # a blank wish stands at the blank facility, which has the number 0, and in no line
    entry |= dict.fromkeys(range(0, len(children.ids) * width, width), -1)
    pairs = [one * width + at for one, at in zip(market.row_child, market.row_facility, strict=True)]
    try:
        row_entry = list(map(entry.__getitem__, pairs))
    except KeyError as error:
        child_at, facility_at = divmod(error.args[0], width)
        where = f"{children.ids[child_at]} at {market.facility_ids[facility_at]}"
        raise UnreadableError(f"wishes.csv: a child has no rank where it wishes: {where}") from error
    row_rank = list(map([*rank, 0].__getitem__, row_entry))
    order = Order(table, row_entry, row_rank, row_rank)
    order.row_key = _keys(market, order)
    return order


def _keys(market: Market, order: Order) -> list[int]:
    """Give the key of each row: who holds a place there, then what the rule says."""
    names = [name for name in ORDERS[market.policy.rule] if name != "stage" or market.policy.stages == "one_run"]
    if names == ["rank"]:
        keys = order.row_rank.copy()
        for row in _rows_of_holders(market):
            keys[row] -= HOLDER
        return keys
    holder = [1] * len(order.row_rank)
    for row in _rows_of_holders(market):
        holder[row] = 0
    columns = [holder, *(order.row_rank if name == "rank" else _component(market, order, name) for name in names)]
    tuples = list(zip(*columns, strict=True))
    place = {key: at for at, key in enumerate(sorted(set(tuples)))}
    return list(map(place.__getitem__, tuples))


def _rows_of_holders(market: Market) -> list[int]:
    """Find the rows by which a child would keep the class in which it holds a place now; held places are general."""
    children, classes, rows = market.children, market.classes_of_children(), []
    for child, facility in enumerate(children.current):
        if facility:
            family, held = children.family[child], classes[child][market.facility_number[facility]]
            first, end = market.start[family], market.start[family + 1]
            rows += [at for at in range(first, end) if market.row_child[at] == child and market.row_class[at] == held]
    return rows


def _component(market: Market, order: Order, name: str) -> list[int]:
    """Give stage, choice or score of each row; a score must be there for a rule that compares it."""
    if name == "stage":
        return list(map(market.children.stage.__getitem__, market.row_child))
    if name == "choice":
        return _choices(market)
    scores = [-1 if score is None else score for score in points_from_best(order.table["score"], "priority.csv: score")]
    if -1 in scores:
        raise UnreadableError("priority.csv: score is blank, and the rule compares scores")
    return list(map([*scores, 0].__getitem__, order.row_entry))


def _choices(market: Market) -> list[int]:
    """Number the facilities of each child as they first appear in its family's wishes, from 1; 0 where blank."""
    counts, width = [0] * len(market.children.ids), len(market.facility_ids)
    numbers: dict[int, int] = {}
    found = []
    for child, facility in zip(market.row_child, market.row_facility, strict=True):
        if facility and child * width + facility not in numbers:
            counts[child] += 1
            numbers[child * width + facility] = counts[child]
        found.append(numbers.get(child * width + facility, 0))
    return found


def components(market: Market, order: Order) -> list[Component]:
    """Give all that the reasons of the rule compare, in its order, where the files have it."""
    stage_texts, draw_texts = market.children.stage_text, market.children.draw_text
    holder = [1] * len(order.row_rank)
    for row in _rows_of_holders(market):
        holder[row] = 0
    found = [Component("holder", holder, ["0" if one else "1" for one in holder])]
    for name in REASONS[market.policy.rule]:
        if name == "stage" and market.policy.stages == "one_run" and any(stage_texts):
            texts = list(map(stage_texts.__getitem__, market.row_child))
            found.append(Component(name, _component(market, order, name), texts))
        elif name == "choice":
            choices = _choices(market)
            found.append(Component(name, choices, list(map(str, choices))))
        elif name == "score":
            found += _of_entries(order, name, points_from_best(order.table[name], "priority.csv: score"))
        elif name == "keys":
            for key in (key for key in order.table if key.startswith(KEY_PREFIX)):
                found += _of_entries(order, key, numbers_or_none(order.table[key], f"priority.csv: {key}", None))
        elif name == "draw" and any(draw_texts):
            draws = list(map(market.children.draw.__getitem__, market.row_child))
            found.append(Component(name, draws, list(map(draw_texts.__getitem__, market.row_child))))
    return found


def _of_entries(order: Order, name: str, values: list[int | None]) -> list[Component]:
    """Spread a column of priority.csv over the rows, unless it is blank throughout."""
    if not any(order.table[name]):
        return []
    spread, texts = [*values, None].__getitem__, [*order.table[name], ""].__getitem__
    return [Component(name, list(map(spread, order.row_entry)), list(map(texts, order.row_entry)))]


# --- placement
# Read placement.csv, and count in every class who is admitted, who is ahead, and who is kept out.


@dataclass
class Placement:
    """Hold the result and what is counted of it. By class means: the classes of all turns, and last NOWHERE.

    Args:
        got: class by child.
        placed: children with a place.
        reached: by family the first row of the wish that it got; the end of its rows where it got none.
        key: by child, its key in the class that it got.
        places, admitted: by class, the places and the sorted keys of the children admitted.
        better: by row, the children of other families admitted to the class who keep the child back: those of a
            smaller key, and those of an equal one where ties are equal.
        full: by row, whether these and the family's own children of the wish are more than the places.
        problems: why the placement is not feasible.
    """

    got: list[int]
    placed: int
    problems: list[str]
    reached: list[int] = field(default_factory=list)
    key: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    admitted: list[list[int]] = field(default_factory=list)
    better: list[int] = field(default_factory=list)
    full: list[bool] = field(default_factory=list)


def read_placement(market: Market, order: Order, out: Path) -> Placement:
    """Read placement.csv, and find what is wrong: a child not once, a class over its places, a present seat lost."""
    placement = _read_got(market, out)
    _find_reached(market, placement)
    _count_places(market, placement)
    _admit(market, order, placement)
    _compare(market, order, placement)
    return placement


def _read_got(market: Market, out: Path) -> Placement:
    names, children = ("child", "facility", *(("kind",) if market.reserved else ())), market.children
    table = read_columns(out, "placement.csv", names)
    given = list(zip(table["facility"], table.get("kind", [""] * len(table["child"])), strict=True))
    problems = []
    if table["child"] != children.ids:
        problems.append("placement.csv: not every child of the round exactly once, sorted by child")
        by_child = dict(zip(table["child"], given, strict=True))
        given = [by_child.get(child, ("", "")) for child in children.ids]
    general, number = market.classes_of_children(), market.facility_number
    got = [at[number.get(facility, 0)] for at, (facility, _) in zip(general, given, strict=True)]
    for child, (facility, kind) in enumerate(given):
        if kind:
            reserved = market.reserved_class(child, number.get(facility, 0), kind.removeprefix(RESERVED))
            got[child] = NOWHERE if reserved is None or not kind.startswith(RESERVED) else reserved
        if got[child] == NOWHERE and (facility or kind):
            name = children.ids[child]
            problems.append(f"placement.csv: child {name}: {facility} {kind}: nothing is known about such a place")
    return Placement(got, sum(1 for facility, _ in given if facility), problems)


def _find_reached(market: Market, placement: Placement) -> None:
    """Find the wish that each family got, the best where it is listed twice."""
    children, got, rows = market.children, placement.got, market.row_class
    for family, own in enumerate(children.members):
        first, end = market.start[family], market.start[family + 1]
        result = [got[child] for child in own]
        if len(own) == 1:
            listed = rows[first:end]
            at = first + listed.index(result[0]) if result[0] in listed else end
        else:
            wishes = range(first, end, len(own))
            at = next((row for row in wishes if rows[row : row + len(own)] == result), end)
        placement.reached.append(at)
        if at == end:
            placement.problems += _none_of_its_wishes(market, family, result)


def _none_of_its_wishes(market: Market, family: int, result: list[int]) -> list[str]:
    """Say what is wrong with a family that got none of its wishes; nothing at all is right without a present seat."""
    children, name = market.children, market.children.families[family]
    found = []
    if any(at != NOWHERE for at in result):
        places = [" ".join(map(str, market.name(at))).strip() if at != NOWHERE else "nothing" for at in result]
        found.append(f"family {name}: got {places}, which is none of its wishes")
    held = [child for child in children.members[family] if children.current[child]]
    if held:
        child, facility = children.ids[held[0]], children.current[held[0]]
        found.append(f"family {name}: child {child} holds a place at {facility} and lost it")
    return found


def _count_places(market: Market, placement: Placement) -> None:
    """Count the places of every class: those offered and those held now.

    Where stages are placed in turn: those held by children of this stage and earlier ones, without those taken earlier.
    """
    children, size = market.children, len(market.offered)
    held: list[list[int]] = [[] for _ in range(market.turns)]
    for child, facility in enumerate(children.current):
        if facility:
            turn = children.stage[child] if market.turns > 1 else 0
            held[turn].append(market.classes[children.age[child]][market.facility_number[facility]])
    taken = Counter(placement.got)
    left = market.offered.copy()
    for turn, now in enumerate(held):
        for at in now:
            left[at] += 1
        placement.places += left
        left = [places - taken[turn * size + at] for at, places in enumerate(left)]
    placement.places.append(len(children.ids))


def _admit(market: Market, order: Order, placement: Placement) -> None:
    """Sort the keys of those who are admitted to each class, and find the classes with too many."""
    placement.admitted = [[] for _ in placement.places]
    placement.key = [0] * len(placement.got)
    for family, own in enumerate(market.children.members):
        at, end = placement.reached[family], market.start[family + 1]
        for row, child in enumerate(own, start=at):
            if (to := placement.got[child]) != NOWHERE:
                placement.key[child] = order.row_key[row] if at < end else _stray_key(market, order, child, to)
                placement.admitted[to].append(placement.key[child])
    for at, keys in enumerate(placement.admitted):
        keys.sort()
        if len(keys) > placement.places[at]:
            facility, age, kind = market.name(at)
            where = f"{facility}, age {age}{', ' + kind if kind else ''}"
            placement.problems.append(f"{where}: {len(keys)} children in {placement.places[at]} places")


def _stray_key(market: Market, order: Order, child: int, to: int) -> int:
    """Give the key of a child whose family got none of its wishes: that of a wish for the class, or the last."""
    family = market.children.family[child]
    rows = range(market.start[family], market.start[family + 1])
    own = (order.row_key[at] for at in rows if market.row_child[at] == child and market.row_class[at] == to)
    return next(own, sys.maxsize)


def _compare(market: Market, order: Order, placement: Placement) -> None:
    """Count for every row who is ahead, and whether the class is full for the child."""
    is_equal = market.policy.ties == "equal"
    count = bisect_right if is_equal else bisect_left
    classes, better = market.row_class, placement.better
    better += map(count, map(placement.admitted.__getitem__, classes), order.row_key)
    for family, own in enumerate(market.children.members):
        # an only child is not ahead of itself, but it is its own equal
        if len(own) > 1 or is_equal:
            mine: dict[int, list[int]] = {}
            for child in own:
                if placement.got[child] != NOWHERE:
                    mine.setdefault(placement.got[child], []).append(placement.key[child])
            first, end = market.start[family], market.start[family + 1]
            for row, at in enumerate(classes[first:end], start=first):
                if at in mine:
                    better[row] -= count(sorted(mine[at]), order.row_key[row])
    places = placement.places
    placement.full += [ahead >= places[at] for ahead, at in zip(better, classes, strict=True)]
    for family, own in enumerate(market.children.members):
        if len(own) > 1 and (market.is_pooled or len({market.children.age[child] for child in own}) < len(own)):
            for first in range(market.start[family], market.start[family + 1], len(own)):
                together = classes[first : first + len(own)]
                for row, at in enumerate(together, start=first) if len(set(together)) < len(own) else ():
                    placement.full[row] = better[row] + together.count(at) > places[at] and at != NOWHERE


# --- explanations
# Count every figure of explanations.csv again: why each child did or did not get each wished facility.


EXPLANATIONS = "explanations.csv"
HEADER = (
    "child", "wish", "facility", "seats", "admitted", "better_admitted", "lowest_admitted_rank", "own_rank", "reached",
    "outcome", "because_child", "because_facility", "decided_by", "own_value", "last_value",
)  # fmt: skip
REACHED = "1,reached,,,,,"
BETTER_REACHED = "0,better_reached,,,,,"
# OPEN: the family could have had the wish, no child is kept out. FULL_OF_NOBODY: full without another family's child.
OPEN = "0,sibling,,,,,"
FULL_OF_NOBODY = "0,full,,,,,"
MOST_SHOWN = 20


def false_explanations(market: Market, order: Order, placement: Placement, out: Path) -> list[str]:
    """Compare explanations.csv, where there is one, with what is counted: by family, wish, child, each seat tried."""
    if not (out / EXPLANATIONS).is_file():
        return []
    header = (*HEADER, "kind") if market.reserved else HEADER
    true = _true_lines(market, order, placement)
    if read_text(out, EXPLANATIONS) == "\n".join([",".join(header), *true, ""]):
        return []
    table = read_columns(out, EXPLANATIONS, header)
    said = zip(*(table[name] for name in header), strict=True)
    rows = zip_longest(map(list, said), csv.reader(io.StringIO("\n".join(true), newline="")))
    false = [pair for pair in rows if pair[0] != pair[1] and not _is_same(header, *pair)]
    return [f"{EXPLANATIONS}: {row} is said, {right} is counted" for row, right in false[:MOST_SHOWN]]


def _is_same(header: tuple[str, ...], said: Column | None, true: Column | None) -> bool:
    """Say whether two rows differ only in how points are written: 41 and 41.0 are one."""
    if said is None or true is None or "score" not in true:
        return False
    texts = {name: (said[at], true[at]) for at, name in enumerate(header)}
    points = [texts.pop(name) for name in ("own_value", "last_value")]
    is_equal = all(decimal(one) is not None and decimal(one) == decimal(other) for one, other in points)
    return is_equal and texts["decided_by"][1] == "score" and all(one == other for one, other in texts.values())


def _true_lines(market: Market, order: Order, placement: Placement) -> Column:
    """Write the lines as they must be."""
    children, facilities = as_cells(market.children.ids), as_cells(market.facility_ids)
    heads = [f"{places},{len(here)}" for places, here in zip(placement.places, placement.admitted, strict=True)]
    columns = zip(
        map(children.__getitem__, market.row_child), market.row_wish, map(facilities.__getitem__, market.row_facility),
        map(heads.__getitem__, market.row_class), placement.better,
        map(_lowest_ranks(market, order, placement).__getitem__, market.row_class), order.row_rank,
        _ends(market, order, placement, children, facilities), strict=True,
    )  # fmt: skip
    if not market.reserved:
        return [
            f"{child},{wish},{facility},{head},{better},{lowest},{rank},{end}"
            for child, wish, facility, head, better, lowest, rank, end in columns
            if facility
        ]
    kinds = as_cells(market.name(at)[2] for at in market.row_class)
    lines = [",".join(map(str, (*cells, kind))) for cells, kind in zip(columns, kinds, strict=True)]
    family_of = market.children.family
    tried = [
        (family_of[child], market.row_wish[row], child, row)
        for row, child in enumerate(market.row_child)
        if market.row_facility[row]
    ]
    return [lines[row] for *_, row in sorted(tried)]


def _lowest_ranks(market: Market, order: Order, placement: Placement) -> list[int]:
    """Give for every class the largest rank number admitted there, 0 where nobody is."""
    lowest = [0] * len(placement.places)
    for row in _admitted_rows(market, placement):
        lowest[market.row_class[row]] = max(lowest[market.row_class[row]], order.row_rank[row])
    return lowest


def _admitted_rows(market: Market, placement: Placement) -> list[int]:
    """Give the rows by which children were admitted."""
    return [
        row
        for own, reached, end in zip(market.children.members, placement.reached, market.start[1:], strict=True)
        if reached < end
        for row in range(reached, reached + len(own))
        if market.row_class[row] != NOWHERE
    ]


def _ends(market: Market, order: Order, placement: Placement, children: Column, facilities: Column) -> Column:
    """Write for every row whether it was reached, and why not."""
    full, ends = placement.full, []
    decided = _decided_by(market, order, placement)
    for family, own in enumerate(market.children.members):
        first, reached, end = market.start[family], placement.reached[family], market.start[family + 1]
        if len(own) == 1:
            ends += [decided(row) if full[row] else OPEN for row in range(first, reached)]
        else:
            for wish in range(first, reached, len(own)):
                rows, other = range(wish, wish + len(own)), OPEN
                if True in full[wish : wish + len(own)]:
                    row = full.index(True, wish)
                    child, facility = children[market.row_child[row]], facilities[market.row_facility[row]]
                    other = f"0,sibling,{child},{facility},,,"
                ends += [decided(row) if full[row] else other for row in rows]
        if reached < end:
            ends += [REACHED] * len(own) + [BETTER_REACHED] * (end - reached - len(own))
    return ends


def _decided_by(market: Market, order: Order, placement: Placement) -> Callable[[int], str]:
    """Give the function that says what kept a child out, against the last child of another family admitted there."""
    places = _final_order(market, order)
    last, second = _last_admitted(market, placement, places)
    family, classes, ranks = (
        [market.children.family[child] for child in market.row_child],
        market.row_class,
        order.row_rank,
    )
    compared = [
        (as_cells([part.name])[0], part.values, as_cells(part.texts) if part.name == "stage" else part.texts)
        for part in components(market, order)
    ]

    def decided(row: int) -> str:
        other = last[classes[row]]
        if other >= 0 and family[other] == family[row]:
            other = second[classes[row]]
        if other < 0:
            return FULL_OF_NOBODY
        for name, values, texts in compared:
            own, theirs = values[row], values[other]
            if own != theirs and own is not None and theirs is not None:
                if (own > theirs) == (places[row] > places[other]):
                    return f"0,full,,,{name},{texts[row]},{texts[other]}"
                break
        return f"0,full,,,rank,{ranks[row]},{ranks[other]}"

    return decided


def _final_order(market: Market, order: Order) -> list[int]:
    """Give the keys of the rows; where ties are equal, with the draw and the child for those who are equals."""
    if market.policy.ties == "refuse":
        return order.row_key
    draws = [sys.maxsize if draw is None else draw for draw in market.children.draw]
    final = [(key, draws[child], child) for key, child in zip(order.row_key, market.row_child, strict=True)]
    place = {key: at for at, key in enumerate(sorted(set(final)))}
    return list(map(place.__getitem__, final))


def _last_admitted(market: Market, placement: Placement, places: list[int]) -> tuple[list[int], list[int]]:
    """Give for every class the row of the last admitted child, and of the last one of another family; -1: nobody."""
    last, second = [-1] * len(placement.places), [-1] * len(placement.places)
    family = market.children.family
    for row in sorted(_admitted_rows(market, placement), key=places.__getitem__, reverse=True):
        at = market.row_class[row]
        if last[at] < 0:
            last[at] = row
        elif second[at] < 0 and family[market.row_child[row]] != family[market.row_child[last[at]]]:
            second[at] = row
    return last, second


# --- verdict
# Judge a placement by the rule of its round: feasible, no family with a justified complaint, all claims true.
#
# Definitions (Sun, Yamada, Takenami, Moriwaki, Yokoo, AAAI-24, arXiv 2401.07761): a class has the places offered and
# those that children of the round hold there now. A family blocks by a wish when it prefers that wish to what it got
# and, in every class of the wish, the children of other families admitted there who are ahead of the family's last
# child there, together with the family's own children there, are no more than the places.
#
# Ahead in a class is: a holder of a place there before others; where stages are one run, the earlier stage; then by the
# rule the better rank (priority_first), the better choice and then rank (choice_first), or the better score, choice
# and then rank (choice_within_score). Equals keep each other out where ties are equal. Stages placed in turn are judged
# each by itself, in the places that earlier ones left.


class Blocking(NamedTuple):
    """Name a justified complaint: the family, the wish it could have, and (facility, age, places, ahead) of its seats.

    Args:
        family: its id.
        wish: number of the wish in wishes.csv.
        seats: each class of the wish; the age is that of the first child who would enter.
        kinds: the kind of the seats of each class, blank for general ones.
    """

    family: str
    wish: int
    seats: tuple[tuple[str, int, int, int], ...]
    kinds: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it on one line."""
        named = [
            f"{facility} age {age}{f' {kind}' if kind else ''}: places {places}, better admitted {ahead}"
            for (facility, age, places, ahead), kind in zip(self.seats, self.kinds, strict=True)
        ]
        return f"{self.family}, wish {self.wish}: {'; '.join(named) or 'asks for no place'}"


@dataclass(frozen=True)
class Verdict:
    """Say what was found.

    Args:
        feasible: every child once, places enough, only what was wished, no present seat lost.
        stable: nobody blocks by the round's own rule, and all that the files claim is true.
        problems: the faults.
        blocking: who could have which wish.
        placed: children with a place.
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


def check_folder(market: Path, out: Path) -> Verdict:
    """Judge the placement in the folder ``out`` of the round in the folder ``market``, or raise UnreadableError.

    Args:
        market: seats.csv, children.csv, wishes.csv and priority.csv, perhaps policy.toml.
        out: placement.csv, perhaps verdict.json and explanations.csv, whose every figure is counted again.
    """
    was_collecting = gc.isenabled()
    gc.disable()  # nothing here is circular, and looking for circles takes a quarter of the time
    try:
        return _judge(market, out)
    finally:
        if was_collecting:
            gc.enable()


def _judge(folder: Path, out: Path) -> Verdict:
    market, wishes, priority = read_market(folder)
    read_wishes(market, wishes)
    order = read_order(market, priority)
    placement = read_placement(market, order, out)
    blocking = _blocking(market, placement)
    problems, feasible = placement.problems.copy(), not placement.problems
    problems += _false_claims(out, placement.placed, len({one.family for one in blocking}))
    if feasible:  # the reasons of an impossible placement are not worth counting
        problems += false_explanations(market, order, placement, out)
    return Verdict(feasible, not blocking and not problems, tuple(problems), tuple(blocking), placement.placed)


def _blocking(market: Market, placement: Placement) -> list[Blocking]:
    """Find the wishes that a family prefers to what it got, and of which no class is full for it."""
    full, found = placement.full, []
    for family, own in enumerate(market.children.members):
        first, reached = market.start[family], placement.reached[family]
        if len(own) == 1:
            rows = [row for row in range(first, reached) if not full[row]] if False in full[first:reached] else []
        else:
            rows = [row for row in range(first, reached, len(own)) if True not in full[row : row + len(own)]]
        found += [_complaint(market, placement, family, row) for row in rows]
    return found


def _complaint(market: Market, placement: Placement, family: int, first: int) -> Blocking:
    """Name the classes of a wish, and for each how many are ahead of the family's last child there."""
    ahead: dict[int, int] = {}
    ages: dict[int, int] = {}
    for row in range(first, first + len(market.children.members[family])):
        if (at := market.row_class[row]) != NOWHERE:
            ahead[at] = max(ahead.get(at, 0), placement.better[row])
            ages.setdefault(at, market.ages[market.children.age[market.row_child[row]]])
    names = [market.name(at) for at in ahead]
    seats = [
        (facility, ages[at], placement.places[at], ahead[at]) for at, (facility, _, _) in zip(ahead, names, strict=True)
    ]
    kinds = tuple(kind for _, _, kind in names)
    return Blocking(market.children.families[family], market.row_wish[first], tuple(seats), kinds)


def _false_claims(out: Path, placed: int, blocking: int) -> list[str]:
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


# --- command


def main(arguments: list[str]) -> int:
    """Check the folders MARKET and OUT, and give the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("usage: check_placement.py MARKET OUT\n")
        return 2
    try:
        verdict = check_folder(Path(arguments[0]), Path(arguments[1]))
    except UnreadableError as error:
        sys.stderr.write(f"cannot judge: {error}\n")
        return 2
    lines = [f"problem: {problem}" for problem in verdict.problems]
    lines += [f"blocking: {one}" for one in verdict.blocking]
    lines += [f"feasible: {'yes' if verdict.feasible else 'no'}", f"placed: {verdict.placed}"]
    lines += [f"blocking families: {len(verdict.blocking_families)}", f"stable: {'yes' if verdict.stable else 'no'}"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if verdict.stable else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
