"""Place the stages of a round one after the other (stages = "in_turn"), each in the places that are left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ikkan.procedures.nursery.placement.asked import Asked
from ikkan.procedures.nursery.placement.equals import with_equals
from ikkan.procedures.nursery.placement.ladder import Found, Question, Rung, Status
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.narrow import Places, places_of
from ikkan.procedures.nursery.placement.pack import pack

RUNGS: tuple[Rung, ...] = ("queue", "restart", "constraint_programming")


@dataclass(frozen=True, eq=False)
class Answer:
    """Say what a round came to, in the families of the market.

    Args:
        taken: per family the wish by slots (see asked.Asked) that it got, -1 for none.
        status, rung, proved_fewest, largest, unanswered: see place.Placement.
        blocking: indices of the families that block.
        proved_only: it is the only stable placement.
    """

    taken: IntArray
    status: Status
    rung: Rung
    blocking: IntArray
    proved_fewest: bool
    proved_only: bool
    largest: int | None
    unanswered: tuple[Question, ...]


def answer_of(places: Places, found: Found, asked: Asked) -> Answer:
    """Translate packed families and wishes back to the market's.

    Args:
        places: the market, or one stage of it, as the solvers saw it.
        found: what they found.
        asked: the wishes by slots.
    """
    packed = places.packed
    taken = np.full(len(asked.family_start) - 1, NOWHERE, dtype=np.int64)
    got = np.flatnonzero(found.held < np.diff(packed.wish_start))
    family = packed.family_of[got]
    taken[family] = asked.family_start[family] + found.held[got]
    return Answer(
        taken=taken, status=found.status, rung=found.rung, blocking=packed.family_of[found.blocking],
        proved_fewest=found.proved_fewest, proved_only=found.status == "stable" and found.open_families == 0,
        largest=found.largest, unanswered=found.unanswered,
    )  # fmt: skip


def place_in_turn(market: Market, asked: Asked, climb: Callable[[Places, float], Found], *, seconds: float) -> Answer:
    """Place stage after stage. A stage sees neither later families nor the places that these hold.

    A stage without a stable placement proves nothing of the round when an earlier stage could have ended otherwise;
    the status is then "undecided". The largest number is known when every stage but the last leaves the same places
    whichever of its stable placements is taken: it has only one, or no siblings (rural hospitals theorem, Roth 1986).

    Args:
        market: the round.
        asked: its wishes by slots.
        climb: how a stage is placed in the seconds given.
        seconds: wall time allowed for all stages.
    """
    deadline = time.monotonic() + seconds
    steps: list[_Stage] = []
    taken = np.full(len(market.family_ids), NOWHERE, dtype=np.int64)
    for places in _stages(market, asked, taken):
        found = climb(places, deadline - time.monotonic())
        answer = answer_of(places, found, asked)
        taken[answer.taken != NOWHERE] = answer.taken[answer.taken != NOWHERE]
        steps.append(_Stage(answer, is_settled=_leaves_the_same(places, found)))
    return _together(taken, steps)


@dataclass(frozen=True, eq=False)
class _Stage:
    answer: Answer
    is_settled: bool


def _stages(market: Market, asked: Asked, taken: IntArray) -> Iterator[Places]:
    """Give stage after stage with the places that ``taken`` leaves by then."""
    holders = np.flatnonzero(market.child_current != NOWHERE)
    at, age = market.child_current[holders], market.child_age[holders]
    held = at * market.pools.shape[1] + market.pools[at, age]
    slots = len(asked.slot_places)
    for stage in range(int(market.child_stage.max(initial=0)) + 1):
        is_later = market.child_stage[holders] > stage
        is_gone = np.zeros(len(asked.stated), dtype=bool)
        is_gone[taken[taken != NOWHERE]] = True
        slot = asked.entry_slot[is_gone[asked.entry_wish]]
        left = asked.slot_places - np.bincount(held[is_later], minlength=slots)
        left -= np.bincount(slot[slot != NOWHERE], minlength=slots)
        yield places_of(pack(market, asked=asked, stage=stage, places=left))


def _leaves_the_same(places: Places, found: Found) -> bool:
    """Say whether every stable placement of this stage takes as many places of every class."""
    if found.status != "stable":
        return False
    is_single = bool((places.packed.family_size <= 1).all())
    return found.open_families == 0 or (is_single and with_equals(places) is None)


def _together(taken: IntArray, steps: list[_Stage]) -> Answer:
    answers = [step.answer for step in steps]
    settled_until = next((at for at, step in enumerate(steps) if not step.is_settled), len(steps))
    faulty = next((at for at, answer in enumerate(answers) if answer.status != "stable"), None)
    status: Status = "stable"
    if faulty is not None:
        is_proved = answers[faulty].status == "no_stable_placement" and settled_until == faulty
        status = "no_stable_placement" if is_proved else "undecided"
    unanswered: dict[Question, None] = dict.fromkeys(question for answer in answers for question in answer.unanswered)
    if status == "undecided":
        unanswered |= dict.fromkeys(("stable", "fewest"))
    sizes = [answer.largest for answer in answers]
    known = [size for size in sizes if size is not None]
    is_known = status == "stable" and len(known) == len(sizes) and settled_until >= len(steps) - 1
    return Answer(
        taken=taken,
        status=status,
        rung=max((answer.rung for answer in answers), key=RUNGS.index),
        blocking=np.concatenate([answer.blocking for answer in answers]),
        proved_fewest=status == "stable",
        proved_only=all(answer.proved_only for answer in answers),
        largest=sum(known) if is_known else None,
        unanswered=tuple(unanswered),
    )
