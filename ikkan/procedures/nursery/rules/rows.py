"""Scores out of a scored population: what :func:`score_many` worked out, read back column by column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any, Final

import polars as pl

from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.rules.explain import Explainer
from ikkan.procedures.nursery.rules.features import MOST_PARENTS, OF_PARENT
from ikkan.procedures.nursery.rules.ruleset import Ruleset
from ikkan.procedures.nursery.rules.score import ChildScore, ScoreItem, TieValue
from ikkan.procedures.nursery.rules.tally import SUBJECT_ORDER, TABLE_ORDER, Line
from ikkan.procedures.nursery.rules.wishes import WishReader

_SCOPES: Final = {"parent1": "parent", "parent2": "parent", "household": "household", "child": "child"}
_PARENT_SUFFIX: Final = {"parent1": "@1", "parent2": "@2"}


@dataclass(frozen=True, slots=True)
class LinePlan:
    """Which column holds a line, and which says that its paper is missing."""

    column: str
    missing: str
    table: str
    row: str
    subject: str


@lru_cache(maxsize=32)
def plan_lines(rules: Ruleset) -> tuple[LinePlan, ...]:
    """Return the columns of all lines but the fixed total and those by wish, in the order of a tally."""
    return tuple(
        plan for table in TABLE_ORDER for subject in SUBJECT_ORDER for plan in _plan_subject(rules, table, subject)
    )


def _plan_subject(rules: Ruleset, table: str, subject: str) -> Iterator[LinePlan]:
    if table == "fixed_total":
        return
    points, scope = rules.tables[table], _SCOPES[subject]
    if table == "tie_points" and subject == "household":
        yield LinePlan("tie_points/start/household", "", table, "start", subject)
    for row in points.of_scope(scope) if _is_asked(table, scope) else ():
        column = f"{table}/{row.id}/{subject}"
        yield LinePlan(column, f"{column}?" if row.needs else "", table, row.id, subject)
    for group in points.capped_groups(scope) if _is_asked(table, scope) else ():
        step = f"cap:{group.name}"
        yield LinePlan(f"{table}/{step}/{subject}", "", table, step, subject)
    if table in ("base", "reason_rank"):
        if scope == "parent" and isinstance(rules.setting(table, "parent_cap"), int):
            yield LinePlan(f"{table}/parent_cap/{subject}", "", table, "parent_cap", subject)
        if subject == "household":
            yield LinePlan(f"{table}/combined/household", "", table, "combined", subject)


def _is_asked(table: str, scope: str) -> bool:
    return {
        "base": scope in ("parent", "household"),
        "reason_rank": scope in ("parent", "household"),
        "tie_points": scope in ("household", "child"),
    }.get(table, True)


@dataclass(slots=True)
class ScoreReader:
    """Reads the scores of a population column by column.

    A child has some eight lines of some hundred columns, and few lines differ from child to child: each column is
    read only where it holds something, and equal lines share one Reason.
    """

    scored: pl.DataFrame
    explainer: Explainer

    def scores(self) -> Iterator[ChildScore]:
        """Yield the score of every child, in the order of the population."""
        column, rules = self._column, self.explainer.rules
        ties: dict[tuple[int | None, ...], tuple[TieValue, ...]] = {}
        tie_columns = [repeat(None) if key.by_wish else column(f"tie/{key.name}") for key in rules.tie_keys]
        rows = zip(
            column("child"), column("base"), column("total"), column("stage"),
            self._stage_reasons(), self._exclusions(), self._evidence(), self._items(),
            zip(*tie_columns, strict=False) if tie_columns else repeat(()),
            WishReader(self.scored, self.explainer).wishes(),
            strict=False,
        )  # fmt: skip
        for child, base, total, stage, stage_reason, excluded, evidence, items, values, wishes in rows:
            keys = ties.get(values)
            if keys is None:
                keys = ties[values] = self.explainer.tie_values(values)
            yield ChildScore(
                child, base, total, stage, stage_reason, excluded, tuple(evidence), tuple(items), keys, wishes
            )

    def _column(self, name: str) -> list[Any]:
        return self.scored[name].to_list()

    def _read(self, name: str, subject: str, where: pl.Series) -> list[Any]:
        """Return the values of a feature as a subject's rows see it, of the children picked."""
        is_own = subject in _PARENT_SUFFIX and name in OF_PARENT
        return self.scored[f"{name}{_PARENT_SUFFIX[subject]}" if is_own else name].gather(where).to_list()

    def _items(self) -> list[list[ScoreItem]]:
        items: list[list[ScoreItem]] = [[] for _ in range(self.scored.height)]
        plans = plan_lines(self.explainer.rules)
        for table in TABLE_ORDER:
            if table == "fixed_total":
                self._add_fixed(items)
            for plan in plans:
                if plan.table == table and plan.column in self.scored.columns:
                    self._add_lines(plan, items)
        return items

    def _add_lines(self, plan: LinePlan, items: list[list[ScoreItem]]) -> None:
        column = self.scored[plan.column]
        where = column.is_not_null().arg_true()
        if len(where):
            self._add(plan.table, plan.row, plan.subject, where, column.gather(where).to_list(), items)
        if plan.missing:
            lacking = self.scored[plan.missing].arg_true()
            if len(lacking):
                self._add(plan.table, plan.row, plan.subject, lacking, [None] * len(lacking), items)

    def _add_fixed(self, items: list[list[ScoreItem]]) -> None:
        for row in self.scored["fixed_by"].unique().to_list():
            if row:
                where = (self.scored["fixed_by"] == row).arg_true()
                steps = self.scored["fixed_step"].gather(where).to_list()
                self._add("fixed_total", row, "child", where, steps, items)

    def _add(
        self, table: str, row: str, subject: str, where: pl.Series, points: Sequence[int | None],
        items: list[list[ScoreItem]],
    ) -> None:  # fmt: skip
        """Add one line to the children picked; points are None where its paper is missing."""
        features = self.explainer.features_of(table, row)
        relations = self._read("relation", subject, where) if subject in _PARENT_SUFFIX else repeat("")
        values = zip(*(self._read(name, subject, where) for name in features), strict=True) if features else repeat(())
        steps = self._steps(where) if self.explainer.is_step(table, row) else repeat(())
        known: dict[tuple[Any, ...], ScoreItem] = {}
        for at, key in zip(where.to_list(), zip(points, relations, values, steps, strict=False), strict=True):
            item = known.get(key)
            if item is None:
                own, relation, figures, step = key
                line = Line(table, row, subject, 0 if own is None else own, missing=own is None)
                item = known[key] = self.explainer.item(line, relation, figures, step)
            items[at].append(item)

    def _steps(self, where: pl.Series) -> Iterator[tuple[int, ...]]:
        """Yield the points of each parent who is there, and the base."""
        numbers = range(1, MOST_PARENTS + 1)
        there = [self.scored[f"parent_id@{n}"].is_not_null().gather(where).to_list() for n in numbers]
        points = [self.scored[f"points@{n}/base"].gather(where).to_list() for n in numbers]
        base = self.scored["base"].gather(where).to_list()
        for at, own in enumerate(base):
            yield (*(points[n][at] for n in range(MOST_PARENTS) if there[n][at]), own)

    def _stage_reasons(self) -> list[Reason | None]:
        return self._by_row("stage", "stage_row", "line.stage")

    def _exclusions(self) -> list[Reason | None]:
        return self._by_row("exclusion", "excluded", "line.excluded")

    def _by_row(self, table: str, column: str, kind: str) -> list[Reason | None]:
        reasons: list[Reason | None] = [None] * self.scored.height
        for row in self.scored[column].unique().to_list():
            if not row:
                continue
            where = (self.scored[column] == row).arg_true()
            names = ("stage", *self.explainer.features_of(table, row))
            known: dict[tuple[Any, ...], Reason] = {}
            for at, key in zip(
                where.to_list(), zip(*(self._read(name, "child", where) for name in names), strict=True), strict=True
            ):
                if key not in known:
                    known[key] = self.explainer.reason_by_row(table, row, kind, key[1:], key[0])
                reasons[at] = known[key]
        return reasons

    def _evidence(self) -> list[list[Reason]]:
        found: list[list[Reason]] = [[] for _ in range(self.scored.height)]
        for number in range(1, MOST_PARENTS + 1):
            present = self.scored[f"parent_id@{number}"].is_not_null()
            where = (present & (self.scored[f"evidence@{number}"] != "")).arg_true()
            rows = self.scored[f"evidence@{number}"].gather(where).to_list()
            relations = self._read("relation", f"parent{number}", where)
            for at, row, relation in zip(where.to_list(), rows, relations, strict=True):
                found[at].append(self.explainer.evidence(number, row, relation))
        return found
