"""Requests that officers enter: third parties and public bodies, people at the counter, and what stays refused."""

import pytest
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.kernel.outcome import Faulty
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.handing import sealed_file
from ikkan.procedures.certificate.sheets.tests.samples import page_texts
from ikkan.procedures.certificate.tests.factories import (
    Person,
    answers_of,
    approve,
    copies,
    judge,
    official,
    worked,
)
from ikkan.registers.models import Resident
from ikkan.rooms.check.models import Finding
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db
Town = dict[str, Person]


def entered(
    asker: Person, *of: Person, requester: str = "own", channel: str = "counter", papers: tuple[str, ...] = (),
    evidence: str = "契約書の写し", **changes: object,
) -> Case | Faulty:  # fmt: skip
    """Let an officer enter a request; `of` are the people it asks for."""
    named = [
        {"id": f"p{place}", "name": _name(one.resident), "kana": _kana(one.resident), "birth": str(one.resident.birth)}
        for place, one in enumerate(of, start=1)
    ]
    official_part = {
        "requester": requester, "organisation": "モデル銀行", "why": "債権の保全", "evidence": evidence,
        "papers": [*papers],
    }  # fmt: skip
    answers = answers_of(
        asker, persons=named, whose="some" if named else "me", official=official_part, delivery="pickup", **changes
    )
    case = file_application(
        procedure="certificate", answers=answers, key="k", channel=channel, now=timezone.now(),
        actor=official(f"enters-{channel}"),
    )  # fmt: skip
    assert isinstance(case, Case | Faulty), case
    return worked(case) if isinstance(case, Case) else case


def _name(one: Resident) -> dict[str, str]:
    return {"family": one.family_name, "given": one.given_name}


def _kana(one: Resident) -> dict[str, str]:
    return {"family": one.family_kana, "given": one.given_kana}


def test_at_the_counter_with_an_identity_paper_it_is_issued_at_once(town: Town) -> None:
    case = entered(town["一郎"], papers=("national_card",))
    assert isinstance(case, Case)
    assert (case.room, case.reason_code, len(copies(case))) == ("answer", "certificate_to_fetch", 1)


def test_a_public_body_is_judged_then_free_and_marked(town: Town) -> None:
    case = entered(town["次郎"], town["一郎"], requester="public_body", channel="paper")
    assert isinstance(case, Case)
    assert (case.waits_for, case.reason_code) == ("officer", "public_body")
    case = judge(case, "same", official())
    fee = DecisionRecord.objects.get(case=case).figures["fee"]
    assert fee["total"] == 0
    pdf = sealed_file(copies(case)[0])
    assert isinstance(pdf, bytes)
    (page,) = page_texts(pdf)
    assert "公用" in page
    assert "田中一郎" in page


def test_a_third_party_without_a_just_reason_is_refused_with_instruction(town: Town) -> None:
    case = entered(town["次郎"], town["一郎"], requester="third_party", papers=("passport",))
    assert isinstance(case, Case)
    assert case.reason_code == "third_party"
    assert "債権の保全" in Finding.objects.get(case=case).reason["ja"]
    case = judge(case, "refuse", official())
    assert case.room == "approve"
    case = approve(case, official("chief", "chief", 3))
    assert [one["code"] for one in DecisionRecord.objects.get(case=case).reasons] == ["reason_not_shown"]
    assert copies(case) == []


def test_reason_and_evidence_are_part_of_the_form(town: Town) -> None:
    faulty = entered(town["次郎"], town["一郎"], requester="third_party", evidence="")
    assert isinstance(faulty, Faulty)
    assert [fault.field for fault in faulty.faults] == ["official.why"]


@pytest.mark.parametrize("requester", ["third_party", "public_body"])
def test_a_protected_person_is_refused_to_both_without_a_word_of_why(town: Town, requester: str) -> None:
    Resident.objects.filter(pk="101").update(is_protected=True)
    case = entered(town["次郎"], town["洋子"], requester=requester, papers=("passport",))
    assert isinstance(case, Case)
    assert case.room == "approve"
    assert not Finding.objects.filter(case=case).exists()


def test_a_record_code_is_never_for_a_public_body(town: Town) -> None:
    case = entered(town["次郎"], town["一郎"], requester="public_body", channel="paper", items={"record_code": True})
    assert isinstance(case, Case)
    case = approve(case, official("chief", "chief", 3))
    assert [one["code"] for one in DecisionRecord.objects.get(case=case).reasons] == ["item_barred"]


def test_who_is_nobody_of_the_register_has_no_right_also_when_an_officer_finds_that_so(town: Town) -> None:
    one = town["一郎"]
    one.resident.family_name = "居ない"
    one.resident.family_kana = one.resident.given_kana = "イナイ"
    case = entered(one, papers=("passport",))
    assert isinstance(case, Case)
    assert (case.waits_for, case.reason_code) == ("officer", "asker_not_found")
    case = judge(case, "same", official())
    assert case.room == "approve"
    case = approve(case, official("chief", "chief", 3))
    (record,) = DecisionRecord.objects.filter(case=case)
    assert (record.result, record.reasons[0]["code"]) == ("refused", "no_right")
