"""What the nursery form borrows: open months, parts of the town, facilities, sentences below dates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from ikkan.counter.forms.paths import object_at, text_at
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.showing import show_month
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Choice
from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Text
from ikkan.kernel.terms import class_age, fiscal_year_of
from ikkan.people.models import Account
from ikkan.procedures.nursery.pages.estimate import extension_effect
from ikkan.procedures.nursery.pages.places import Places, age_at, places_of
from ikkan.procedures.nursery.pages.towns import point_of, towns_of
from ikkan.procedures.nursery.round.following import start_months


@dataclass(frozen=True, slots=True, kw_only=True)
class WithPlaces(Surroundings):
    """Surroundings that also give the facilities, read once a page."""

    places: Callable[[], Places]


def surroundings_of(
    answers: JsonObject, *, language: str, now: datetime, place: Place | None = None, owner: Account | None = None
) -> Surroundings:
    """Return what a page of the form is read and drawn in.

    Args:
        answers: the answers so far.
        language: ja, easy or en.
        now: moment.
        place: the page; on one about a child, facilities are told with the seats of its class, and what accepting a
            hold does is scored only where it is shown.
        owner: whose form it is; what is known of them is filled in before.
    """
    del owner
    child = place.index if place is not None and place.base.startswith("children") else None
    borrowed = _Borrowed(answers, language, now, child)
    asks_effect = place is not None and any(field.book for field in place.page.fields)
    effect = extension_effect(answers) if asks_effect else None
    return WithPlaces(
        today=timezone.localdate(now),
        language=language,
        choices=borrowed.choices,
        echoes={"class_age": _class_echo},
        places=borrowed.places,
        book_texts={} if effect is None else {"extension_effect": effect},
    )


def home_of(answers: JsonObject) -> tuple[float, float] | None:
    """Return the middle of the part of the town where the applicant lives, if its position is known."""
    return point_of(text_at(answers, "applicant.address.town"))


class _Borrowed:
    """Gives choices; facilities are read at the first question about them, once a page."""

    def __init__(self, answers: JsonObject, language: str, now: datetime, child: int | None) -> None:
        self._answers, self._language, self._now = answers, language, now
        self._month = read.day(answers, "start_month")
        self._age: int | None = None
        if child is not None and self._month is not None:
            self._age = age_at(object_at(answers, f"children.{child}"), self._month)
        self._places: Places | None = None

    def places(self) -> Places:
        """Return the facilities."""
        if self._places is None:
            self._places = places_of(self._month, self._now, home_of(self._answers))
        return self._places

    def choices(self, source: str, query: str) -> Sequence[Choice]:
        """Return the choices of a source of form.json."""
        if source == "start_months":
            return self._months(query)
        if source == "towns":
            return [Choice(one.name, one.name) for one in towns_of(query)]
        return self._facilities(query)

    def _months(self, query: str) -> Sequence[Choice]:
        months = start_months(self._now)
        kept = _day(query)
        if kept is not None and kept not in months:
            months = [*months, kept]
        shown = [Choice(one.isoformat(), show_month(one.isoformat(), self._language)) for one in months]
        return [one for one in shown if query in ("", one.value)]

    def _facilities(self, query: str) -> Sequence[Choice]:
        places = self.places()
        return [Choice(one.code, one.name, places.hint(one.code, self._age)) for one in places.find(query, self._age)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _class_echo(value: JsonValue, answers: JsonObject) -> Text | None:
    """Say in which class a child will be."""
    month = read.day(answers, "start_month")
    birth = value.get("birth") if isinstance(value, dict) else value
    day = _day(birth) if isinstance(birth, str) else None
    if month is None or day is None or fiscal_year_of(day) > fiscal_year_of(month):
        return None
    age = class_age(day, fiscal_year_of(month))
    return Text(
        f"{month.year}年{month.month}月は{age}歳児クラスです",
        f"In {month:%B %Y}: class of age {age}",
        f"{month.year}年{month.month}月は {age}歳児（さいじ）クラスです",
    )
