"""The copy of the application: everything, in every version, with what changed."""

import json
from datetime import UTC, datetime

import pytest

from ikkan.kernel.json_value import JsonObject
from ikkan.papers.paper import Grid, PageBreak
from ikkan.procedures.nursery.notices import filed_copy
from ikkan.procedures.nursery.notices.filed_copy import changed_answers
from ikkan.procedures.nursery.tests import notice_cast as cast

LATER = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)


def corrected() -> JsonObject:
    """Return the answers with other hours of the mother's work."""
    filed = cast.ANSWERS.read_text(encoding="utf-8")
    answers: JsonObject = json.loads(filed.replace('"month_hours": 160', '"month_hours": 152', 1))
    return answers


@pytest.mark.django_db
def test_every_version_is_there_with_its_moment() -> None:
    case = cast.case()
    cast.file(case, corrected(), LATER)
    paper = filed_copy(case, now=LATER)
    text = paper.all_text()
    assert "第1版　令和8年11月10日（2026年） 12:30受付" in text
    assert "第2版　令和8年11月20日（2026年） 10:05受付" in text
    assert sum(isinstance(block, PageBreak) for block in paper.blocks) == 2
    assert cast.rows_of_facts(paper)["受付番号"] == case.number


@pytest.mark.django_db
def test_what_changed_stands_beside_what_it_was() -> None:
    case = cast.case()
    cast.file(case, corrected(), LATER)
    (changes,) = [block for block in filed_copy(case, now=LATER).blocks if isinstance(block, Grid)]
    assert any("160" in before and "152" in after for _, before, after in changes.rows)
    assert len(changes.rows) == 1


@pytest.mark.django_db
def test_every_name_and_wish_that_was_filed_is_on_it() -> None:
    cast.facility()
    text = filed_copy(cast.case(), now=LATER).all_text()
    assert all(filed in text for filed in ("湊", "凪", "和子", "太郎", "焼津みなと水産", "あおば保育園", "0013020007"))


def test_equal_questions_are_told_apart_by_their_order() -> None:
    before = [("家族", [("名前", "和子"), ("名前", "一郎")])]
    after = [("家族", [("名前", "和子"), ("名前", "二郎"), ("名前", "三郎")])]
    assert changed_answers(before, after, "―") == (("家族：名前", "一郎", "二郎"), ("家族：名前", "―", "三郎"))
