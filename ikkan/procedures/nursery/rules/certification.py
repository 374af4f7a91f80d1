"""Certification (教育・保育給付認定): category, hours and term of one child, by the book's tables.

Source: 子ども・子育て支援法19条–21条; 同法施行規則1条の5, 4条, 8条. Every figure is in limits.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ikkan.kernel import answers as read
from ikkan.kernel.book import BookAt, Row
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.conditions import Feature, read_condition
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Decision
from ikkan.kernel.reason import Figure, Reason
from ikkan.kernel.terms import age_reached_on, fiscal_year_end_from, last_day_before_reaching
from ikkan.procedures.nursery.rules.features import CHILD, Features, features_of
from ikkan.procedures.nursery.rules.hours import read_hours_rule
from ikkan.procedures.nursery.rules.known import Known
from ikkan.procedures.nursery.rules.ruleset import SCOPES

KIND: Final = "certification"
REFUSED: Final = "refused"
STAFF: Final = "staff"


@dataclass(frozen=True, slots=True)
class _Ground:
    """One parent's ground of need: its row, counted hours, and the last day that the ground itself allows."""

    row: Row
    hours: float
    until: date | None

    @property
    def figures(self) -> tuple[tuple[str, Figure], ...]:
        return (("hours", self.hours),)


def certification(answers: JsonObject, child: JsonObject, book_at: BookAt, *, is_judged: bool = False) -> Decision:
    """Decide the certification of one child.

    Args:
        answers: answers of form version 1.
        child: the child's own entry of ``answers["children"]``.
        book_at: the town's book on the first day of the month of admission.
        is_judged: whether an officer accepted the grounds that the book leaves to judgement.

    Returns:
        result ``category_2``, ``category_3``, ``refused`` or ``staff`` (an officer must judge); figures ``category``,
        ``hours`` (standard or short), ``valid_from``, ``valid_until`` and each parent's counted hours.
    """
    case = _Case(book_at, answers, child, features_of(answers, reference_day=book_at.day, known=Known()))
    birth = read.day(child, "birth") or read.day(child, "due")
    grounds: list[_Ground] = []
    refusals: list[Reason] = []
    for number, parent in enumerate(case.features.parents):
        ground = case.ground_of(number, parent)
        if isinstance(ground, Reason):
            refusals.append(ground)
        else:
            grounds.append(ground)
    if not case.features.parents:
        refusals.append(case.say("no_parent"))
    if refusals:
        return Decision(KIND, REFUSED, tuple(refusals), subject=read.word(child, "id"), grants_less=True)
    left = [] if is_judged else [ground for ground in grounds if ground.row.values.get("decides") == STAFF]
    staff = [case.cite(ground.row, ground.figures) for ground in left]
    if birth is None:
        staff.append(case.say("birth_unknown"))
    if staff or birth is None:
        return Decision(KIND, STAFF, tuple(staff), subject=read.word(child, "id"))
    return case.grant(birth, grounds)


@dataclass(frozen=True, slots=True)
class _Case:
    book_at: BookAt
    answers: JsonObject
    child: JsonObject
    features: Features

    def number(self, table: str, key: str) -> int:
        """Return a whole number of the book."""
        value = self.book_at.value(table, key)
        if not isinstance(value, int):
            raise FaultyBook(f"Table {table}: {key} must be a whole number, but it is {value!r}. Correct the value.")
        return value

    def say(self, word: str, **figures: Figure) -> Reason:
        """Return a reason in the words of the book."""
        row = next(row for row in self.book_at.rows("certification_words") if row.text("id") == word)
        return _reason(f"certification.{word}", row, tuple(figures.items()))

    def cite(self, row: Row, figures: tuple[tuple[str, Figure], ...]) -> Reason:
        """Return a row of the book as a reason."""
        return _reason(f"certification_ground.{row.text('id')}", row, figures)

    def ground_of(self, number: int, parent: Mapping[str, Feature]) -> _Ground | Reason:
        """Return the ground of one parent, or why there is none."""
        hours = read_hours_rule(self.book_at).count(parent)
        values = {**self.features.household, **self._child_features(), **parent, "hours": hours}
        least = self.number("minimum_hours", "hours")
        for row in self.book_at.rows("certification_ground"):
            condition = read_condition(row.values["when"], row.name, {**SCOPES["parent"], **CHILD})
            if not condition.holds(values.get):
                continue
            if row.values.get("asks_hours") and hours < least:
                return self.say("too_few_hours", parent=number + 1, hours=hours, minimum=least)
            return _Ground(row, hours, self._until(row, number))
        return self.say("no_ground", parent=number + 1)

    def _child_features(self) -> dict[str, Feature]:
        wanted = read.word(self.child, "id")
        return next((one for one in self.features.children if one["child"] == wanted), {})

    def _until(self, row: Row, number: int) -> date | None:
        parent = read.parts(self.answers, "parents")[number]
        days, weeks = row.values.get("valid_days"), row.values.get("valid_weeks_after_birth")
        end: date | None = None
        if isinstance(days, int):
            end = self.book_at.day + timedelta(days=days - 1)
        elif isinstance(weeks, int) and (due := read.day(parent, "birth_due")) is not None:
            end = due + timedelta(weeks=weeks, days=1)
        elif row.values.get("valid_until_leave_ends"):
            end = read.day(read.part(parent, "work"), "leave_until")
        return _month_end(end) if end is not None and row.values.get("to_month_end") else end

    def grant(self, birth: date, grounds: list[_Ground]) -> Decision:
        """Return the certification with its category, hours and term."""
        start = self.book_at.day
        older_from = self.number("certification_age", "category_2_from")
        is_older = age_reached_on(birth, older_from) <= start
        school = fiscal_year_end_from(age_reached_on(birth, self.number("certification_age", "school")))
        natural = school if is_older else last_day_before_reaching(birth, older_from)
        until = min([natural, *(ground.until for ground in grounds if ground.until is not None)])
        hours, why = self._hours(grounds)
        category = "category_2" if is_older else "category_3"
        reasons = (
            self.say(category, birth=birth.isoformat(), start=start.isoformat()),
            *(self.cite(ground.row, ground.figures) for ground in grounds),
            why,
            self.say("valid", start=start.isoformat(), until=until.isoformat()),
        )
        counted: JsonObject = {f"hours_{n}": ground.hours for n, ground in enumerate(grounds, start=1)}
        figures: JsonObject = {"category": category[-1], "hours": hours, **counted}
        figures |= {"valid_from": start.isoformat(), "valid_until": until.isoformat()}
        wanted = self.features.household["hours_need"]
        is_less = wanted == "standard" and hours == "short"
        return Decision(KIND, category, reasons, read.word(self.child, "id"), figures, grants_less=is_less)

    def _hours(self, grounds: list[_Ground]) -> tuple[str, Reason]:
        border = self.number("standard_hours", "hours")
        if self.features.household["hours_need"] == "short":
            return "short", self.say("short_asked")
        for ground in grounds:
            kind = ground.row.values["hours_class"]
            if kind == "short":
                return "short", self.say("short_ground")
            if kind == "by_hours" and ground.hours < border:
                return "short", self.say("short_hours", hours=ground.hours, border=border)
        return "standard", self.say("standard", border=border)


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _reason(code: str, row: Row, figures: tuple[tuple[str, Figure], ...]) -> Reason:
    shown = {name: int(value) if isinstance(value, float) and value == int(value) else value for name, value in figures}
    return Reason(
        code=code,
        ja=row.text("ja").format(**shown),
        en=row.text("en").format(**shown),
        figures=figures,
        article=row.article,
        row=row.name,
        source=row.source,
        unconfirmed=row.unconfirmed,
    )
