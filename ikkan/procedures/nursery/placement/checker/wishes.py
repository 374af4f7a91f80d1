"""Read wishes.csv into the rows of the market, with a row for every kind of seat that a child may try."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, islice, product
from operator import lt

from ikkan.procedures.nursery.placement.checker.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.checker.reading import Column, UnreadableError, whole_numbers


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
    if list(map(children.family.__getitem__, child)) != family:
        raise UnreadableError("wishes.csv: a child stands in a wish of another family")
    high, many = max(wish, default=0) + 1, len(children.ids)
    place = [(one * high + at) * many + who for one, at, who in zip(family, wish, child, strict=True)]
    if not all(map(lt, place, islice(place, 1, None))):
        order = sorted(range(len(place)), key=place.__getitem__)
        if len(set(place)) < len(place):
            raise UnreadableError("wishes.csv: a child stands twice in a wish")
        wish, child, facility = ([column[at] for at in order] for column in (wish, child, facility))
    rows = Counter(family)
    market.start = list(accumulate((rows[at] for at in range(len(children.families))), initial=0))
    market.row_child, market.row_wish, market.row_facility = child, wish, facility
    _require_whole_wishes(market)
    _require_stay(market)
    by_facility = market.classes_of_children()
    market.row_class = [by_facility[who][at] for who, at in zip(child, facility, strict=True)]
    if market.reserved:
        _try_reserved(market)


def _require_whole_wishes(market: Market) -> None:
    """Require wishes 1 to n with each child in each: as no child stands twice in one, the counts tell it."""
    for family, (own, first, end) in enumerate(
        zip(market.children.members, market.start, market.start[1:], strict=False)
    ):
        wishes, over = divmod(end - first, len(own))
        if over or (wishes and market.row_wish[end - 1] != wishes):
            name = market.children.families[family]
            raise UnreadableError(f"wishes.csv: family {name}: not numbered 1 to n, or not exactly its children")


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
