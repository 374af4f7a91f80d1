"""Every worked case of examples.toml comes out as an officer works it out, in both ways of scoring."""

import re
from datetime import date
from functools import cache

import pytest

from ikkan.procedures.nursery.rules import ChildScore, features_of, frame_of, score, score_many, scores_of
from ikkan.procedures.nursery.tests.worked_examples import PARTIAL, TOWNS, WorkedExample, read_examples

ALL = read_examples()
CASES = [case for case in ALL if "refused" not in case.expect]
REFUSED = [case for case in ALL if "refused" in case.expect]


@cache
def score_one(example: WorkedExample) -> ChildScore:
    features = features_of(
        example.answers,
        reference_day=example.book_at.day,
        known=example.known,
        assume_papers=example.has_papers,
    )
    scores = score(features, example.book_at)
    scored = score_many(frame_of([("case", features)]), example.book_at)
    assert tuple(scores_of(scored, example.book_at)) == scores
    return next(one for one in scores if one.child == example.child)


def lines_of(scored: ChildScore, table: str) -> int:
    return sum(item.points for item in scored.items if item.line.table == table)


@pytest.mark.parametrize("example", CASES, ids=[case.name for case in CASES])
def test_example(example: WorkedExample) -> None:
    scored = score_one(example)
    found = {
        "base": scored.base,
        "total": scored.total,
        "stage": scored.stage,
        "bonus": scored.facility_bonus,
        "excluded": "" if scored.excluded is None else scored.excluded.code.removeprefix("exclusion."),
        "tie_points": lines_of(scored, "tie_points"),
        "reason_rank": lines_of(scored, "reason_rank"),
        "unconfirmed": list(
            dict.fromkeys(one.row for one in scored.reasons if one.unconfirmed and "time_" not in one.row)
        ),
    }
    assert {key: found[key] for key in example.expect} == dict(example.expect)


@pytest.mark.parametrize("example", REFUSED, ids=[case.name for case in REFUSED])
def test_a_book_without_confirmed_points_refuses(example: WorkedExample) -> None:
    features = features_of(example.answers, reference_day=example.book_at.day, known=example.known, assume_papers=True)
    with pytest.raises(LookupError, match=re.escape(example.expect["refused"])):
        score(features, example.book_at)
    with pytest.raises(LookupError, match=re.escape(example.expect["refused"])):
        score_many(frame_of([("case", features)]), example.book_at)


@pytest.mark.parametrize("example", CASES, ids=[case.name for case in CASES])
def test_lines_add_up_to_the_total(example: WorkedExample) -> None:
    scored = score_one(example)
    assert sum(item.points for item in scored.items if item.counts) == scored.total
    assert all(reason.ja and reason.en and reason.source for reason in scored.reasons)


def test_single_parent_is_offered_the_seat_in_w1() -> None:
    """藤沢市 申込ナビ P18: B wins with its eighth wish against A's first."""
    a, b = (score_one(case) for case in CASES if "W1 P18" in case.name)
    assert b.key_at("F1") < a.key_at("F1")
    assert min(case.book_at.day for case in CASES) == date(2025, 4, 1)


def test_every_town_has_worked_cases() -> None:
    worked = {case.name.partition(": ")[0] for case in ALL}
    assert worked == {"model", *TOWNS, *PARTIAL}
