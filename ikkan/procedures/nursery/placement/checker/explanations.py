"""Count every figure of explanations.csv again: why each child did or did not get each wished facility."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path

from ikkan.procedures.nursery.placement.checker.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.checker.order import Order, components
from ikkan.procedures.nursery.placement.checker.placement import Placement
from ikkan.procedures.nursery.placement.checker.reading import Column, as_cells, decimal, read_columns, read_text

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
