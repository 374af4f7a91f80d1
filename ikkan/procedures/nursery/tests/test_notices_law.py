"""No notice without what law asks for: reasons where less is granted, 教示 with a disposition, no repealed wording."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from ikkan.kernel.book import Book
from ikkan.ledger.editions import book_in_force, keep_edition
from ikkan.procedures.nursery.notices import compose
from ikkan.procedures.nursery.tests import notice_cast as cast
from ikkan.rooms.answer.instruction import FaultyInstruction
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.answer.notices import IncompleteNotice, NoticeDraft, notice_of
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db
LESS = [("placement", "held"), ("placement", "refused"), ("placement", "kept"), ("certification", "refused")]
ALL = [*LESS, ("placement", "placed"), ("certification", "category_2"), ("certification", "category_3")]


def record(kind: str, result: str) -> DecisionRecord:
    case = cast.case(cast.round_())
    if kind == "certification":
        return cast.certification(case, result)
    return cast.decision(case, result, figures=cast.placed_figures() if result == "placed" else cast.figures())


def made(draft: NoticeDraft, of: DecisionRecord) -> Notice:
    return notice_of(of.case, draft, channel="post", now=cast.NOW, round_=of.round, available=False)


@pytest.mark.parametrize(("kind", "result"), ALL)
def test_every_notice_bears_reasons_and_instruction(kind: str, result: str) -> None:
    decision = record(kind, result)
    draft = compose([decision], cast.NOW)[0]
    made(draft, decision).save()
    kept = Notice.objects.get()
    assert kept.is_disposition
    assert kept.reasons
    assert kept.instruction["review_months"] == 3
    (box,) = cast.boxes(draft.paper)
    assert "3か月以内" in box.paragraphs[0]
    assert "6か月以内" in box.paragraphs[1]
    assert draft.grants_less is ((kind, result) in LESS)


@pytest.mark.parametrize(("kind", "result"), LESS)
def test_a_lesser_notice_without_reasons_cannot_be_made(kind: str, result: str) -> None:
    decision = record(kind, result)
    decision.reasons = []
    draft = compose([decision], cast.NOW)[0]
    with pytest.raises(IncompleteNotice, match="8条"):
        made(draft, decision)


@pytest.mark.parametrize("field", ["reasons", "instruction"])
def test_the_database_refuses_it_too(field: str) -> None:
    decision = record("placement", "held")
    notice = made(compose([decision], cast.NOW)[0], decision)
    setattr(notice, field, type(getattr(notice, field))())
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save()


def test_a_disposition_without_instruction_cannot_be_made() -> None:
    decision = record("placement", "placed")
    draft = replace(compose([decision], cast.NOW)[0], instruction=None)
    with pytest.raises(IncompleteNotice, match="教示"):
        made(draft, decision)


@pytest.mark.parametrize(
    "old", ["60日以内に異議申立てができます。", "処分を知った日から六十日以内に申し立ててください。"]
)
def test_wording_of_repealed_law_is_refused(old: str) -> None:
    files = dict(book_in_force("nursery").files)
    name = "0/texts.toml"
    ours = "点数と順位の高い方から決めました。園ごとの決め手は、次の表のとおりです。"
    assert ours in files[name].decode()
    files[name] = files[name].decode().replace(ours, old).encode()
    decision = record("placement", "held")
    decision.edition = keep_edition(Book.from_files(files), "nursery", now=cast.NOW)
    draft = compose([decision], cast.NOW)[0]
    with pytest.raises(FaultyInstruction, match="2016"):
        made(draft, decision)


def test_before_april_2016_there_is_no_instruction_to_print() -> None:
    decision = record("placement", "held")
    decision.round = None
    with pytest.raises(LookupError):
        compose([decision], cast.NOW.replace(year=2016, month=1, day=4))
    assert date(2016, 1, 4) < date(2016, 4, 1)


def test_what_is_not_confirmed_is_marked() -> None:
    figures = cast.figures(items=[cast.item(20, "母：就労　20点", "Mother: work", unconfirmed=True)])
    decision = cast.decision(cast.case(cast.round_()), figures=figures)
    paper = compose([decision], cast.NOW)[0].paper
    assert cast.grid(paper, "項目").rows[0][0] == "母：就労 ※未確認"
    assert "まだ確かめ終えていない" in paper.all_text()


def test_what_is_confirmed_is_not_marked() -> None:
    assert "未確認" not in compose([record("placement", "held")], cast.NOW)[0].paper.all_text()
