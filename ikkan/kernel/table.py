"""Points tables: rows that give points when their condition holds, in groups, for one case and for a population.

Source of the forms: the scoring tables of municipal nursery placement (max one of a group, sums with a cap, points a
head or an event, rows that exclude each other, points that need a paper).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

import polars as pl

from ikkan.kernel.book import Block, Row
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.conditions import ALWAYS, NEVER, Columns, Condition, Lookup, read_condition
from ikkan.kernel.json_value import JsonValue

POLICIES: Final = ("sum", "max_one", "min_one", "first")
# Stands for "as many as there are" in polars' clip.
_NO_LIMIT: Final = 2**31


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One row that can give points.

    Args:
        id: the row's id in its table.
        scope: whom it is asked for: parent, household, child or facility.
        group: group whose policy it falls under; its own id when it stands alone.
        points: points, for each of `per` where that is given.
        when: condition that must hold.
        exempt: condition that takes the row away (「ただし…を除く」).
        unless: ids of earlier rows of this scope or a wider one that take it away.
        needs: papers of which one must be there.
        per: feature that multiplies the points, counted above `per_above` and up to `per_at_most`.
        flat: whether its points replace what the parents have together.
        scores: false for a row that is shown but may not be used yet.
        row: the book's row, for the citation.
    """

    id: str
    scope: str
    group: str
    points: int
    when: Condition
    exempt: Condition
    unless: tuple[str, ...]
    needs: tuple[str, ...]
    per: str
    per_above: int
    per_at_most: int
    flat: bool
    scores: bool
    row: Row

    @property
    def features(self) -> tuple[str, ...]:
        """Name the features whose values explain the row."""
        return tuple(dict.fromkeys((*self.when.features, *((self.per,) if self.per else ()))))


@dataclass(frozen=True, slots=True)
class Group:
    """How the rows of a group count together: sum, max_one, min_one or first; the sum at most `cap`."""

    name: str
    policy: str
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """What one row gave one case: its points, or nothing because a paper is missing."""

    row: PointsRow
    points: int
    paper_missing: bool = False


@dataclass(frozen=True, slots=True)
class PointsTable:
    """A block of a points table, ready to be asked."""

    name: str
    block: Block
    rows: tuple[PointsRow, ...]
    groups: Mapping[str, Group]

    def of_scope(self, scope: str) -> tuple[PointsRow, ...]:
        """Return the rows that score for a scope, in the book's order."""
        return tuple(row for row in self.rows if row.scope == scope and row.scores)

    def ask(self, scope: str, lookup: Lookup, has_paper: Callable[[str], bool], met: set[str]) -> list[Hit]:
        """Return what the rows of a scope give one case.

        Args:
            scope: parent, household, child or facility.
            lookup: feature name -> value.
            has_paper: paper kind -> whether it is there.
            met: ids of rows met so far; the rows met here are added.
        """
        hits: list[Hit] = []
        for row in self.of_scope(scope):
            if not row.when.holds(lookup) or row.exempt.holds(lookup) or not met.isdisjoint(row.unless):
                continue
            if row.needs and not any(has_paper(kind) for kind in row.needs):
                hits.append(Hit(row, 0, paper_missing=True))
                continue
            met.add(row.id)
            hits.append(Hit(row, row.points * _times(row, lookup)))
        return self._keep_by_group(hits)

    def _keep_by_group(self, hits: list[Hit]) -> list[Hit]:
        best: dict[str, Hit] = {}
        for hit in hits:
            group, known = self.groups[hit.row.group], best.get(hit.row.group)
            if hit.paper_missing or group.policy == "sum":
                continue
            if known is None or _is_better(group.policy, hit.points, known.points):
                best[group.name] = hit
        return [
            hit
            for hit in hits
            if hit.paper_missing or self.groups[hit.row.group].policy == "sum" or best[hit.row.group] is hit
        ]

    def cap_of(self, scope: str, hits: Sequence[Hit]) -> dict[str, int]:
        """Return, by group with a cap, the (negative) points that the cap takes off the hits of a scope."""
        taken: dict[str, int] = {}
        for group in self.capped_groups(scope):
            total = sum(hit.points for hit in hits if hit.row.group == group.name)
            if group.cap is not None and total > group.cap:
                taken[group.name] = group.cap - total
        return taken

    def capped_groups(self, scope: str) -> tuple[Group, ...]:
        """Return the groups of a scope whose sum is capped."""
        used = dict.fromkeys(row.group for row in self.of_scope(scope))
        return tuple(self.groups[name] for name in used if self.groups[name].cap is not None)

    def exprs(
        self,
        scope: str,
        columns: Columns,
        papers: Columns,
        met: dict[str, pl.Expr],
        put_aside: "PutAside | None" = None,
    ) -> list["RowExprs"]:
        """Return the same as :meth:`ask` as expressions, row by row; `met` is filled with what each row met.

        `put_aside` gives the same row read from columns worked out before: written out in full, the conditions of
        n rivals for one place would be n² expressions.
        """
        made: list[RowExprs] = []
        for row in self.of_scope(scope):
            holds = row.when.expr(columns)
            if row.exempt.alternatives:
                holds &= ~row.exempt.expr(columns)
            for other in row.unless:
                if other in met:
                    holds &= ~met[other]
            missing = pl.lit(False)
            if row.needs:
                has_one = reduce(or_, (papers(kind).fill_null(False) for kind in row.needs))
                missing, holds = holds & ~has_one, holds & has_one
            met[row.id] = holds
            times = _times_expr(row, columns)
            made.append(RowExprs(row, holds, missing, pl.when(holds).then(times * row.points)))
        aside = [put_aside(one) if put_aside and self._rivals(one, made) else one for one in made]
        return [
            RowExprs(one.row, one.holds, one.missing, self._kept_expr(read, aside))
            for one, read in zip(made, aside, strict=True)
        ]

    def _rivals(self, one: "RowExprs", made: Sequence["RowExprs"]) -> list["RowExprs"]:
        of_group = [] if self.groups[one.row.group].policy == "sum" else made
        return [other for other in of_group if other.row.group == one.row.group and other is not one]

    def _kept_expr(self, one: "RowExprs", made: Sequence["RowExprs"]) -> pl.Expr:
        policy = self.groups[one.row.group].policy
        rivals = self._rivals(one, made)
        if not rivals:
            return one.points
        place = [other.row.id for other in made].index(one.row.id)
        beaten = pl.lit(False)
        for other in rivals:
            is_earlier = [made[index].row.id for index in range(place)].count(other.row.id) > 0
            beaten |= other.holds & _beats_expr(policy, other.points, one.points, is_earlier)
        return pl.when(~beaten).then(one.points)


@dataclass(frozen=True, slots=True)
class RowExprs:
    """A row as expressions: whether it holds, whether a paper is missing, and its points (null when none)."""

    row: PointsRow
    holds: pl.Expr
    missing: pl.Expr
    points: pl.Expr


PutAside = Callable[[RowExprs], RowExprs]


def _is_better(policy: str, points: int, known: int) -> bool:
    return points > known if policy == "max_one" else points < known if policy == "min_one" else False


def _beats_expr(policy: str, other: pl.Expr, own: pl.Expr, is_earlier: bool) -> pl.Expr:
    if policy == "first":
        return pl.lit(is_earlier)
    if policy == "max_one":
        return (other >= own if is_earlier else other > own).fill_null(False)
    return (other <= own if is_earlier else other < own).fill_null(False)


def _times(row: PointsRow, lookup: Lookup) -> int:
    if not row.per:
        return 1
    value = lookup(row.per)
    count = 0 if value is None or isinstance(value, str) else int(value)
    return max(0, min(count - row.per_above, row.per_at_most))


def _times_expr(row: PointsRow, columns: Columns) -> pl.Expr:
    if not row.per:
        return pl.lit(1, pl.Int64)
    return (columns(row.per).cast(pl.Int64).fill_null(0) - row.per_above).clip(0, row.per_at_most)


def read_points_table(block: Block, known: Mapping[str, Mapping[str, object]]) -> PointsTable:
    """Read a block as a points table.

    Args:
        block: block with rows {id, points, scope?, group?, when?, except?, unless?, needs?, per?, flat?, scores?}
            and, for groups that do not simply add up, groups = { name = { policy = "max_one", cap = 40 } }.
        known: scope -> names of the features that its rows may look at.

    Raises:
        FaultyBook: a scope, policy or id does not exist.
        FaultyCondition: a condition cannot be read.
    """
    written = block.values.get("groups", {})
    groups = {name: _read_group(name, one, block) for name, one in written.items()} if isinstance(written, dict) else {}
    rows: list[PointsRow] = []
    for row in block.rows:
        made = _read_row(row, known, {earlier.id for earlier in rows})
        rows.append(made)
        groups.setdefault(made.group, Group(made.group, "sum"))
    return PointsTable(block.table, block, tuple(rows), groups)


def _read_group(name: str, written: JsonValue, block: Block) -> Group:
    group = written if isinstance(written, dict) else {}
    policy, cap = group.get("policy", "sum"), group.get("cap")
    if policy not in POLICIES or not (cap is None or isinstance(cap, int)) or set(group) - {"policy", "cap"}:
        raise FaultyBook(
            f"Table {block.table} from {block.since.isoformat()}: group {name} = {written!r} cannot be read. "
            f"Give policy ({', '.join(POLICIES)}) and, if wanted, cap (a whole number)."
        )
    return Group(name, str(policy), cap)


def _read_row(row: Row, known: Mapping[str, Mapping[str, object]], earlier: set[str]) -> PointsRow:
    scope = row.text("scope") or "household"
    if scope not in known:
        raise FaultyBook(f"{row.name}: scope {scope!r} does not exist. Use one of {', '.join(known)}.")
    unless = _texts(row, "unless")
    if set(unless) - earlier:
        raise FaultyBook(f"{row.name}: unless names {set(unless) - earlier}, which is no earlier row. Put it first.")
    values = row.values
    return PointsRow(
        id=row.text("id"),
        scope=scope,
        group=row.text("group") or row.text("id"),
        points=_whole(row, "points", 0),
        when=read_condition(values["when"], row.name, known[scope]) if "when" in values else ALWAYS,
        exempt=read_condition(values["except"], row.name, known[scope]) if "except" in values else NEVER,
        unless=unless,
        needs=_texts(row, "needs"),
        per=row.text("per"),
        per_above=_whole(row, "per_above", 0),
        per_at_most=_whole(row, "per_at_most", _NO_LIMIT),
        flat=bool(values.get("flat", False)),
        scores=bool(values.get("scores", True)),
        row=row,
    )


def _texts(row: Row, key: str) -> tuple[str, ...]:
    value = row.values.get(key, [])
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _whole(row: Row, key: str, default: int) -> int:
    value = row.values.get(key, default)
    return value if isinstance(value, int) else default
