"""Features of a whole round as one table: a row a child, columns named as the features."""

from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import Final

import polars as pl

from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.rules.features import (
    CHILD,
    HOUSEHOLD,
    MOST_PARENTS,
    PARENT,
    PLACES,
    Features,
    features_of,
)
from ikkan.procedures.nursery.rules.known import Known

_KINDS: Final[Mapping[type, type[pl.DataType]]] = {
    bool: pl.Boolean,
    int: pl.Int64,
    float: pl.Float64,
    str: pl.String,
}
SCHEMA: Final[Mapping[str, pl.DataType | type[pl.DataType]]] = {
    "case": pl.String,
    **{name: _KINDS[kind] for name, kind in {**CHILD, **HOUSEHOLD}.items()},
    **{f"{name}@{n}": _KINDS[kind] for n in range(1, MOST_PARENTS + 1) for name, kind in PARENT.items()},
    "wishes": pl.List(pl.String),
    **{column: pl.List(pl.String) for column in PLACES.values()},
}


def features_frame(
    households: Iterable[tuple[str, JsonObject, Known]], *, reference_day: date, assume_papers: bool = False
) -> pl.DataFrame:
    """Return the features of many households as a table.

    Args:
        households: case number, answers and what the town's records say, of each household.
        reference_day: first day of the month of admission.
        assume_papers: as in :func:`features_of`.

    Returns:
        a row a child, in the order given; parents' features end in ``@1`` and ``@2``.
    """
    return frame_of(
        (case, features_of(answers, reference_day=reference_day, known=known, assume_papers=assume_papers))
        for case, answers, known in households
    )


def frame_of(households: Iterable[tuple[str, Features]]) -> pl.DataFrame:
    """Return features that are already worked out as a table, a row a child."""
    rows: list[tuple[object, ...]] = []
    child_values, household_values = itemgetter(*CHILD), itemgetter(*HOUSEHOLD)
    parent_values, absent = itemgetter(*PARENT), (None,) * len(PARENT)
    lists_of = itemgetter(*PLACES.values())
    for case, features in households:
        parents = [parent_values(parent) for parent in features.parents]
        parents += [absent] * (MOST_PARENTS - len(parents))
        shared = (*household_values(features.household), *(value for parent in parents for value in parent))
        for child, wishes, places in zip(features.children, features.wishes, features.places, strict=True):
            rows.append((case, *child_values(child), *shared, wishes, *lists_of(places)))
    columns = zip(*rows, strict=True) if rows else ([] for _ in SCHEMA)
    return pl.DataFrame(
        [
            pl.Series(name, list(column), dtype=kind)
            for (name, kind), column in zip(SCHEMA.items(), columns, strict=True)
        ]
    )
