"""What is wrong with an application is asked back with the right question and mended, or shown to an officer."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from ikkan.corridor.filing import file_application, withdraw_application
from ikkan.corridor.order import back_to_check
from ikkan.corridor.walk import walk
from ikkan.kernel.outcome import Faulty
from ikkan.ledger.models import Case
from ikkan.procedures.nursery.models import Standing
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import NOW, Home, Town, file, home
from ikkan.registers.models import Reading
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding, Request, Verdict

pytestmark = pytest.mark.django_db


def _missing(one: Home) -> None:
    del one.papers["work_certificate", "parent2"]


def _expired(one: Home) -> None:
    one.papers["work_certificate", "parent2"]["issued_on"] = "2026-07-01"


def _unreadable(one: Home) -> None:
    one.papers["work_certificate", "parent1"]["unreadable"] = "暗くて読めない"


def _hours(one: Home) -> None:
    one.papers["work_certificate", "parent1"]["month_hours"] = 120


def _birth(one: Home) -> None:
    one.answers["children"][0]["birth"] = "2025-06-11"


def _class(one: Home) -> None:
    one.answers["children"][0]["birth"] = "2024-03-01"


def _parent_left_out(one: Home) -> None:
    one.answers["parents"].pop()
    one.answers |= {"single_parent": True, "absence": "divorced"}


def _not_enrolled(one: Home) -> None:
    one.answers["children"][0] |= {"present_care": "nursery", "present_facility": hall.HAMA}


def _address(one: Home) -> None:
    one.answers["applicant"]["address"] |= {"block": "999-9", "building": ""}


def _applicant_birth(one: Home) -> None:
    one.answers["applicant"]["birth"] = "1991-01-01"


def _stranger_child(one: Home) -> None:
    other = {"given": "別人"}
    child = one.answers["children"][0]
    child["name"] |= other
    child |= {"birth": "2025-07-07", "kana": {**child["kana"], "given": "ベツジン"}}


FAULTS: list[tuple[Callable[[Home], None], str, str]] = [
    (_missing, "document_missing", "documents.work_certificate.parent2"),
    (_expired, "document_expired", "documents.work_certificate.parent2"),
    (_unreadable, "document_unreadable", "documents.work_certificate.parent1"),
    (_hours, "hours_differ", "parents.0.work.month_hours"),
    (_birth, "birth_differs", "children.0.birth"),
    (_class, "class_differs", "children.0.birth"),
    (_parent_left_out, "member_left_out", "family"),
    (_not_enrolled, "not_enrolled", "children.0.present_facility"),
    (_address, "address_differs", "applicant.address"),
    (_applicant_birth, "birth_differs", "applicant.birth"),
    (_stranger_child, "child_not_found", "children.0.name"),
]


def _asked(case: Case) -> list[tuple[str, str]]:
    request = Request.objects.filter(case=case, answered_at=None, lapsed_at=None).get()
    return [(question["code"], question["field"]) for question in request.questions]


@pytest.mark.parametrize(("plant", "code", "field"), FAULTS, ids=[plant.__name__ for plant, _, _ in FAULTS])
def test_a_fault_is_asked_back_and_mended(town: Town, plant: Callable[[Home], None], code: str, field: str) -> None:
    broken = home(1)
    plant(broken)
    case = file(broken)
    assert (case.room, case.waits_for) == ("check", "citizen")
    assert (code, field) in _asked(case)
    assert all(question["reason"]["ja"] for question in Request.objects.get(case=case).questions)
    right = hall.mended(broken)
    case = hall.mend(case, right, now=NOW + timedelta(days=1))
    assert (case.room, case.waits_for) == ("decide", "round")
    assert Request.objects.get(case=case).answered_at == NOW + timedelta(days=1)


def test_all_faults_are_asked_at_once(town: Town) -> None:
    broken = home(1)
    _missing(broken)
    _birth(broken)
    assert {code for code, _ in _asked(file(broken))} == {"document_missing", "birth_differs"}


def test_a_brother_left_out_is_asked_for(town: Town) -> None:
    broken = home(1, births=(date(2025, 6, 1), date(2020, 5, 5)))
    left_out = broken.answers["children"].pop()
    case = file(broken)
    assert _asked(case) == [("member_left_out", "family")]
    kept = {"name": left_out["name"], "birth": left_out["birth"], "relation": "brother", "lives_together": True}
    broken.answers["family"] = [{**kept, "disability": False, "in_care_facility": False}]
    assert hall.mend(case, broken).room == "decide"


def test_the_second_application_for_a_child_is_asked_back_and_withdrawn(town: Town) -> None:
    one = home(1)
    first = file(one)
    second = file(one, key="again", now=NOW + timedelta(hours=1))
    assert first.room == "decide"
    assert [code for code, _ in _asked(second)] == ["double_application"]
    withdraw_application(case=second, actor=one.account, why="重なった", now=NOW + timedelta(hours=2))
    assert second.room == "closed"


def test_another_name_is_an_officers_to_judge(town: Town) -> None:
    broken = home(1)
    broken.answers["applicant"]["name"]["family"] = "川上"
    case = file(broken)
    assert (case.room, case.waits_for) == ("check", "officer")
    finding = Finding.objects.get(case=case)
    assert (finding.code, finding.field) == ("name_differs", "applicant.name")
    verdict = record_verdict(
        case=case, finding=finding, decision="same", note="婚姻前の氏", account=town.officer, filing_version=1,
        then=back_to_check(case, NOW), now=NOW,
    )  # fmt: skip
    assert isinstance(verdict, Verdict)
    assert hall.walked(case).room == "decide"


def test_a_variant_of_the_same_character_passes(town: Town) -> None:
    one = home(1)
    for person in (one.answers["applicant"], one.answers["parents"][0]):
        person["name"]["given"] = "花子"
    for resident in one.residents:
        resident.family_name = "髙山"
        resident.save()
    one.answers["applicant"]["name"]["family"] = "高山"
    one.answers["children"][0]["name"]["family"] = "高山"
    assert file(one).room == "decide"


def test_what_was_asked_for_and_did_not_come_is_scored_by_the_evidence_default(town: Town) -> None:
    broken = home(1)
    _missing(broken)
    case = file(broken)
    deadline = case.due_at
    assert deadline is not None
    assert not walk(case.pk, now=deadline - timedelta(minutes=1))
    case = hall.walked(case, deadline)
    assert (case.room, case.waits_for) == ("decide", "round")
    assert Request.objects.get(case=case).lapsed_at == deadline
    with_paper = file(home(2))
    hall.decide(town)
    totals = {one.pk: hall.result(one).figures["total"] for one in (case, with_paper)}
    # 就労 月160時間以上 20点 becomes 求職活動 4点 for the parent whose certificate is missing
    assert totals[with_paper.pk] - totals[case.pk] == 16
    codes = {reason["code"] for reason in hall.result(case).reasons}
    assert any("evidence" in code for code in codes)


def test_a_correction_after_the_lapse_counts_again(town: Town) -> None:
    broken = home(1)
    _missing(broken)
    case = file(broken)
    assert case.due_at is not None
    case = hall.walked(case, case.due_at)
    later = case.entered_at + timedelta(hours=1)
    case = hall.correct(case, hall.mended(broken), now=later)
    assert case.room == "decide"
    assert {paper["kind"] for paper in Standing.objects.get(case=case).answers["documents"]} == {"work_certificate"}
    assert len(Standing.objects.get(case=case).answers["documents"]) == 2


def test_a_form_that_contradicts_itself_is_not_received(town: Town) -> None:
    one = home(1)
    one.answers["children"][0]["wishes"] = ["9999999999"]
    outcome = file_application(
        procedure="nursery", answers=one.answers, key="k", channel="web", now=NOW, applicant=one.account
    )
    assert isinstance(outcome, Faulty)
    assert [fault.code for fault in outcome.faults] == ["unknown_facility"]
    assert not Case.objects.exists()


def test_every_reading_of_a_resident_names_the_case(town: Town) -> None:
    case = file(home(1))
    readings = Reading.objects.all()
    assert readings.exists()
    assert set(readings.values_list("case_number", flat=True)) == {case.number}
