"""Judge a placement by the rule of its round: feasible, no family with a justified complaint, all claims true.

Definitions (Sun, Yamada, Takenami, Moriwaki, Yokoo, AAAI-24, arXiv 2401.07761): a class has the places offered and
those that children of the round hold there now. A family blocks by a wish when it prefers that wish to what it got
and, in every class of the wish, the children of other families admitted there who are ahead of the family's last
child there, together with the family's own children there, are no more than the places.

Ahead in a class is: a holder of a place there before others; where stages are one run, the earlier stage; then by the
rule the better rank (priority_first), the better choice and then rank (choice_first), or the better score, choice
and then rank (choice_within_score). Equals keep each other out where ties are equal. Stages placed in turn are judged
each by itself, in the places that earlier ones left.
"""

from __future__ import annotations

import gc
import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ikkan.procedures.nursery.placement.checker.explanations import false_explanations
from ikkan.procedures.nursery.placement.checker.market import NOWHERE, Market, read_market
from ikkan.procedures.nursery.placement.checker.order import read_order
from ikkan.procedures.nursery.placement.checker.placement import Placement, read_placement
from ikkan.procedures.nursery.placement.checker.wishes import read_wishes


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
