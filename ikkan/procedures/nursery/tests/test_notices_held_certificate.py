"""The certificate of being on hold: only after publication, only for a child on hold, by what was filed in time."""

from datetime import UTC, datetime

import pytest

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.papers.paper import Paper, Signature
from ikkan.procedures.nursery.models import Child
from ikkan.procedures.nursery.notices import held_certificate
from ikkan.procedures.nursery.tests import notice_cast as cast

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 2, 1, tzinfo=UTC)


def child_of(case: Case) -> Child:
    return Child.objects.create(case=case, key="c1", class_age=1)


def test_it_states_what_hello_work_asks_for() -> None:
    cast.facility()
    round_ = cast.round_(published=True)
    case = cast.case(round_)
    cast.decision(case)
    paper = held_certificate(case, child_of(case), round_, now=LATER)
    assert isinstance(paper, Paper)
    facts = cast.rows_of_facts(paper)
    assert facts["申込みの日"] == "令和8年11月10日（2026年）"
    assert facts["利用開始"] == "令和9年4月1日（2027年）"
    assert facts["希望した園"].splitlines()[0] == "第1希望　あおば保育園"
    assert facts["選考の回"] == round_.title
    assert "保留" in facts["結果"]
    assert [block.seal for block in paper.blocks if isinstance(block, Signature)] == ["公印省略"]


def test_it_shows_the_wishes_that_the_round_was_decided_on() -> None:
    round_ = cast.round_(published=True)
    case = cast.case(round_)
    cast.decision(case)
    child: JsonObject = {"id": "c1", "name": {"family": "髙橋", "given": "湊"}, "wishes": ["later"]}
    answers: JsonObject = {"applicant": {"name": {"family": "髙橋", "given": "花子"}}, "children": [child]}
    cast.file(case, answers, round_.closes_at.replace(day=20))
    paper = held_certificate(case, child_of(case), round_, now=LATER)
    assert isinstance(paper, Paper)
    assert "later" not in paper.all_text()


def test_before_publication_there_is_none() -> None:
    round_ = cast.round_()
    case = cast.case(round_)
    cast.decision(case)
    refused = held_certificate(case, child_of(case), round_, now=LATER)
    assert isinstance(refused, Refused)
    assert refused.code == "before_publication"


def test_a_child_that_was_placed_gets_none() -> None:
    round_ = cast.round_(published=True)
    case = cast.case(round_)
    cast.decision(case, "placed", figures=cast.placed_figures())
    refused = held_certificate(case, child_of(case), round_, now=LATER)
    assert isinstance(refused, Refused)
    assert refused.code == "not_held"
