"""The notice of placement: conclusion first, every wish and point with its reason, what comes next."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.notices import compose
from ikkan.procedures.nursery.tests import notice_cast as cast
from ikkan.rooms.answer.notices import NoticeDraft

pytestmark = pytest.mark.django_db


def drafted(result: str, figures: JsonObject | None = None) -> NoticeDraft:
    case = cast.case(cast.round_())
    return compose([cast.decision(case, result, figures=figures or cast.figures())], cast.NOW)[0]


def test_a_family_on_hold_reads_the_conclusion_first() -> None:
    paper = drafted("held").paper
    assert cast.lead(paper).splitlines() == [
        "湊さんは、4月1日（木）から保育所に入れませんでした（保留）。",
        "手続きなしで次の選考に進みます。結果は2月22日（月）にお知らせします。",
    ]


def test_every_wish_has_its_row() -> None:
    rows = cast.grid(drafted("held").paper, "希望").rows
    assert rows == (
        ("1", "あおば保育園", "4", "43点", "41点", "点数"),
        ("2", "みどりこども園", "4", "41点", "41点", "市民税所得割額の低い世帯"),
        ("3", "くすのき保育園", "2", "公表できません", "41点", "点数"),
    )


def test_the_score_is_told_item_by_item_with_article_and_edition() -> None:
    draft = drafted("held")
    rows = cast.grid(draft.paper, "項目").rows
    assert rows[0] == ("母：就労 月160時間以上（算入時間 月160時間）", "20点", "モデル条例別表第1の1")
    assert rows[-1] == ("合計", "41点", "")
    assert f"版 {draft.edition[:8]}" in draft.paper.all_text()


def test_the_order_among_equal_points_is_told_in_words() -> None:
    assert "審査の段階→点数→ひとり親世帯を先に→市民税所得割額の低い世帯→抽選の番号" in drafted("held").paper.all_text()


def test_a_family_on_hold_reads_what_comes_next() -> None:
    steps = cast.rows_of_facts(drafted("held").paper)
    assert steps["次の選考"] == "次の選考は「令和9年4月入所 2次選考」です。あらためて申し込む必要はありません。"
    assert steps["希望の変更"] == "希望の園は2月10日（水）まで変えられます。結果は2月22日（月）にお知らせします。"
    assert "保留の証明書" in steps["証明書"]


def test_without_a_next_round_the_family_is_told_to_apply_again() -> None:
    steps = cast.rows_of_facts(drafted("held", figures=cast.figures(next_round=None)).paper)
    assert "もう一度申し込んでください" in steps["次の選考"]


def test_the_ground_and_where_to_ask_are_printed() -> None:
    paper = drafted("held").paper
    assert "児童福祉法24条3項（附則73条1項による読替え）" in paper.all_text()
    assert any("電話" in line for line in paper.contact)


def test_the_letter_goes_to_the_applicant_and_bears_the_day_of_publication() -> None:
    draft = drafted("held")
    assert draft.paper.recipient.name_lines == ("髙橋　花子　様",)
    assert draft.paper.recipient.postal == "4250027"
    assert (draft.dated_on.isoformat(), draft.paper.date_text) == ("2027-01-29", "令和9年1月29日（2027年）")


def test_a_placed_child_reads_where_and_until_when_to_decline() -> None:
    cast.facility()
    draft = drafted("placed", figures=cast.placed_figures())
    assert cast.lead(draft.paper) == "湊さんは、4月1日（木）からみどりこども園に入れます（内定）。"
    steps = cast.rows_of_facts(draft.paper)
    assert steps["辞退"].startswith("辞退するときは、2月8日（月）までに")
    assert steps["園の電話"] == "054-000-0001"
    assert not draft.grants_less


def test_the_day_to_decline_is_never_a_closed_day() -> None:
    case = cast.case(None)
    draft = compose([cast.decision(case, "placed", figures=cast.placed_figures())], cast.NOW)[0]
    # 28 January and ten days is Sunday 7 February
    assert "2月8日（月）までに" in draft.paper.all_text()


def test_a_transfer_not_granted_keeps_the_present_place() -> None:
    cast.facility("0013020009", "かもめ保育園")
    children = [{"id": "c1", "name": {"family": "髙橋", "given": "湊"}, "present_facility": "0013020009"}]
    case = cast.case(cast.round_(), children=children)
    draft = compose([cast.decision(case, "kept")], cast.NOW)[0]
    assert "今の園（かもめ保育園）には、これまでどおり通えます。" in cast.lead(draft.paper)
    assert draft.grants_less


def test_an_unborn_child_is_called_without_a_name() -> None:
    children = [{"id": "c1", "name": {"family": "", "given": ""}, "birth": None, "due": "2027-02-20"}]
    case = cast.case(cast.round_(), children=children)
    paper = compose([cast.decision(case, "held")], cast.NOW)[0].paper
    assert cast.lead(paper).startswith("お子さんは、")
    assert cast.rows_of_facts(paper)["出産予定日"] == "令和9年2月20日（2027年）"


def test_drafts_come_in_the_order_of_the_decisions_and_in_few_queries() -> None:
    round_ = cast.round_()
    cases = [cast.case(round_, f"H-2027-{number:06}") for number in range(12)]
    records = [cast.decision(case) for case in reversed(cases)]
    compose(records, cast.NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        drafts = compose(records, cast.NOW)
    assert [draft.paper.number for draft in drafts] == [case.number for case in reversed(cases)]
    assert len(queries) <= 2


def test_a_result_without_a_notice_is_a_fault() -> None:
    with pytest.raises(LookupError, match="dreamt"):
        drafted("dreamt")


def test_a_missing_figure_is_named() -> None:
    with pytest.raises(ValueError, match="'total'"):
        drafted("held", figures={**cast.figures(), "total": None})
