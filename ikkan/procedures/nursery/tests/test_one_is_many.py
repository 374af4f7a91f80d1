"""Scoring one household and scoring a population give the same result, reasons included."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.rules import (
    FINDINGS,
    PAPERS,
    Known,
    features_frame,
    features_of,
    priority_frame,
    reasons_of,
    score,
    score_many,
    scores_of,
)
from ikkan.procedures.nursery.tests.worked_examples import TOWNS, open_book

FACILITIES = ["F1", "F2", "F3"]
REASONS = [
    "work",
    "birth",
    "illness",
    "disability",
    "care",
    "disaster",
    "job_search",
    "study",
    "abuse",
    "leave",
    "other",
]
KINDS = ["employee", "part_time", "officer", "self_employed", "family_worker", "piecework", "contractor", "offer"]
DAYS = {"model": [date(2025, 4, 1), date(2027, 2, 1)], "142051-fujisawa": [date(2027, 4, 1), date(2028, 2, 1)]}
OTHER_DAYS = [date(2025, 4, 1), date(2026, 4, 1), date(2027, 4, 1)]
BOOKS = {town: open_book(town) for town in ("model", *TOWNS)}

hours = st.sampled_from([0, 47.5, 48, 63.9, 64, 100, 112, 120, 139.5, 140, 152.25, 160, 200])
parents: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {
        "relation": st.sampled_from(["mother", "father", "grandmother"]),
        "reason": st.sampled_from(REASONS),
        "work": st.fixed_dictionaries(
            {
                "kind": st.sampled_from(KINDS),
                "month_hours": hours,
                "days_a_week": st.sampled_from([0, 3, 5, 5.5]),
                "break_minutes_a_day": st.sampled_from([0, 45, 60, 75, 90]),
                "commute_minutes_a_day": st.sampled_from([0, 40]),
                "leave": st.sampled_from(["none", "childcare", "maternity"]),
                "leave_until": st.sampled_from([None, "2027-09-30"]),
                "nursery_teacher": st.sampled_from(["none", "teacher", "assistant"]),
            }
        ),
        "care_hours": hours,
        "study_hours": hours,
        "illness": st.sampled_from(["none", "hospital", "bedridden", "home_rest", "outpatient"]),
        "disability": st.sampled_from(["none", "heavy", "middle", "light"]),
    }
)
children: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {
        "birth": st.sampled_from([None, "2021-05-05", "2024-04-01", "2024-04-02", "2025-01-10"]),
        "disability": st.sampled_from(["none", "certificate"]),
        "medical_care": st.booleans(),
        "present_care": st.sampled_from(["home", "nursery", "unlicensed", "temporary", "kindergarten"]),
        "present_facility": st.sampled_from(["", "F9"]),
        "paid_care_hours": hours,
        "graduate_of": st.sampled_from(["", "S1"]),
        "wishes": st.lists(st.sampled_from(FACILITIES), unique=True, max_size=3),
    }
)
members: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {
        "relation": st.sampled_from(["grandmother", "grandfather", "sister"]),
        "birth": st.sampled_from(["1945-01-01", "1965-01-01", "2015-01-01"]),
        "lives_together": st.booleans(),
        "disability": st.booleans(),
    }
)
records = st.builds(
    Known,
    tax_income_levy=st.sampled_from([None, 0, 120_000]),
    months_waiting=st.integers(0, 20),
    declined_on=st.lists(st.sampled_from([date(2023, 5, 1), date(2025, 5, 1), date(2026, 5, 1)]), max_size=4).map(
        tuple
    ),
    arrears_months=st.sampled_from([0, 1, 6]),
    sibling_facilities=st.lists(st.sampled_from(FACILITIES), unique=True).map(tuple),
    children_under_18=st.sampled_from([None, 1, 5]),
    grandparent_under_65_in_household=st.booleans(),
    held_last_year=st.booleans(),
    held_last_april=st.booleans(),
    held_year_before_last=st.booleans(),
    months_in_present_facility=st.sampled_from([None, 3, 6]),
    paid_care_days_a_week=st.integers(0, 5),
    findings=st.lists(st.sampled_from(FINDINGS), unique=True, max_size=8).map(tuple),
    arrears_yen=st.sampled_from([0, 12_000]),
    preschoolers=st.sampled_from([None, 3]),
    children_to_primary=st.sampled_from([None, 4]),
    linked_facilities=st.lists(st.sampled_from(FACILITIES), unique=True).map(tuple),
    favoured_facilities=st.lists(st.sampled_from(FACILITIES), unique=True).map(tuple),
    works_at_home=st.lists(st.sampled_from(["parent1", "parent2"]), unique=True).map(tuple),
    outpatient_days_a_week=st.integers(0, 5),
    discretion_points=st.sampled_from([0, 3, 70]),
    ticket=st.sampled_from([None, 7]),
    round_kind=st.sampled_from(["april_first", "april_second", "monthly"]),
)


@st.composite
def households(draw: st.DrawFn) -> tuple[JsonObject, Known]:
    """Draw one household; the papers are drawn one by one, so that most lack some."""
    grown = [{"id": f"parent{n}", **one} for n, one in enumerate(draw(st.lists(parents, max_size=2)), start=1)]
    young = [{"id": f"c{n}", **one} for n, one in enumerate(draw(st.lists(children, min_size=1, max_size=3)), start=1)]
    people = ["household", *(one["id"] for one in grown)]
    held = draw(st.lists(st.tuples(st.sampled_from(PAPERS), st.sampled_from(people)), max_size=6))
    answers: JsonObject = {
        "parents": list(grown),
        "children": list(young),
        "family": list(draw(st.lists(members, max_size=3))),
        "documents": [{"kind": kind, "of": of} for kind, of in held],
        "single_parent": draw(st.booleans()),
        "absence": draw(st.sampled_from(["none", "divorced", "posted_away", "hospital"])),
        "welfare": draw(st.booleans()),
        "lives_in_town": draw(st.sampled_from(["yes", "moving_in", "no"])),
        "extension": {"accepts_hold": draw(st.booleans())},
    }
    return answers, draw(records)


@pytest.mark.parametrize("town", sorted(BOOKS))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_one_is_many(town: str, data: st.DataObject) -> None:
    days = [day for day in DAYS.get(town, OTHER_DAYS) if day >= BOOKS[town].blocks["base"][0].since]
    book_at = BOOKS[town].at(data.draw(st.sampled_from(days)))
    drawn = data.draw(st.lists(households(), min_size=1, max_size=6))
    frame = features_frame(((str(n), *one) for n, one in enumerate(drawn)), reference_day=book_at.day)
    scored = score_many(frame, book_at)
    one_by_one = [
        child
        for answers, known in drawn
        for child in score(features_of(answers, reference_day=book_at.day, known=known), book_at)
    ]
    assert list(scores_of(scored, book_at)) == one_by_one
    assert [reasons_of(row, book_at) for row in scored.iter_slices(1)] == [one.reasons for one in one_by_one]
    for child in one_by_one:
        assert sum(item.points for item in child.items if item.counts) == child.total
    keys = [child.key_at(wish.facility) for child in one_by_one for wish in child.wishes]
    ordered = priority_frame(scored, book_at)
    columns = [name for name in ordered.columns if name.startswith("key:")]
    found = [(row["stage"], -row["score"], *(row[name] for name in columns)) for row in ordered.iter_rows(named=True)]
    assert found == keys
