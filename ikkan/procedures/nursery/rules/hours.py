"""Counted hours a month, by the town's convention on breaks and commuting, and reasons that lack their paper.

The national work certificate gives monthly totals with breaks; towns count them differently (子ども・子育て支援法
施行規則様式第1号; the conventions are in the table `hours`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from ikkan.kernel.book import BookAt, Row
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.conditions import Condition, Feature, read_condition
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.rules.features import HOUSEHOLD, PARENT, features_of
from ikkan.procedures.nursery.rules.known import Known

_MINUTES: Final = 60
# Which answer holds the hours of a reason; every other reason is counted from work.
_OWN_HOURS: Final = {"care": "care_hours", "study": "study_hours"}
REPLACEABLE: Final = ("reason", "work_kind")


@dataclass(frozen=True, slots=True)
class HoursRule:
    """A town's convention.

    Args:
        break_minutes: minutes of break a day that count as work (0: none; 1440: all).
        commute: whether commuting counts.
        weeks: weeks a month by which days a week become days a month.
        unconfirmed: whether the book marks the convention so; every reason on hours then says it.
        most_together: most hours of one parent that count where the parents' hours are compared.
    """

    break_minutes: int
    commute: bool
    weeks: int
    unconfirmed: bool = False
    most_together: int | None = None

    def count(self, parent: Mapping[str, Feature]) -> float:
        """Return the counted hours a month of one parent's features."""
        own = _OWN_HOURS.get(str(parent["stated_reason"]))
        if own is not None:
            return _number(parent[own])
        days = _number(parent["days_a_week"]) * self.weeks
        minutes = _number(parent["work_hours"]) * _MINUTES
        minutes -= max(_number(parent["break_minutes"]) - self.break_minutes, 0.0) * days
        if self.commute:
            minutes += _number(parent["commute_minutes"]) * days
        return max(minutes, 0.0) / _MINUTES

    def derive(self, parent: Mapping[str, Feature]) -> dict[str, Feature]:
        """Return the counted hours of one parent by month, week and day, and the days a month.

        Hours a day are None where the days are not known.
        """
        hours, days = self.count(parent), _number(parent["days_a_week"]) * self.weeks
        by_day = hours / days if days else None
        return {"hours": hours, "hours_a_week": hours / self.weeks, "hours_a_day": by_day, "days_a_month": days}

    def derive_exprs(self, parent: Callable[[str], pl.Expr]) -> dict[str, pl.Expr]:
        """Return the same over columns."""
        hours, days = self.expr(parent), parent("days_a_week") * self.weeks
        by_day = pl.when(days != 0).then(hours / days)
        return {"hours": hours, "hours_a_week": hours / self.weeks, "hours_a_day": by_day, "days_a_month": days}

    def together(self, hours: Sequence[float]) -> float:
        """Return the parents' hours together, each up to the most that the town compares."""
        return sum(hours if self.most_together is None else (min(one, self.most_together) for one in hours))

    def together_expr(self, hours: Sequence[pl.Expr]) -> pl.Expr:
        """Return the same over columns; the hours of a parent who is not there are null."""
        capped = hours if self.most_together is None else [one.clip(upper_bound=self.most_together) for one in hours]
        return pl.sum_horizontal(*capped)

    def expr(self, parent: Callable[[str], pl.Expr]) -> pl.Expr:
        """Return the counted hours a month over columns."""
        days = parent("days_a_week") * self.weeks
        minutes = parent("work_hours") * _MINUTES
        minutes -= (parent("break_minutes") - self.break_minutes).clip(0.0) * days
        if self.commute:
            minutes += parent("commute_minutes") * days
        counted = minutes.clip(0.0) / _MINUTES
        for reason, own in _OWN_HOURS.items():
            counted = pl.when(parent("stated_reason") == reason).then(parent(own)).otherwise(counted)
        return counted


def _number(value: Feature) -> float:
    return 0.0 if value is None or isinstance(value, str) else float(value)


def read_hours_rule(book_at: BookAt) -> HoursRule:
    """Return the town's convention from the table `hours`."""
    block = book_at.block("hours")
    values = block.values
    weeks, minutes = values["weeks_a_month"], values["break_minutes_counted"]
    if not isinstance(weeks, int) or not isinstance(minutes, int):
        raise FaultyBook(f"Table hours: weeks_a_month and break_minutes_counted must be whole numbers: {values}.")
    most = values.get("most_hours_compared")
    return HoursRule(
        minutes, values["commute_counted"] is True, weeks, block.unconfirmed, most if isinstance(most, int) else None
    )


def hours_of(parent: JsonObject, book_at: BookAt) -> float:
    """Return the counted hours a month of one parent as answered, by the town's convention."""
    features = features_of({"parents": [parent]}, reference_day=book_at.day, known=Known())
    return read_hours_rule(book_at).count(features.parents[0])


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What a reason counts as while none of the papers that it needs is there."""

    id: str
    when: Condition
    needs: tuple[str, ...]
    counts_as: Mapping[str, str]
    row: Row

    def is_missing(self, lookup: Callable[[str], Feature]) -> bool:
        """Tell whether the row holds for a parent and no paper is there."""
        return self.when.holds(lookup) and not any(lookup(f"own_paper_{paper}") for paper in self.needs)

    def expr(self, columns: Callable[[str], pl.Expr]) -> pl.Expr:
        """Return the same over columns."""
        has_one = pl.any_horizontal([columns(f"own_paper_{paper}") for paper in self.needs])
        return self.when.expr(columns) & ~has_one.fill_null(False)


def read_evidence(book_at: BookAt) -> tuple[EvidenceRow, ...]:
    """Return the rows of the table `evidence`; the first that holds decides."""
    made: list[EvidenceRow] = []
    for row in book_at.rows("evidence"):
        counts_as, needs = row.values["counts_as"], row.values["needs"]
        if not isinstance(counts_as, dict) or not isinstance(needs, list) or set(counts_as) - set(REPLACEABLE):
            raise FaultyBook(f"{row.name}: counts_as may give {' and '.join(REPLACEABLE)} only. Correct the row.")
        made.append(
            EvidenceRow(
                id=row.text("id"),
                when=read_condition(row.values["when"], row.name, {**PARENT, **HOUSEHOLD}),
                needs=tuple(str(paper) for paper in needs),
                counts_as={key: str(value) for key, value in counts_as.items()},
                row=row,
            )
        )
    return tuple(made)
