"""Which households apply, and for which of their children, so that the classes come out as wanted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from ikkan.cli.demo.people_of_town import Household
from ikkan.cli.demo.seats import CLASSES, split_by_share
from ikkan.kernel.terms import class_age, fiscal_year_of
from ikkan.registers.services import ResidentRow

_MOTHERS_OF_UNBORN: Final = range(22, 41)
# A child must be some weeks old when care begins; expected ones are due early enough for every book of the demo.
_DUE_BEFORE_START: Final = (62, 110)


@dataclass(frozen=True, slots=True)
class Plan:
    """A household that applies.

    Args:
        household: its residents.
        applying: its children who apply, oldest first.
        others: its other preschool children.
        due: day on which a child is expected who applies too.
    """

    household: Household
    applying: tuple[ResidentRow, ...]
    others: tuple[ResidentRow, ...]
    due: date | None = None


class _Quota:
    """How many children of each class are still wanted."""

    def __init__(self, children: int, classes: Sequence[float], year: int) -> None:
        self.left = Counter(dict(enumerate(split_by_share(children, classes))))
        self.year = year

    def of(self, child: ResidentRow) -> int:
        return self.left[class_age(child.birth, self.year)]

    def allows(self, children: Iterable[ResidentRow]) -> bool:
        wanted = Counter(class_age(child.birth, self.year) for child in children)
        return all(self.left[age] >= count for age, count in wanted.items())

    def take(self, children: Iterable[ResidentRow]) -> None:
        self.left.subtract(class_age(child.birth, self.year) for child in children)

    @property
    def total(self) -> int:
        return sum(self.left.values())


def plan_families(
    households: Mapping[str, Household],
    *,
    children: int,
    start_month: date,
    filed_on: date,
    shares: Mapping[str, Any],
    random: Random,
) -> list[Plan]:
    """Choose the households that apply.

    Args:
        households: residents by 世帯番号.
        children: how many children are to apply in all.
        start_month: first day of the month of admission.
        filed_on: day of filing; only children born by then are in the register.
        shares: content of families.toml.
        random: source of chance.

    Raises:
        ValueError: the town has too few small children.
    """
    year = fiscal_year_of(start_month)
    small = {number: _small_children(home, year) for number, home in households.items()}
    order = [number for number in sorted(small) if small[number]]
    random.shuffle(order)
    quota = _Quota(children, shares["classes"], year)
    plans = _expecting(households, small, round(children * shares["unborn"]), _due_days(start_month, filed_on), random)
    quota.left[0] -= len(plans)
    chosen = _sibling_households(order, small, quota, children, shares)
    for number in order:
        if number not in chosen and quota.total > 0:
            wanted = max(small[number], key=quota.of)
            if quota.of(wanted) > 0:
                quota.take((wanted,))
                chosen[number] = (wanted,)
    _fill(order, small, chosen, quota)
    for number, applying in chosen.items():
        others = tuple(one for one in small[number] if one not in applying)
        plans.append(Plan(households[number], applying, others))
    random.shuffle(plans)
    return plans


def _small_children(home: Household, year: int) -> tuple[ResidentRow, ...]:
    """Return the children of a household who are in class 0 to 5, oldest first."""
    born_from = year - CLASSES - 1
    found = [one for one in home if one.birth.year >= born_from and class_age(one.birth, year) < CLASSES]
    return tuple(sorted(found, key=lambda one: (one.birth, one.number)))


def _sibling_households(
    order: Sequence[str],
    small: Mapping[str, tuple[ResidentRow, ...]],
    quota: _Quota,
    children: int,
    shares: Mapping[str, Any],
) -> dict[str, tuple[ResidentRow, ...]]:
    wanted = round(children * shares["children_with_siblings"])
    several = [number for number in order if len(small[number]) > 1]
    twins = [number for number in several if _are_twins(small[number])]
    chosen: dict[str, tuple[ResidentRow, ...]] = {}
    for numbers, most in ((twins, round(wanted * shares["may_be_twins"])), (several, wanted)):
        for number in numbers:
            count = sum(map(len, chosen.values()))
            if number not in chosen and count + len(small[number]) <= most and quota.allows(small[number]):
                quota.take(small[number])
                chosen[number] = small[number]
    return chosen


def _are_twins(children: Sequence[ResidentRow]) -> bool:
    return len({one.birth for one in children}) < len(children)


def _due_days(start_month: date, filed_on: date) -> list[date]:
    days = (start_month - timedelta(days=days) for days in range(*_DUE_BEFORE_START))
    return [day for day in days if day > filed_on]


def _expecting(
    households: Mapping[str, Household],
    small: Mapping[str, tuple[ResidentRow, ...]],
    wanted: int,
    due_days: Sequence[date],
    random: Random,
) -> list[Plan]:
    """Return households without small children that apply for a child to be born."""
    if not due_days:
        return []
    year = due_days[0].year
    couples = [number for number, home in sorted(households.items()) if not small[number] and _may_expect(home, year)]
    chosen = random.sample(couples, min(wanted, len(couples)))
    return [Plan(households[number], (), (), random.choice(due_days)) for number in chosen]


def _may_expect(home: Household, year: int) -> bool:
    return any(one.relation == "妻" and year - one.birth.year in _MOTHERS_OF_UNBORN for one in home)


def _fill(
    order: Sequence[str],
    small: Mapping[str, tuple[ResidentRow, ...]],
    chosen: dict[str, tuple[ResidentRow, ...]],
    quota: _Quota,
) -> None:
    """Take any class when a class has too few children, so that the number of children is reached."""
    missing = quota.total
    for number in order:
        if missing <= 0:
            return
        if number not in chosen:
            chosen[number] = small[number][:1]
            missing -= 1
    if missing > 0:
        raise ValueError(
            f"The town has {missing} small children too few for this round. Open a town with more residents."
        )
