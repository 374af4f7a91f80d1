"""Order the children in each class by the rule of the round, and keep what its reasons compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ikkan.procedures.nursery.placement.checker.market import Market
from ikkan.procedures.nursery.placement.checker.policy import ORDERS, REASONS
from ikkan.procedures.nursery.placement.checker.reading import (
    KEY_PREFIX,
    LONGEST_NUMBER,
    Column,
    UnreadableError,
    numbers_or_none,
    points_from_best,
    whole_numbers,
)

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
