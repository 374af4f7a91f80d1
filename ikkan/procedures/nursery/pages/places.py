"""Facilities as a parent looks at them: seats of the class, last year's lowest score, distance from home."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite

from django.utils.translation import gettext as _

from ikkan.kernel.terms import class_age, fiscal_year_of
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import PastResult, Seat
from ikkan.procedures.nursery.pages.kinds import FacilityRow
from ikkan.registers.models import Facility
from ikkan.registers.selectors import distance, facilities
from ikkan.registers.words import search_key


@dataclass(frozen=True, slots=True)
class Places:
    """The facilities of a round, read once for a page.

    Args:
        named: facility by code, in the order of the codes.
        seats: (facility, class) to seats of this round.
        classes: facility to the classes that any round ever named.
        lowest: (facility, class) to last year's lowest score where it may be told, None where too few were admitted.
        home: latitude and longitude, or None.
    """

    named: Mapping[str, Facility]
    seats: Mapping[tuple[str, int], int]
    classes: Mapping[str, frozenset[int]]
    lowest: Mapping[tuple[str, int], int | None]
    home: tuple[float, float] | None = None
    _km: dict[str, float | None] = field(default_factory=dict)

    def km(self, code: str) -> float | None:
        """Return the distance from home to a facility, None when either place is not known."""
        if code not in self._km:
            far = distance(self.home, self.named[code]) if self.home and code in self.named else float("inf")
            self._km[code] = round(far, 1) if isfinite(far) else None
        return self._km[code]

    def find(self, query: str, age: int | None = None) -> list[Facility]:
        """Return facilities whose words all stand in name, reading, kind or address, the nearest first.

        Args:
            query: words, or the code of one facility.
            age: only those with this class.
        """
        if query in self.named:
            return [self.named[query]]
        words = search_key(query).split()
        found = [
            one
            for one in self.named.values()
            if (age is None or age in self.classes[one.code]) and all(word in _text_of(one) for word in words)
        ]
        return sorted(found, key=lambda one: (self.km(one.code) or float("inf"), one.kana, one.code))

    def hint(self, code: str, age: int | None) -> str:
        """Return one line about a facility: distance, seats of the class, last year's lowest score."""
        km = self.km(code)
        parts = [_("自宅から約%(km)skm") % {"km": km} if km is not None else self.named[code].address]
        if age is not None:
            seats = self.seats.get((code, age))
            told = _("%(age)s歳児 募集%(seats)s人") % {"age": age, "seats": seats}
            parts.append(told if seats is not None else _("%(age)s歳児 募集なし") % {"age": age})
            parts.append(self.lowest_told(code, age))
        return "・".join(part for part in parts if part)

    def lowest_told(self, code: str, age: int) -> str:
        """Return last year's lowest score in words; too few admitted are not told, so that nobody can be guessed."""
        if (code, age) not in self.lowest:
            return ""
        lowest = self.lowest[code, age]
        if lowest is None:
            return _("昨年の最低点は公表していません（人数が少ないため）")
        return _("昨年の最低 %(points)s点") % {"points": lowest}

    def rows(self, query: str) -> list[FacilityRow]:
        """Return the facilities found by words, for the public list."""
        return [
            FacilityRow(
                one.code, one.name, one.kind, one.address,
                f"{one.opens}〜{one.closes}" if one.opens and one.closes else "",
                self._seats_of(one.code),
                self.km(one.code), one.latitude, one.longitude,
            )
            for one in self.find(query)
        ]  # fmt: skip

    def _seats_of(self, code: str) -> tuple[int | None, ...]:
        return tuple(self.seats.get((code, age), 0) if age in self.classes[code] else None for age in range(6))


def places_of(month: date | None, now: datetime, home: tuple[float, float] | None = None) -> Places:
    """Read the facilities that take part in placement, with the figures of a month's round.

    Args:
        month: month of entry; None takes the round that closes next.
        now: moment.
        home: position of the home, if known.
    """
    round_ = _round_for(month, now)
    seats: dict[tuple[str, int], int] = {}
    classes: dict[str, set[int]] = {}
    for round_id, code, age, count in Seat.objects.values_list("round_id", "facility", "age", "seats"):
        classes.setdefault(code, set()).add(age)
        if round_ is not None and round_id == round_.pk:
            seats[code, age] = seats.get((code, age), 0) + count
    named = {one.code: one for one in facilities() if one.code in classes}
    year = fiscal_year_of(round_.month if round_ else now.date()) - 1
    return Places(
        named, seats, {code: frozenset(ages) for code, ages in classes.items()}, _lowest(year, now.date()), home
    )


def age_at(child: Mapping[str, object], month: date) -> int:
    """Return the class of a child in the fiscal year of a month; 0 for one not yet born or without a date."""
    birth = child.get("birth")
    year = fiscal_year_of(month)
    try:
        born = date.fromisoformat(birth) if isinstance(birth, str) else None
    except ValueError:
        return 0
    return min(class_age(born, year), 5) if born is not None and fiscal_year_of(born) <= year else 0


def _round_for(month: date | None, now: datetime) -> Round | None:
    found = Round.objects.filter(procedure="nursery")
    if month is not None:
        return found.filter(month=month).order_by("-opens_at").first()
    return found.filter(room="intake", closes_at__gte=now).order_by("closes_at").first()


def _lowest(year: int, day: date) -> dict[tuple[str, int], int | None]:
    fewest = int(str(book_in_force("nursery").at(day).value("small_cells", "fewest_admitted")))
    return {
        (one.facility, one.age): one.lowest_score if one.admitted >= fewest else None
        for one in PastResult.objects.filter(year=year, admitted__gt=0)
    }


def _text_of(one: Facility) -> str:
    return search_key(" ".join((one.name, one.kana, one.kind, one.address)))
