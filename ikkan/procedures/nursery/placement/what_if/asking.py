"""Answer "what if" on a placed market, changing only what a change touches; the answer is what place() would give.

A change of places or of one family's wishes or ranks leaves nearly all of a narrowing as it was (renarrow.py); the
families left open then propose in the order of a fresh run (seating.py). Where that is not enough (no stable placement
is reached at the first attempt, or the town's rule is not the plain one), the changed market is placed as a whole,
which takes longer and gives the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ikkan.procedures.nursery.placement.asked import AGES
from ikkan.procedures.nursery.placement.market import NOWHERE
from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.pack import SCALE
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.what_if import seating
from ikkan.procedures.nursery.placement.what_if.changes import AddWish, Change, Rerank, changed_market
from ikkan.procedures.nursery.placement.what_if.draft import Draft
from ikkan.procedures.nursery.placement.what_if.effects import Effect, FamilyEffect, Move, compared
from ikkan.procedures.nursery.placement.what_if.hall import EntryKey, Hall
from ikkan.procedures.nursery.placement.what_if.layout import Layout, standing_of
from ikkan.procedures.nursery.placement.what_if.renarrow import renarrow
from ikkan.procedures.nursery.placement.what_if.standing import Standing


class TooFarError(Exception):
    """Say that the changed market would have to be placed as a whole, which was not wanted."""


def what_if(standing: Standing, changes: Sequence[Change], *, whole: bool = True, seconds: float = 60.0) -> Effect:
    """Say what changes would do to a placed market; nothing is changed by asking.

    Args:
        standing: the placed market.
        changes: made one after another.
        whole: place the changed market as a whole where the quick way gives no answer.
        seconds: wall time allowed for constraint programming then; what it was too short for is said by the status.

    Raises:
        TooFarError: the quick way gives no answer, and ``whole`` is False.
        ChangeError: a change names what the market does not have.
        MarketError: the changed market would be malformed.
    """
    if standing.trace is not None and not _ranks_a_class_twice(standing, changes):
        draft = Draft.of(standing.layout, standing.trace, standing.market, standing.place_of)
        for change in changes:
            draft.make(change)
        draft.finish()
        reached = _reached(standing, draft)
        if reached is not None:
            return _effect(standing, draft, *reached)
    if not whole and standing.trace is not None:
        raise TooFarError("no stable placement at the first attempt; place the changed market as a whole")
    return _anew(standing, changes, seconds)


def _ranks_a_class_twice(standing: Standing, changes: Sequence[Change]) -> bool:
    """Say whether two ranks are given in one class: the second may stand on the first, and a draft keeps only one."""
    given = [(one.child, one.facility) for one in changes if isinstance(one, Rerank)]
    for one in changes:
        if isinstance(one, AddWish):
            facility_of = dict(one.facilities)
            given += [(child, facility_of.get(child, "")) for child, _ in one.ranks]
    age = standing.market.child_age
    classes = [
        (facility, int(age[standing.child_index[child]])) for child, facility in given if child in standing.child_index
    ]
    return len(set(classes)) < len(classes)


def _reached(standing: Standing, draft: Draft) -> tuple[IntArray, bool] | None:
    """Give the wishes held after the change, and whether that is the only stable placement; None: place anew."""
    families = np.array(sorted(draft.exchanged), dtype=np.int64)
    slots = np.array(sorted(draft.slots), dtype=np.int64)
    left = renarrow(draft.layout, draft.trace, slots=slots, families=families)
    if left is None:
        return None
    is_only = bool((left.options == 1).all())
    if is_only:
        return seating.best_left(draft.layout, left.possible), True
    if not draft.exchanged:
        held = None if standing.run is None else seating.repeated(standing.run, draft.layout, left, slots)
        if held is None:
            held = seating.seated(standing.hall(draft.layout, left), draft.layout, left)
        return None if held is None else (held, False)
    # Standing is relative to the others in a class, so the changed market has an order of its own.
    standing_now = standing_of(draft.layout, len(standing.market.child_ids))
    number = np.empty(draft.layout.families, dtype=np.int64)
    number[_order(standing, draft, standing_now)] = np.arange(draft.layout.families)
    hall = Hall(
        draft.layout, seating.begun(draft.layout, left), number=number.tolist(),
        first=seating.first_wishes(draft.layout), entry_key=_entry_key(standing, draft, standing_now),
    )  # fmt: skip
    found = seating.seated(hall, draft.layout, left)
    return None if found is None else (found, False)


def _entry_key(standing: Standing, draft: Draft, standing_now: IntArray) -> EntryKey:
    """Give how pack orders the entries of a wish."""
    child, rank, age = draft.layout.pair_child, draft.layout.pair_rank, standing.market.child_age

    def key(pair: int) -> tuple[int, ...]:
        one = int(child[pair])
        return -int(age[one]), int(standing_now[one]), int(rank[pair]), one

    return key


def _order(standing: Standing, draft: Draft, child_standing: IntArray) -> IntArray:
    """Order the families as pack does; a family without a child left comes last."""
    market, families = standing.market, draft.layout.families
    stays = np.ones(len(market.child_ids), dtype=bool)
    stays[list(draft.withdrawn)] = False
    family = standing.family_of_child[stays]
    none = np.iinfo(np.int64).max
    best, draw, first = (np.full(families, value, dtype=np.int64) for value in (SCALE, none, none))
    drawn = np.where(market.child_draw == NOWHERE, none, market.child_draw)
    np.minimum.at(best, family, child_standing[stays])
    np.minimum.at(draw, family, drawn[stays])
    np.minimum.at(first, family, np.flatnonzero(stays))
    return np.lexsort((first, draw, best)).astype(np.int64)


def _effect(standing: Standing, draft: Draft, held: IntArray, is_only: bool) -> Effect:
    """Compare the wishes held before and after."""
    before, after = standing.layout, draft.layout
    differs = held != standing.held
    differs[sorted(draft.exchanged)] = True
    numbers = np.flatnonzero(differs).tolist()
    found = [_family_effect(standing, draft, number, int(held[number])) for number in numbers]
    more = sum(_placed(after, one, int(held[one])) - _placed(before, one, int(standing.held[one])) for one in numbers)
    placed = standing.placement.placed
    families = tuple(sorted(one for one in found if one is not None))
    return Effect(placed, placed + more, families, "stable", is_only)


def _placed(layout: Layout, family: int, held: int) -> int:
    """Count the children that a family's wish places."""
    wish = int(layout.wish_start[family]) + held
    return 0 if wish == layout.wish_start[family + 1] else int(layout.entry_start[wish + 1] - layout.entry_start[wish])


def _family_effect(standing: Standing, draft: Draft, family: int, held: int) -> FamilyEffect | None:
    was = int(standing.held[family])
    before, after = _seats(standing.layout, family, was), _seats(draft.layout, family, held)
    names, facilities = standing.market.child_ids, standing.market.facility_ids
    moves = tuple(
        Move(names[child], _name(facilities, before.get(child)), _name(facilities, after.get(child)))
        for child in sorted(before.keys() | after.keys())
        if before.get(child) != after.get(child)
    )
    own = {child for child in draft.withdrawn if standing.family_of_child[child] == family}
    if not moves and not own:
        return None
    how = "gains" if held < was else "loses"
    if own:
        how = "withdrawn"
    elif family in draft.relisted and _asked(standing.layout, family) != _asked(draft.layout, family):
        how = "changed"
    name = standing.market.family_ids[int(standing.packed.family_of[family])]
    return FamilyEffect(
        name, how, _number(standing.layout, family, was), _number(draft.layout, family, held), moves
    )  # fmt: skip


def _asked(layout: Layout, family: int) -> list[list[tuple[int, int]]]:
    """Give child and class of every wish of a family; ranks are not its own doing."""
    return [sorted((seat.child, seat.slot) for seat in wish) for wish in layout.seats_of(family)]


def _number(layout: Layout, family: int, held: int) -> int:
    wishes = int(layout.wish_start[family + 1] - layout.wish_start[family])
    return held + 1 if held < wishes else 0


def _seats(layout: Layout, family: int, held: int) -> dict[int, int]:
    """Give the facility of every child that a wish places."""
    wish = int(layout.wish_start[family]) + held
    if wish == layout.wish_start[family + 1]:
        return {}
    entries = slice(layout.entry_start[wish], layout.entry_start[wish + 1])
    slots = layout.pair_slot[layout.entry_pair[entries]] // AGES
    return dict(zip(layout.entry_child[entries].tolist(), slots.tolist(), strict=True))


def _name(facilities: tuple[str, ...], facility: int | None) -> str | None:
    return None if facility is None else facilities[facility]


def _anew(standing: Standing, changes: Sequence[Change], seconds: float) -> Effect:
    """Place the changed market as a whole."""
    market = changed_market(standing.market, changes)
    placed = place(market, seconds=seconds)
    return compared((standing.market, standing.placement), (market, placed))
