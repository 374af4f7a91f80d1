"""The notice of certification: category, hours and term, or why it was refused."""

import pytest

from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.notices import compose
from ikkan.procedures.nursery.tests import notice_cast as cast

pytestmark = pytest.mark.django_db


def test_a_granted_certification_tells_category_hours_and_term() -> None:
    draft = compose([cast.certification(cast.case())], cast.NOW)[0]
    facts = cast.rows_of_facts(draft.paper)
    assert cast.lead(draft.paper) == "湊さんは、3号認定（保育が必要な満3歳未満）です。"
    assert facts["保育必要量"] == "保育標準時間（1日11時間まで）"
    assert facts["有効期間"] == "令和9年4月1日（2027年）から令和10年5月30日（2028年）まで"
    assert "選考の結果で別に" in facts["入れる園"]


def test_fewer_hours_than_asked_for_grant_less() -> None:
    record = cast.certification(cast.case(), grants_less=True)
    assert compose([record], cast.NOW)[0].grants_less


def test_a_refusal_tells_its_reason_with_the_article() -> None:
    why = Reason(
        "certification.no_ground", "保護者に事由が認められません", "no ground", article="20条5項", unconfirmed=True
    )
    draft = compose([cast.certification(cast.case(), "refused", reasons=[why.as_json()])], cast.NOW)[0]
    assert draft.paper.title == "教育・保育給付認定申請却下通知書"
    assert cast.grid(draft.paper, "理由").rows == (("保護者に事由が認められません ※未確認", "20条5項"),)


def test_a_judgement_still_pending_has_no_notice() -> None:
    with pytest.raises(LookupError, match="staff"):
        compose([cast.certification(cast.case(), "staff", figures={})], cast.NOW)
