"""What earlier rounds say of a family: on hold since when, offers declined, brothers and sisters placed since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db.models import Q
from django.utils import timezone

from ikkan.kernel.terms import fiscal_year_of
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import Child, Offer
from ikkan.procedures.nursery.rules import Known
from ikkan.rooms.decide.models import DecisionRecord

APRIL: Final = 4
ROUND_KINDS: Final = {"first": "april_first", "second": "april_second"}
EVERY_MONTH: Final = "monthly"


@dataclass(frozen=True, slots=True)
class Past:
    """What earlier rounds left behind for a family.

    Args:
        held: months of the published rounds in which one of its children was put on hold, earliest first.
        declined: day of every offer declined or withdrawn.
        placed: facilities where a child of the case was placed and still is expected.
    """

    held: tuple[date, ...] = ()
    declined: tuple[date, ...] = ()
    placed: tuple[str, ...] = ()


def pasts_of(residents: Mapping[int, Collection[str]]) -> dict[int, Past]:
    """Return the past of many families by set statements, whichever case their children stood in then.

    Args:
        residents: case key to the 宛名番号 of its children; children without one are known by their case alone.
    """
    numbers = {number for own in residents.values() for number in own if number}
    rows = Child.objects.filter(Q(case__in=residents) | Q(resident__in=numbers))
    cases_of: dict[str, set[int]] = defaultdict(set)
    placed: dict[int, set[str]] = defaultdict(set)
    for case, number, facility, withdrawn in rows.values_list("case", "resident", "placed_facility", "is_withdrawn"):
        cases_of[number].add(case)
        if facility and not withdrawn:
            placed[case].add(facility)
    earlier = {key: {key}.union(*(cases_of[one] for one in own if one)) for key, own in residents.items()}
    every = {case for cases in earlier.values() for case in cases}
    held, declined = _held(every), _declined(every)
    return {
        key: Past(
            held=_together(held[case] for case in cases),
            declined=_together(declined[case] for case in cases),
            placed=tuple(sorted(placed[key])),
        )
        for key, cases in earlier.items()
    }


def with_past(known: Known, past: Past, *, month: date, round_: Round | None) -> Known:
    """Return what is known of a household with what its past says on a month of admission.

    Args:
        known: what the records said.
        past: of the family.
        month: first day of the month decided now.
        round_: the round decided now, or None.
    """
    year = fiscal_year_of(month)
    held = [one for one in past.held if one < month]
    return replace(
        known,
        months_waiting=max(((month.year - one.year) * 12 + month.month - one.month for one in held), default=0),
        declined_on=past.declined,
        sibling_facilities=tuple(sorted({*known.sibling_facilities, *past.placed})),
        held_last_year=any(fiscal_year_of(one) == year - 1 for one in held),
        held_last_april=any(fiscal_year_of(one) == year - 1 and one.month == APRIL for one in held),
        held_year_before_last=any(fiscal_year_of(one) == year - 2 for one in held),
        round_kind=ROUND_KINDS.get(round_.kind, EVERY_MONTH) if round_ else EVERY_MONTH,
    )


def _held(cases: Collection[int]) -> dict[int, list[date]]:
    """Return by case the months of the published rounds in which one of its children was put on hold."""
    found: dict[int, list[date]] = defaultdict(list)
    held = DecisionRecord.objects.filter(
        case__in=cases, kind="placement", result="held", voided_at=None, round__published_at__isnull=False
    )
    for case, month in held.values_list("case", "round__month"):
        found[case].append(month)
    return found


def _declined(cases: Collection[int]) -> dict[int, list[date]]:
    """Return by case the days on which its offers were declined or withdrawn."""
    found: dict[int, list[date]] = defaultdict(list)
    gone = Offer.objects.filter(child__case__in=cases).exclude(declined_at=None, withdrawn_at=None)
    for case, declined, withdrawn in gone.values_list("child__case", "declined_at", "withdrawn_at"):
        found[case].append(timezone.localdate(declined or withdrawn))
    return found


def _together(days: Iterable[Iterable[date]]) -> tuple[date, ...]:
    return tuple(sorted(day for own in days for day in own))
