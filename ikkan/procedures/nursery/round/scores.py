"""Scores of a round: as columns for placing, and once more child by child as the second route."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from ikkan.kernel.book import BookAt
from ikkan.procedures.nursery.round.standing import Family
from ikkan.procedures.nursery.rules import (
    ChildScore,
    features_frame,
    features_of,
    priority_frame,
    score,
    score_many,
    scores_of,
)
from ikkan.procedures.nursery.rules.priority import TIE

CHILD_ID: Final = pl.concat_str(pl.col("case"), pl.lit("/"), pl.col("child"))


@dataclass(frozen=True, slots=True)
class RoundScores:
    """What a round is placed by.

    Args:
        scored: a row a child, as ``score_many`` returns it, with ``id`` and ``draw``.
        keys: a row a child and wish: id, facility, class_age, excluded, stage, score, ``key:<id>`` … and draw.
        key_names: names of the key columns in the order that they decide.
    """

    scored: pl.DataFrame
    keys: pl.DataFrame
    key_names: tuple[str, ...]

    def of_child(self, book: BookAt) -> dict[str, ChildScore]:
        """Return the whole score of every child, by id."""
        return dict(zip(self.scored["id"].to_list(), scores_of(self.scored, book), strict=True))

    @property
    def excluded(self) -> dict[str, str]:
        """Return the children who are not looked at in this round, with the row that says so."""
        rows = self.scored.filter(pl.col("excluded") != "").select("id", "excluded")
        return dict(rows.iter_rows())


def score_round(families: Sequence[Family], book: BookAt, *, draws: Mapping[str, int]) -> RoundScores:
    """Score every child of a round by columns.

    Args:
        families: the families.
        book: the book on the first day of the month of admission.
        draws: the number of each child by its id, smaller first (``lottery.numbers``).
    """
    households = [(family.case.number, family.answers, family.known) for family in families]
    frame = features_frame(households, reference_day=book.day)
    scored = score_many(frame, book).with_columns(id=CHILD_ID)
    drawn = pl.DataFrame({"id": list(draws), "draw": list(draws.values())}, schema={"id": pl.String, "draw": pl.Int64})
    scored = scored.join(drawn, on="id", how="left", maintain_order="left")
    keys = priority_frame(scored, book).with_columns(id=CHILD_ID).join(drawn, on="id", how="left")
    ties = (name for name in keys.columns if name.startswith(TIE))
    return RoundScores(scored, keys, ("stage", "score", *ties, "draw"))


def recompute(families: Sequence[Family], book: BookAt, scores: RoundScores) -> list[str]:
    """Score every child once more by the other route and return the ids whose result differs.

    The Urayasu failure (35 wrong results of 920) is what this looks for.
    """
    columns: dict[str, Mapping[str, Any]] = {str(row["id"]): row for row in scores.scored.iter_rows(named=True)}
    wrong = []
    for family in families:
        features = features_of(family.answers, reference_day=book.day, known=family.known)
        for child in score(features, book):
            name = f"{family.case.number}/{child.child}"
            row = columns.get(name)
            bonus = [wish.bonus for wish in child.wishes]
            if row is None or row["total"] != child.total or row["stage"] != child.stage or list(row["bonus"]) != bonus:
                wrong.append(name)
    return wrong
