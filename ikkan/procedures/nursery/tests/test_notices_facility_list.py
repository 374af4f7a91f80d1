"""The list that a nursery gets: its own placed children only, and only after publication."""

from datetime import UTC, datetime

import pytest

from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import Child, Offer
from ikkan.procedures.nursery.notices import FacilityList, facility_list
from ikkan.procedures.nursery.tests import notice_cast as cast

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 2, 1, tzinfo=UTC)


def placed(round_: Round, number: str, **changes: object) -> None:
    case = cast.case(round_, number)
    cast.decision(case, "placed", figures={**cast.placed_figures(), **changes})


def test_it_names_child_class_and_phone() -> None:
    nursery, round_ = cast.facility(), cast.round_(published=True)
    placed(round_, "H-2027-000001")
    placed(round_, "H-2027-000002", facility="0013020099")
    made = facility_list(round_, nursery, now=LATER)
    assert isinstance(made, FacilityList)
    (child,) = made.children
    assert (child.name, child.kana, child.class_age, child.phone) == (
        "髙橋　湊", "タカハシ　ミナト", 1, "090-0000-0001",
    )  # fmt: skip
    lines = made.as_csv().decode("utf-8-sig").splitlines()
    assert lines[0] == "氏名,フリガナ,生年月日,クラス,保護者,電話"
    assert lines[1] == "髙橋　湊,タカハシ　ミナト,2025-06-01,1,髙橋　花子,090-0000-0001"
    assert made.as_pdf().startswith(b"%PDF")


def test_who_declined_is_left_out() -> None:
    nursery, round_ = cast.facility(), cast.round_(published=True)
    case = cast.case(round_)
    cast.decision(case, "placed", figures=cast.placed_figures())
    child = Child.objects.create(case=case, key="c1", class_age=1)
    Offer.objects.create(
        child=child, round=round_, facility=nursery.code, age=1, offered_at=cast.NOW, declined_at=LATER
    )
    made = facility_list(round_, nursery, now=LATER)
    assert isinstance(made, FacilityList)
    assert made.children == ()


def test_before_publication_there_is_none() -> None:
    nursery, round_ = cast.facility(), cast.round_()
    placed(round_, "H-2027-000001")
    refused = facility_list(round_, nursery, now=LATER)
    assert isinstance(refused, Refused)
    assert refused.code == "before_publication"
