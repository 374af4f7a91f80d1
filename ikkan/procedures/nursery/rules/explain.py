"""From a tally to sentences: every point with its figures, article, row and source."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from ikkan.kernel.book import BookAt, Row
from ikkan.kernel.conditions import Feature
from ikkan.kernel.reason import Figure, Reason
from ikkan.procedures.nursery.rules.features import DERIVED, DERIVED_OF_HOUSEHOLD
from ikkan.procedures.nursery.rules.ruleset import Ruleset, ruleset_of
from ikkan.procedures.nursery.rules.score import ChildScore, ScoreItem, TieValue, WishScore
from ikkan.procedures.nursery.rules.tally import COUNTED_TABLES, Line, Tally, WishTally

_LANGUAGES: Final = ("ja", "en")
_COUNTED: Final = frozenset({*DERIVED, *DERIVED_OF_HOUSEHOLD})
# Bounds the memory of a worker that scores for months; a round of a large city needs a few thousand.
_MOST_KNOWN: Final = 100_000


@dataclass(slots=True)
class Explainer:
    """Turns tallies of one ruleset into scores. Equal lines share one Reason, so a population costs little."""

    rules: Ruleset
    _rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    _known: dict[tuple[object, ...], ScoreItem] = field(default_factory=dict)
    _features: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _ties: dict[tuple[int, int | None], TieValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, table in self.rules.tables.items():
            for row in table.rows:
                self._rows[name, row.id] = row.row
                self._features[name, row.id] = row.features
        for evidence in self.rules.evidence:
            self._rows["evidence", evidence.id] = evidence.row

    def explain(self, tally: Tally) -> ChildScore:
        """Return the score of one child with a Reason for every line."""
        wishes = tuple(self._explain_wish(tally, wish) for wish in tally.wishes)
        return ChildScore(
            child=tally.child,
            base=tally.base,
            total=tally.total,
            stage=tally.stage,
            stage_reason=self._by_row("stage", tally.stage_row, "line.stage", tally) if tally.stage_row else None,
            excluded=self._by_row("exclusion", tally.excluded, "line.excluded", tally) if tally.excluded else None,
            evidence=tuple(
                self.evidence(number, row, str(tally.lookup(f"parent{number}", "relation")))
                for number, row in tally.replaced
            ),
            items=tuple(self._item(line, tally, tally.lookup) for line in tally.lines),
            tie_keys=self.tie_values(tally.ties),
            wishes=wishes,
        )

    def _explain_wish(self, tally: Tally, wish: WishTally) -> WishScore:
        items = tuple(self._item(line, tally, lambda _, name: wish.lookup(name)) for line in wish.lines)
        return WishScore(wish.facility, wish.rank, wish.bonus, items, wish.ties)

    def _item(self, line: Line, tally: Tally, lookup: Callable[[str, str], Feature]) -> ScoreItem:
        values = tuple(lookup(line.subject, name) for name in self.features_of(line.table, line.row))
        relation = lookup(line.subject, "relation") if line.subject.startswith("parent") else ""
        step = (*tally.parent_points, tally.base) if self.is_step(line.table, line.row) else ()
        return self.item(line, str(relation), values, step)

    def features_of(self, table: str, row: str) -> tuple[str, ...]:
        """Return the features that a row's sentence shows; none for a step."""
        return self._features.get((table, row), ())

    def is_step(self, table: str, row: str) -> bool:
        """Return whether a line is a step of the reckoning (a cap, parents combined) and no row of the book."""
        return (table, row) not in self._rows

    def item(self, line: Line, relation: str, values: tuple[Feature, ...], step: tuple[int, ...]) -> ScoreItem:
        """Return a line with its reason.

        Args:
            line: the line.
            relation: of its parent, or blank.
            values: of the row's features, in their order.
            step: for a step: base points of each parent, and the base.
        """
        key = (line, relation, values, step)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            figures = tuple(zip(self.features_of(line.table, line.row), values, strict=True))
            if step:
                parents = tuple((f"parent{n}", points) for n, points in enumerate(step[:-1], start=1))
                figures = (*figures, *parents, ("base", step[-1]))
            reason = self._reason(line, relation, figures)
            known = self._known[key] = ScoreItem(line, reason, line.table in COUNTED_TABLES)
        return known

    def _reason(self, line: Line, relation: str, figures: tuple[tuple[str, Figure], ...]) -> Reason:
        row = self._rows.get((line.table, line.row))
        kind = self._kind(line, row)
        words = {
            language: self._fill(
                kind,
                language,
                facts=[self._fact(name, value, language) for name, value in figures],
                who=self._who(relation, line.subject, language),
                label=row.text(language) if row else "",
                points=line.points,
                base=dict(figures).get("base"),
            )
            for language in _LANGUAGES
        }
        block = self.rules.tables[line.table].block
        return Reason(
            code=f"{line.table}.{line.row}" + (".paper_missing" if line.missing else ""),
            ja=words["ja"],
            en=words["en"],
            figures=(*figures, ("points", line.points)),
            article=row.article if row else block.article,
            row=row.name if row else f"{line.table}[{line.row}]",
            source=row.source if row else block.source,
            unconfirmed=(row.unconfirmed if row else block.unconfirmed) or self._has_unconfirmed_hours(figures),
        )

    def _has_unconfirmed_hours(self, figures: tuple[tuple[str, Figure], ...]) -> bool:
        return self.rules.hours.unconfirmed and any(name.partition("@")[0] in _COUNTED for name, _ in figures)

    def _kind(self, line: Line, row: Row | None) -> str:
        """Return which sentence of the book's words a line takes."""
        if row is not None:
            missing = "line.paper_missing" if line.missing else f"line.{line.table}"
            return missing if self.rules.word(missing, "ja") else "line.item"
        own = f"line.{line.table}_{line.row}"
        if self.rules.word(own, "ja"):
            return own
        if line.row == "combined":
            return f"line.combined_{self.rules.setting(line.table, 'combine')}"
        return "line.cap" if line.row.startswith("cap:") else f"line.{line.row}"

    def _who(self, relation: str, subject: str, language: str) -> str:
        return self.rules.word(f"who.{relation}", language) or self.rules.word(f"who.{subject}", language)

    def _fill(self, kind: str, language: str, *, facts: list[str], points: int, **words: Figure) -> str:
        word = self.rules.word
        shown = word("joint.facts", language).join(fact for fact in facts if fact)
        framed = word("frame.facts", language).format(facts=shown) if shown else ""
        return word(kind, language).format(facts=framed, points=points, signed=f"{points:+d}", **words)

    def _fact(self, name: str, value: Figure, language: str) -> str:
        template = self.rules.word(f"fact.{name.partition('@')[0]}", language)
        if not template or value is None or isinstance(value, bool | str):
            return ""
        return template.format(value=int(value) if value == int(value) else value)

    def _by_row(self, table: str, row_id: str, kind: str, tally: Tally) -> Reason:
        values = tuple(tally.lookup("child", name) for name in self.features_of(table, row_id))
        return self.reason_by_row(table, row_id, kind, values, tally.stage)

    def reason_by_row(self, table: str, row_id: str, kind: str, values: tuple[Feature, ...], stage: int) -> Reason:
        """Return why a row put a child into its stage, or keeps it out of the round."""
        row = self._rows[table, row_id]
        figures = tuple(zip(self.features_of(table, row_id), values, strict=True))
        ja, en = (
            self.rules.word(kind, language).format(label=row.text(language), stage=stage) for language in _LANGUAGES
        )
        code = f"{table}.{row_id}"
        return Reason(code, ja, en, figures, row.article, row.name, row.source, row.unconfirmed)

    def evidence(self, number: int, row_id: str, relation: str) -> Reason:
        """Return why a parent's stated reason was replaced for want of its paper."""
        row = self._rows["evidence", row_id]
        ja, en = (
            self.rules.word("line.evidence", language).format(
                who=self._who(relation, f"parent{number}", language),
                label=row.text(language),
            )
            for language in _LANGUAGES
        )
        figures = (("parent", number),)
        return Reason(f"evidence.{row_id}", ja, en, figures, row.article, row.name, row.source, row.unconfirmed)

    def tie_values(self, values: tuple[int | None, ...]) -> tuple[TieValue, ...]:
        """Return the declared order of ties with one child's values."""
        known = self._ties
        if len(known) >= _MOST_KNOWN:
            known.clear()
        for place, value in enumerate(values):
            if (place, value) not in known:
                key = self.rules.tie_keys[place]
                known[place, value] = TieValue(key.name, value, key.ascending, key.by_wish)
        return tuple([known[one] for one in enumerate(values)])


@lru_cache(maxsize=32)
def explainer_of(book_at: BookAt) -> Explainer:
    """Return the explainer of a book on a reference day."""
    return Explainer(ruleset_of(book_at))
