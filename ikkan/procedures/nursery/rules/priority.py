"""The order of children at every facility, as a table: the source of a round's priority.csv."""

import polars as pl

from ikkan.kernel.book import BookAt
from ikkan.procedures.nursery.rules.ruleset import TieKey, ruleset_of
from ikkan.procedures.nursery.rules.score import UNKNOWN_GOES_LAST

# begins the columns of the book's tie keys, here and in the files of a market
TIE = "key:"


def priority_frame(scored: pl.DataFrame, book_at: BookAt) -> pl.DataFrame:
    """Return a row for every child and wish, with the key by which children are ordered at that facility.

    Args:
        scored: what :func:`score_many` returned.
        book_at: the same book on the same day.

    Returns:
        case, child, facility, wish_rank, class_age, excluded, stage, score (total with the facility's bonus) and
        ``key:<id of the tie key>`` in the book's order, by all of which the smaller goes first (`stage`, then `score`
        from the top, then the keys). The same numbers as ``ChildScore.key_at``; draw and child id come after them.
    """
    keys = ruleset_of(book_at).tie_keys
    by_wish = [f"tie/{key.name}" for key in keys if key.by_wish]
    return (
        scored.lazy()
        .filter(pl.col("wishes").list.len() > 0)
        .with_columns(wish_rank=pl.int_ranges(1, pl.col("wishes").list.len() + 1))
        .explode("wishes", "wish_rank", "bonus", *by_wish)
        .select(
            "case",
            "child",
            "class_age",
            "excluded",
            "stage",
            facility=pl.col("wishes"),
            wish_rank=pl.col("wish_rank"),
            score=pl.col("total") + pl.col("bonus"),
            **{f"{TIE}{key.name}": _as_key(key) for key in keys},
        )
        .collect()
    )


def _as_key(key: TieKey) -> pl.Expr:
    value = pl.col(f"tie/{key.name}")
    return (value if key.ascending else -value).fill_null(UNKNOWN_GOES_LAST)
