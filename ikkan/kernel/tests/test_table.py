"""Points tables: groups, caps, exclusions, papers and heads give the same for one case and as expressions."""

from datetime import date

import polars as pl
import pytest

from ikkan.kernel.book import Block, Row
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.conditions import FaultyCondition, Feature
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.table import PointsTable, read_points_table

KNOWN = {"household": {"hours": float, "reason": str, "heads": int, "single": bool}}


def table_of(*rows: JsonObject, groups: JsonValue = None) -> PointsTable:
    made = tuple(Row("t", f"t[{row['id']}]", row, "s", "", False, "") for row in rows)
    return read_points_table(Block("t", date(2024, 4, 1), "s", "", False, "", {"groups": groups or {}}, made), KNOWN)


def points_of(table: PointsTable, paper: bool = False, **values: Feature) -> dict[str, int]:
    """Return row -> points, asked in both ways, which must agree."""
    features: dict[str, Feature] = {"hours": 0.0, "reason": "", "heads": 0, "single": False, **values}
    hits = table.ask("household", features.get, lambda _: paper, set())
    one = {hit.row.id: hit.points for hit in hits if not hit.paper_missing}
    lacking = {hit.row.id for hit in hits if hit.paper_missing}
    frame = pl.DataFrame(
        [features], schema={"hours": pl.Float64, "reason": pl.String, "heads": pl.Int64, "single": pl.Boolean}
    )
    exprs = table.exprs("household", pl.col, lambda _: pl.lit(paper), {})
    many = frame.select(
        pl.lit(None).alias("none"),
        **{row.row.id: row.points for row in exprs},
        **{f"{row.row.id}?": row.missing for row in exprs},
    ).row(0, named=True)
    assert {name: value for name, value in many.items() if name[-1] != "?" and value is not None} == one
    assert {name[:-1] for name, value in many.items() if name[-1] == "?" and value} == lacking
    return one | {f"cap:{group}": taken for group, taken in table.cap_of("household", hits).items()}


HOURS: list[JsonObject] = [
    {"id": "h160", "group": "g", "points": 10, "when": {"hours": {"at_least": 160}}},
    {"id": "h120", "group": "g", "points": 8, "when": {"hours": {"at_least": 120}}},
    {"id": "same", "group": "g", "points": 10, "when": {"hours": {"above": 200}}},
]


@pytest.mark.parametrize(
    ("policy", "hours", "expected"),
    [
        ("max_one", 160.0, {"h160": 10}),
        ("max_one", 159.9, {"h120": 8}),
        ("max_one", 119.9, {}),
        ("max_one", 201.0, {"h160": 10}),
        ("min_one", 160.0, {"h120": 8}),
        ("first", 160.0, {"h160": 10}),
        ("sum", 160.0, {"h160": 10, "h120": 8}),
    ],
)
def test_group_policy(policy: str, hours: float, expected: dict[str, int]) -> None:
    assert points_of(table_of(*HOURS, groups={"g": {"policy": policy}}), hours=hours) == expected


def test_cap_of_a_group_takes_off_what_is_above() -> None:
    table = table_of(*HOURS, groups={"g": {"policy": "sum", "cap": 15}})
    assert points_of(table, hours=170.0) == {"h160": 10, "h120": 8, "cap:g": -3}


def test_unless_and_except_take_a_row_away() -> None:
    table = table_of(
        {"id": "a", "points": 8, "when": {"single": True}},
        {"id": "b", "points": 5, "unless": ["a"]},
        {"id": "c", "points": 1, "except": [{"reason": "study"}, {"hours": {"below": 10}}]},
    )
    assert points_of(table, single=True, hours=50.0) == {"a": 8, "c": 1}
    assert points_of(table, hours=50.0, reason="study") == {"b": 5}
    assert points_of(table, hours=9.0) == {"b": 5}


@pytest.mark.parametrize(("heads", "expected"), [(2, 0), (3, 2), (5, 6), (9, 6)])
def test_points_for_each_head_from_the_third_up_to_three(heads: int, expected: int) -> None:
    row: JsonObject = {"id": "a", "points": 2, "per": "heads", "per_above": 2, "per_at_most": 3}
    assert points_of(table_of(row), heads=heads) == {"a": expected}


def test_row_without_its_paper_gives_nothing_and_says_so() -> None:
    table = table_of({"id": "a", "points": 2, "needs": ["card"], "when": {"single": True}})
    assert points_of(table, single=True) == {}
    assert points_of(table, paper=True, single=True) == {"a": 2}


def test_row_that_may_not_score_is_never_asked() -> None:
    assert points_of(table_of({"id": "a", "points": 2, "scores": False})) == {}


def test_unknown_value_fulfils_no_condition() -> None:
    table = table_of(
        {"id": "a", "points": 1, "when": {"heads": {"below": 5}}},
        {"id": "b", "points": 1, "when": {"heads": {"not": 1}}},
    )
    assert points_of(table, heads=None) == {}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"id": "a", "when": {"hourz": 1}}, FaultyCondition),
        ({"id": "a", "when": {"hours": {"atleast": 1}}}, FaultyCondition),
        ({"id": "a", "unless": ["later"]}, FaultyBook),
        ({"id": "a", "scope": "village"}, FaultyBook),
    ],
)
def test_faulty_row_is_refused(row: JsonObject, fault: type[Exception]) -> None:
    with pytest.raises(fault, match="a"):
        table_of(row)
