"""Give what one more seat is worth in every class, and which seats a facility could move between ages.

A class needs no run where no family that holds something worse, or nothing, wishes it: there the placement as it is
stays stable with a seat more. That it also stays the one that place() gives is certain where it is the only stable one
of the changed market; so the classes nobody waits for are left out only when the round has one stable placement and no
brothers and sisters in that class, and are run otherwise. (Without brothers and sisters: were another placement stable
with the seat more, the class would be as full in both, by the rural hospitals theorem, Roth 1986; it would then have a
free seat there too, and be stable without the seat more, of which there is only one.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import NamedTuple

import numpy as np

from ikkan.procedures.nursery.placement.asked import AGES
from ikkan.procedures.nursery.placement.ladder import Status
from ikkan.procedures.nursery.placement.market import NOWHERE
from ikkan.procedures.nursery.placement.what_if.asking import what_if
from ikkan.procedures.nursery.placement.what_if.changes import Change, Seats, moved_seats
from ikkan.procedures.nursery.placement.what_if.effects import Effect
from ikkan.procedures.nursery.placement.what_if.layout import spans
from ikkan.procedures.nursery.placement.what_if.standing import Standing

Told = Callable[[int, int], None]


class SeatValue(NamedTuple):
    """Say what one more seat in a class is worth.

    Args:
        facility, age: the class.
        seats, taken: places there, those held at present included, and children placed there.
        waiting: children who wish the class, and whose family holds something worse or nothing.
        placed_more: children placed more, in the whole round.
        gaining, losing: families that reach a better or only a worse wish.
        status: of the placement with that seat (see place.Placement); figures of another than "stable" may change.
    """

    facility: str
    age: int
    seats: int
    taken: int
    waiting: int
    placed_more: int
    gaining: int
    losing: int
    status: Status = "stable"


@dataclass(frozen=True)
class Advice:
    """Propose to move seats of a facility from one age to another.

    Args:
        facility, age, to, seats: which seats.
        staff_before, staff_after: staff that the places of the facility need.
        effect: what it would do.
    """

    facility: str
    age: int
    to: int
    seats: int
    staff_before: int
    staff_after: int
    effect: Effect


class ClassState(NamedTuple):
    """Count a class: places, children placed there, children waiting for it."""

    seats: int
    taken: int
    waiting: int


def class_states(standing: Standing) -> dict[tuple[str, int], ClassState]:
    """Count places, placed and waiting children of every class, by facility and age.

    Args:
        standing: the placed market.
    """
    layout, market = standing.layout, standing.market
    slots = len(market.facility_ids) * AGES
    placed = standing.placement.facility
    got = np.flatnonzero(placed != NOWHERE)
    taken = np.bincount(placed[got] * AGES + market.child_age[got], minlength=slots)
    owner = np.repeat(np.arange(layout.families), standing.held)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(standing.held) - standing.held, standing.held)
    entries, _ = spans(layout.entry_start, layout.wish_start[owner] + within)
    pairs = np.unique(layout.entry_pair[entries])
    slot, child = layout.pair_slot[pairs], layout.pair_child[pairs]
    elsewhere = placed[child] != slot // AGES
    waiting = np.bincount(slot[elsewhere], minlength=slots)
    quota = market.quota.reshape(slots)
    return {
        (market.facility_ids[at // AGES], at % AGES): ClassState(int(quota[at]), int(taken[at]), int(waiting[at]))
        for at in range(slots)
    }


def seat_values(
    standing: Standing,
    *,
    told: Told | None = None,
    wished: bool = False,
    facility: str | None = None,
    seconds: float = 60.0,
) -> list[SeatValue]:
    """Give what one more seat is worth, for every facility and age.

    Args:
        standing: the placed market.
        told: is called with classes done and classes there are, now and then.
        wished: leave out the classes for which nobody waits.
        facility: only this one.
        seconds: see what_if.what_if, for each class.

    Returns:
        one value a class, by facility and age.
    """
    states = {key: state for key, state in class_states(standing).items() if facility in {None, key[0]}}
    twins = _classes_of_siblings(standing)
    values = []
    for done, ((name, age), state) in enumerate(sorted(states.items())):
        if told is not None and done % 20 == 0:
            told(done, len(states))
        if state.waiting == 0 and wished:
            continue
        needs_run = state.waiting > 0 or not standing.placement.proved_only or (name, age) in twins
        effect = what_if(standing, [Seats(name, age, 1)], seconds=seconds) if needs_run else None
        values.append(_value(name, age, state, effect))
    if told is not None:
        told(len(states), len(states))
    return values


def _classes_of_siblings(standing: Standing) -> set[tuple[str, int]]:
    """Give the classes that a child with a brother or sister in the round wishes."""
    layout, market = standing.layout, standing.market
    slots = np.unique(layout.pair_slot[layout.family_size[layout.pair_family] > 1]).tolist()
    return {(market.facility_ids[slot // AGES], slot % AGES) for slot in slots}


def _value(facility: str, age: int, state: ClassState, effect: Effect | None) -> SeatValue:
    if effect is None:
        return SeatValue(facility, age, *state, 0, 0, 0)
    more = effect.placed_after - effect.placed_before
    return SeatValue(facility, age, *state, more, len(effect.of("gains")), len(effect.of("loses")), effect.status)


def staff_needed(places: Mapping[int, int], ratios: Mapping[int, int]) -> int:
    """Give the staff that a facility's places need: the sum over ages, rounded up once.

    Args:
        places: places by age.
        ratios: children a member of staff may look after, by age.
    """
    return ceil(sum((Fraction(count, ratios[age]) for age, count in places.items()), Fraction(0)))


def advice(
    standing: Standing, ratios: Mapping[int, int], *, facility: str | None = None, most: int = 5, seconds: float = 60.0
) -> list[Advice]:
    """Give the moves of one seat between two ages of a facility that help most and need no more staff.

    A class gives a seat that is free after placement, and gets one where somebody waits. Moves are tried by what_if;
    those that place fewer children than now, or from which nobody gains, are left out.

    Args:
        standing: the placed market.
        ratios: children a member of staff may look after, by age.
        facility: only this one.
        most: how many moves to give.
        seconds: see what_if.what_if, for each move.

    Returns:
        the best first: more children placed, more families gaining, fewer losing, then by facility and ages.
    """
    found = []
    for name, age, to in _tries(standing, facility):
        offered = standing.market.quota[standing.facility_index[name]]
        before = dict(enumerate(offered.tolist()))
        after = {**before, age: before[age] - 1, to: before[to] + 1}
        staff = staff_needed(before, ratios), staff_needed(after, ratios)
        if staff[1] > staff[0]:
            continue
        changes: tuple[Change, ...] = moved_seats(name, age, to, 1)
        effect = what_if(standing, changes, seconds=seconds)
        if effect.status == "stable" and effect.placed_after >= effect.placed_before and effect.of("gains"):
            found.append(Advice(name, age, to, 1, *staff, effect))
    return sorted(found, key=_merit)[:most]


def _tries(standing: Standing, facility: str | None) -> Iterator[tuple[str, int, int]]:
    """Give the moves worth trying: from a class with a free seat that is offered to one that is full and waited for."""
    states = class_states(standing)
    for name in standing.market.facility_ids if facility is None else (facility,):
        offered = standing.market.seats[standing.facility_index[name]]
        for age in range(AGES):
            here = states[name, age]
            if here.taken >= here.seats or not offered[age]:
                continue
            for to in range(AGES):
                if to != age and states[name, to].waiting and states[name, to].taken >= states[name, to].seats:
                    yield name, age, to


def _merit(one: Advice) -> tuple[int, int, int, str, int, int]:
    more = one.effect.placed_after - one.effect.placed_before
    return -more, -len(one.effect.of("gains")), len(one.effect.of("loses")), one.facility, one.age, one.to
