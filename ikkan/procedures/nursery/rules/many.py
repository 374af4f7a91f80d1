"""Scoring a whole population as Polars expressions: the same lines as one.py, a column each."""

from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Final

import polars as pl

from ikkan.kernel.book import BookAt
from ikkan.kernel.table import PutAside, RowExprs
from ikkan.procedures.nursery.rules.combine import combination_of
from ikkan.procedures.nursery.rules.features import MOST_PARENTS, OF_PARENT, PLACES
from ikkan.procedures.nursery.rules.hours import REPLACEABLE
from ikkan.procedures.nursery.rules.ruleset import Ruleset, TieKey, rules_for_scoring

NUMBERS: Final = range(1, MOST_PARENTS + 1)
# begins the names of columns that only others rest on
ASIDE: Final = "#"


@dataclass(slots=True)
class _Plan:
    """Columns that the tables add, in the order of the lines; what they rest on; the rows met (for `unless`)."""

    rules: Ruleset
    before: dict[str, pl.Expr] = field(default_factory=dict)
    columns: dict[str, pl.Expr] = field(default_factory=dict)
    met: dict[str, dict[str, pl.Expr]] = field(default_factory=dict)

    def ask(self, table: str, scope: str, subject: str, number: int = 0) -> list[str]:
        """Add the columns of one table for one subject; return the names of its points, caps included."""
        met = {} if scope == "parent" else dict(self.met.get(table, {}))
        columns, papers = (_Columns(number), _Papers(number)) if number else (pl.col, _papers)
        present = pl.col(f"parent_id@{number}").is_not_null() if number else pl.lit(True)
        made = self.rules.tables[table].exprs(scope, columns, papers, met, self._putting_aside(f"{table}/{subject}"))
        points: list[str] = []
        for one in made:
            name = f"{table}/{one.row.id}/{subject}"
            self.columns[name] = pl.when(present).then(one.points) if number else one.points
            points.append(name)
            if one.row.needs:
                self.columns[f"{name}?"] = present & one.missing
        known = self.met.setdefault(table, {})
        for row, holds in met.items():
            holds_here = present & holds
            known[row] = known[row] | holds_here if row in known else holds_here
        return points + self._caps(table, scope, subject)

    def _putting_aside(self, place: str) -> PutAside:
        def put_aside(one: RowExprs) -> RowExprs:
            holds, points = f"{ASIDE}holds/{place}/{one.row.id}", f"{ASIDE}points/{place}/{one.row.id}"
            self.before |= {holds: one.holds, points: one.points}
            return RowExprs(one.row, pl.col(holds), one.missing, pl.col(points))

        return put_aside

    def _caps(self, table: str, scope: str, subject: str) -> list[str]:
        names: list[str] = []
        points = self.rules.tables[table]
        for group in points.capped_groups(scope):
            rows = [row.id for row in points.of_scope(scope) if row.group == group.name]
            total = pl.sum_horizontal(*(self.columns[f"{table}/{row}/{subject}"] for row in rows))
            name = f"{table}/cap:{group.name}/{subject}"
            self.columns[name] = pl.when(total > group.cap).then(pl.lit(group.cap, pl.Int64) - total)
            names.append(name)
        return names


def score_many(frame: pl.DataFrame, book_at: BookAt) -> pl.DataFrame:
    """Score a population.

    Args:
        frame: features as :func:`features_frame` makes them, a row a child.
        book_at: the town's book on the reference day.

    Returns:
        the frame with ``base``, ``total``, ``stage``, ``excluded`` (row id or blank), ``tie_points``,
        ``reason_rank``, ``tie/<key>`` (a list by wish where it differs by wish), ``bonus`` (a list by wish) and
        a column a line: ``<table>/<row>/<subject>`` (points or null) and, ending in ``?``, whether a paper is missing.

    Raises:
        LookupError: the book has no row of need that may score.
    """
    rules = rules_for_scoring(book_at)
    counted = _count_hours(frame.lazy().with_row_index("at"), rules)
    plan = _Plan(rules)
    base_parents = [plan.ask("base", "parent", f"parent{n}", n) for n in NUMBERS]
    base_household = plan.ask("base", "household", "household")
    adjustments = [name for n in NUMBERS for name in plan.ask("adjustment", "parent", f"parent{n}", n)]
    adjustments += plan.ask("adjustment", "household", "household") + plan.ask("adjustment", "child", "child")
    tie_lines = plan.ask("tie_points", "household", "household") + plan.ask("tie_points", "child", "child")
    rank_parents = [plan.ask("reason_rank", "parent", f"parent{n}", n) for n in NUMBERS]
    rank_household = plan.ask("reason_rank", "household", "household")
    for table in ("fixed_total", "stage", "exclusion"):
        plan.ask(table, "child", "child")
    asked = counted.with_columns(**plan.before).with_columns(**plan.columns).drop(plan.before)
    asked = _combine(asked, rules, "base", base_parents, base_household)
    asked = _combine(asked, rules, "reason_rank", rank_parents, rank_household)
    asked = _add_up(asked, rules, adjustments, tie_lines)
    scored = asked.with_columns(**{f"tie/{key.name}": _tie(key) for key in rules.tie_keys if not key.by_wish}).collect()
    return _with_wishes(scored, rules, plan)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Names of features as one parent's rows see them."""

    number: int

    def __call__(self, name: str) -> pl.Expr:
        return pl.col(f"{name}@{self.number}" if name in OF_PARENT else name)


def _papers(kind: str) -> pl.Expr:
    return pl.col(f"paper_{kind}")


@dataclass(frozen=True, slots=True)
class _Papers:
    """Names of the papers that one parent handed in."""

    number: int

    def __call__(self, kind: str) -> pl.Expr:
        return pl.col(f"own_paper_{kind}@{self.number}")


def _count_hours(frame: pl.LazyFrame, rules: Ruleset) -> pl.LazyFrame:
    columns: dict[str, pl.Expr] = {}
    for number in NUMBERS:
        own = _Columns(number)
        columns |= {f"{name}@{number}": expr for name, expr in rules.hours.derive_exprs(own).items()}
        evidence = pl.lit("")
        for row in reversed(rules.evidence):
            holds = row.expr(own) & pl.col(f"parent_id@{number}").is_not_null()
            evidence = pl.when(holds).then(pl.lit(row.id)).otherwise(evidence)
            for name in REPLACEABLE:
                known = columns.get(f"{name}@{number}", own(name))
                columns[f"{name}@{number}"] = (
                    pl.when(holds).then(pl.lit(row.counts_as[name]) if name in row.counts_as else own(name))
                ).otherwise(known)
        columns[f"evidence@{number}"] = evidence
    columns["hours_together"] = rules.hours.together_expr([columns[f"hours@{number}"] for number in NUMBERS])
    return frame.with_columns(**columns)


def _combine(
    frame: pl.LazyFrame, rules: Ruleset, table: str, parents: list[list[str]], household: list[str]
) -> pl.LazyFrame:
    combination = combination_of(rules, table)
    flat_ids = {f"{table}/{row.id}/household" for row in rules.tables[table].of_scope("household") if row.flat}
    own, counted, steps = [], [], {}
    for number, names in zip(NUMBERS, parents, strict=True):
        points = _sum(names)
        if combination.parent_cap is not None:
            cap = pl.lit(combination.parent_cap, pl.Int64)
            steps[f"{table}/parent_cap/parent{number}"] = pl.when(points > cap).then(cap - points)
            points = pl.min_horizontal(points, cap)
        present = pl.col(f"parent_id@{number}").is_not_null()
        any_row = _any([name for name in names if "/cap:" not in name])
        own.append(points)
        counted.append(pl.when(present & any_row if combination.skips else present).then(points))
    flat, at_home = _sum([name for name in household if name in flat_ids]), _sum(household)
    total = combination.expr(counted) + at_home - flat
    if combination.cap is not None:
        total = pl.min_horizontal(total, pl.lit(combination.cap, pl.Int64))
    total = pl.when(_any([name for name in household if name in flat_ids])).then(flat).otherwise(total)
    step = total - at_home - _total(own)
    steps[f"{table}/combined/household"] = pl.when(step != 0).then(step)
    any_home = _any([name for name in household if "/cap:" not in name])
    has_any = reduce(or_, (one.is_not_null() for one in counted)) | any_home
    values = {f"points@{number}/{table}": points for number, points in zip(NUMBERS, own, strict=True)}
    return frame.with_columns(**steps, **values, **{table: pl.when(has_any).then(total) if table != "base" else total})


def _add_up(frame: pl.LazyFrame, rules: Ruleset, adjustments: list[str], tie_lines: list[str]) -> pl.LazyFrame:
    start = combination_of(rules, "tie_points", "start").expr(
        [pl.when(pl.col(f"parent_id@{n}").is_not_null()).then(pl.col(f"points@{n}/base")) for n in NUMBERS]
    )
    frame = frame.with_columns(
        **{
            "total": pl.col("base") + _sum(adjustments),
            "tie_points/start/household": pl.when(start != 0).then(start),
            "tie_points": start + _sum(tie_lines),
            "stage": _first(rules, "stage", 0),
            "stage_row": _first_id(rules, "stage"),
            "excluded": _first_id(rules, "exclusion"),
            "fixed_by": _first_id(rules, "fixed_total"),
        }
    )
    fixed = pl.coalesce(_first(rules, "fixed_total", None), pl.col("total"))
    is_fixed = pl.col("fixed_by") != ""
    return frame.with_columns(fixed_step=pl.when(is_fixed).then(fixed - pl.col("total")), total=fixed)


def _first(rules: Ruleset, table: str, absent: int | None) -> pl.Expr:
    names = [f"{table}/{row.id}/child" for row in rules.tables[table].of_scope("child")]
    return pl.coalesce(*(pl.col(name) for name in names), pl.lit(absent, pl.Int64))


def _first_id(rules: Ruleset, table: str) -> pl.Expr:
    found = pl.lit("")
    for row in reversed(rules.tables[table].of_scope("child")):
        found = pl.when(pl.col(f"{table}/{row.id}/child").is_not_null()).then(pl.lit(row.id)).otherwise(found)
    return found


def _tie(key: TieKey) -> pl.Expr:
    return key.when.expr(pl.col).cast(pl.Int64) if key.when is not None else pl.col(key.value).cast(pl.Int64)


def _with_wishes(scored: pl.DataFrame, rules: Ruleset, plan: _Plan) -> pl.DataFrame:
    wishes = _Plan(rules, met={"adjustment": plan.met.get("adjustment", {})})
    names = wishes.ask("adjustment", "facility", "facility")
    by_wish = {f"tie/{key.name}": _tie(key) for key in rules.tie_keys if key.by_wish}
    here = (
        scored.lazy()
        .filter(pl.col("wishes").list.len() > 0)
        .with_columns(wish_rank=pl.int_ranges(1, pl.col("wishes").list.len() + 1))
        .explode("wishes", "wish_rank")
        .with_columns(
            pl.col(column).list.contains(pl.col("wishes")).fill_null(False).alias(feature)
            for feature, column in PLACES.items()
        )
        .with_columns(**wishes.before)
        .with_columns(**wishes.columns)
        .with_columns(bonus=_sum(names), **by_wish)
        .group_by("at", maintain_order=True)
        .agg("bonus", *wishes.columns, *by_wish)
    )
    return scored.lazy().join(here, on="at", how="left", maintain_order="left").collect()


def _sum(names: list[str]) -> pl.Expr:
    return pl.sum_horizontal(*names) if names else pl.lit(0, pl.Int64)


def _total(columns: list[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(*columns)


def _any(names: list[str]) -> pl.Expr:
    return ~reduce(and_, (pl.col(name).is_null() for name in names)) if names else pl.lit(False)
