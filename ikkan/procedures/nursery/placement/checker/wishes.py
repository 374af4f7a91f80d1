"""Read wishes.csv into the rows of the market, with a row for every kind of seat that a child may try."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, product, zip_longest

from ikkan.procedures.nursery.placement.checker.market import NOWHERE, Children, Market
from ikkan.procedures.nursery.placement.checker.reading import Column, UnreadableError, whole_numbers

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
