"""Signatures that prove nothing, registers that are away, and people who may not be shown."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as town_settings
from django.utils import timezone
from pytest_django import Settings

from ikkan.corridor.filing import correct_application
from ikkan.corridor.walk import walk
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.cash import open_charge
from ikkan.ledger.models import Case, Event
from ikkan.ports.jpki.certificate import CertificateKind, read_certificate
from ikkan.ports.jpki.practice_revocation import PracticeRevocation
from ikkan.ports.jpki.tests.cast import AUTH, card_key, new_ca, old_ca
from ikkan.procedures.certificate.filing import file_signed
from ikkan.procedures.certificate.making import make_waiting
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.signing import SignedWords
from ikkan.procedures.certificate.tests.factories import (
    Person,
    answers_of,
    ask,
    asked,
    changed,
    copies,
    official,
    owing,
    pay,
    sign,
    worked,
)
from ikkan.registers.models import Resident
from ikkan.rooms.answer.seals import keys_folder
from ikkan.rooms.check.models import Finding, Request
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.store.models import OutboxRow

pytestmark = pytest.mark.django_db
Town = dict[str, Person]


def practice() -> PracticeRevocation:
    return PracticeRevocation(Path(town_settings.IKKAN_HOME) / "jpki" / "practice")


def code(answer: Case | Refused | Faulty) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def file(person: Person, signed: SignedWords, **changes: object) -> Case | Refused | Faulty:
    answers = answers_of(person, **changes)
    return file_signed(answers=answers, signed=signed, account=person.account, now=timezone.now())


def test_a_signature_over_other_answers_is_refused_and_nothing_is_received(town: Town) -> None:
    one = town["一郎"]
    signed = sign(answers_of(one), one.card)
    assert code(file(one, signed, copies=5)) == "broken_signature"
    assert not Case.objects.exists()


def test_a_form_that_is_corrected_after_it_was_signed_is_signed_by_nobody(town: Town) -> None:
    one = town["一郎"]
    case = ask(one)
    assert isinstance(case, Case)
    case = owing(case)
    assert case.waits_for == "payment"
    more = answers_of(one, whose="household", items={"relation": True, "domicile": True}, copies=5)
    done = correct_application(case=case, answers=more, actor=one.account, now=timezone.now())
    assert not isinstance(done, Refused | Faulty)
    case = owing(case)
    assert (case.waits_for, case.reason_code) == ("officer", "not_proved")
    assert open_charge(case) is None
    assert copies(case) == []


def test_a_signature_for_another_request_is_refused(town: Town) -> None:
    one = town["一郎"]
    assert code(file(one, replace(sign(answers_of(one), one.card), request="another"))) == "broken_signature"


def test_a_signature_of_another_day_is_refused(town: Town) -> None:
    one, yesterday = town["一郎"], timezone.localdate() - timedelta(days=1)
    assert code(file(one, replace(sign(answers_of(one), one.card), asked_on=yesterday))) == "broken_signature"


def test_a_signature_for_another_town_is_refused(town: Town, settings: Settings) -> None:
    one = town["一郎"]
    signed = sign(answers_of(one), one.card)
    settings.IKKAN_TOWN = "142051"
    assert code(file(one, signed)) == "broken_signature"


def test_an_unknown_authority_is_refused(town: Town) -> None:
    one, ca = town["一郎"], old_ca()
    card = ca.issue(card_key(), 7, begins=timezone.now() - timedelta(days=30), items=read_items(one))
    assert code(file(one, sign(answers_of(one), card))) in {"wrong_ca", "ca_not_in_force"}


def test_an_auth_certificate_is_no_signature(town: Town) -> None:
    one = town["一郎"]
    card = new_ca(AUTH).issue(card_key(), 8, begins=timezone.now() - timedelta(days=30), items=None)
    assert code(file(one, sign(answers_of(one), card))) in {"wrong_policy", "wrong_usage", "wrong_ca"}


def test_an_expired_certificate_is_refused(town: Town) -> None:
    one = town["一郎"]
    ended = timezone.now() + timedelta(days=365 * 6)
    answer = file_signed(
        answers=answers_of(one), signed=sign(answers_of(one), one.card), account=one.account, now=ended
    )
    assert code(answer) in {"expired", "ca_not_in_force"}


def test_a_revoked_certificate_is_refused(town: Town) -> None:
    one = town["一郎"]
    parsed = read_certificate(one.card.certificate)
    assert not isinstance(parsed, Refused)
    practice().revoke(parsed, new_ca().generation, when=timezone.now(), reason="key_compromise")
    assert code(ask(one)) == "revoked"


def test_while_the_authority_is_silent_the_request_waits_and_goes_on_by_itself(town: Town) -> None:
    cut_off = practice().folder / "unreachable"
    cut_off.parent.mkdir(parents=True)
    cut_off.touch()
    case = asked(town["一郎"])
    assert (case.room, case.waits_for, case.reason_code) == ("check", "outside", "revocation")
    assert case.due_at is not None
    assert timedelta(minutes=8) < case.due_at - timezone.now() <= timedelta(minutes=10)
    assert not Finding.objects.filter(case=case).exists()
    assert not DecisionRecord.objects.filter(case=case).exists()
    cut_off.unlink()
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now())
    case = worked(case)
    assert case.reason_code == "certificate_to_post"
    assert SignedRequest.objects.get(case=case).record["revocation"]["source"] == "practice"


def test_what_turns_out_revoked_after_the_silence_is_refused_not_issued(town: Town) -> None:
    one, cut_off = town["一郎"], practice().folder / "unreachable"
    cut_off.parent.mkdir(parents=True)
    cut_off.touch()
    case = asked(one)
    cut_off.unlink()
    parsed = read_certificate(one.card.certificate)
    assert not isinstance(parsed, Refused)
    practice().revoke(parsed, new_ca().generation, when=timezone.now(), reason="key_compromise")
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now())
    case = worked(case)
    assert (case.room, copies(case)) == ("approve", [])


def test_while_the_register_is_down_the_request_waits(town: Town, settings: Settings) -> None:
    settings.IKKAN_LAYER = "internet"
    case = asked(town["一郎"])
    assert (case.room, case.waits_for, case.reason_code) == ("check", "outside", "register")
    settings.IKKAN_LAYER = "all"
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now())
    assert worked(case).reason_code == "certificate_to_post"


def test_a_replayed_request_gives_the_first_case(town: Town) -> None:
    one = town["一郎"]
    signed = sign(answers_of(one), one.card)
    first, again = file(one, signed), file(one, signed)
    assert isinstance(first, Case)
    assert isinstance(again, Case)
    assert first.pk == again.pk
    assert Case.objects.count() == SignedRequest.objects.count() == 1


def test_a_signature_replayed_by_somebody_else_is_refused(town: Town) -> None:
    one, other = town["一郎"], town["次郎"]
    signed = sign(answers_of(one), one.card)
    file(one, signed)
    answer = file_signed(answers=answers_of(one), signed=signed, account=other.account, now=timezone.now())
    assert code(answer) == "signature_used"


def test_somebody_elses_card_on_my_request_is_looked_at_by_an_officer(town: Town) -> None:
    one = town["一郎"]
    case = file(one, sign(answers_of(one), town["次郎"].card))
    assert isinstance(case, Case)
    case = worked(case)
    assert (case.waits_for, case.reason_code) == ("officer", "signer_is_another")


def test_a_signer_whose_items_differ_is_looked_at_by_an_officer(town: Town) -> None:
    changed(town["一郎"], block="９９番")
    case = asked(town["一郎"])
    assert (case.waits_for, case.reason_code) == ("officer", "signer_differs")
    assert "住所" in Finding.objects.get(case=case).reason["ja"]


def test_who_moved_out_yesterday_is_asked_to_choose_the_closed_record(town: Town) -> None:
    one = town["次郎"]
    yesterday = timezone.localdate() - timedelta(days=1)
    changed(one, "国内転出", on=yesterday, event_on=yesterday.isoformat(), planned_address="静岡県焼津市本町一丁目１番")
    case = asked(one)
    assert (case.waits_for, case.reason_code) == ("citizen", "moved_out")
    assert Request.objects.get(case=case).questions[0]["field"] == "whose"


def test_nobody_of_the_household_sees_a_trace_of_a_protected_member(town: Town) -> None:
    Resident.objects.filter(pk="101").update(is_protected=True)
    case = asked(town["一郎"], whose="household")
    assert case.room == "approve"
    traces = [str(case.__dict__), *map(str, Finding.objects.filter(case=case).values())]
    traces += [str(event) for event in Event.objects.filter(case=case).values()]
    assert not [trace for trace in traces if any(word in trace for word in ("'101'", "洋子", "支援", "protected"))]
    assert not Request.objects.filter(case=case).exists()


def test_a_protected_person_is_sent_to_the_main_counter_and_their_letter_bears_no_address(town: Town) -> None:
    Resident.objects.filter(pk="101").update(is_protected=True)
    case = asked(town["洋子"])
    assert (case.room, copies(case)) == ("approve", [])


def test_protection_after_the_decision_keeps_the_file_from_being_made(town: Town) -> None:
    case = ask(town["洋子"])
    assert isinstance(case, Case)
    walk(pay(owing(case)).pk)
    Resident.objects.filter(pk="101").update(is_protected=True)
    case = worked(case)
    assert [copy.sha256 for copy in copies(case)] == [""]
    assert "StoppedIssueError" in OutboxRow.objects.get(channel="certificate").error


def test_without_a_sealing_key_the_copy_waits_and_is_made_when_there_is_one(town: Town) -> None:
    kept = {path: path.read_bytes() for path in keys_folder().iterdir()}
    for path in kept:
        path.unlink()
    case = asked(town["一郎"])
    assert [copy.sha256 for copy in copies(case)] == [""]
    assert "no key in force" in OutboxRow.objects.get(channel="certificate").error
    for path, data in kept.items():
        path.write_bytes(data)
    assert make_waiting(now=timezone.now()) == 1
    worked(case)
    assert all(copy.sha256 for copy in copies(case))


def test_a_name_that_no_font_can_draw_goes_to_an_officer(town: Town) -> None:
    changed(town["次郎"], name="佐藤　次郎\ue000", given_name="次郎\ue000")
    case = asked(town["次郎"])
    codes = set(Finding.objects.filter(case=case).values_list("code", flat=True))
    assert case.waits_for == "officer"
    assert "misfit" in codes
    official()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"copies": 6}, "copies"),
        ({"items": {"national_number": True}}, "items"),
        ({"items": {"history": True}}, "items"),
        ({"whose": "some"}, "persons"),
        ({"exemption": "public_use"}, "exemption"),
        ({"delivery": "by_mail_to_a_friend"}, "delivery"),
    ],
)
def test_what_cannot_be_asked_for_is_a_fault_at_its_place(town: Town, changes: dict[str, object], path: str) -> None:
    answer = ask(town["一郎"], **changes)  # type: ignore[arg-type]
    assert isinstance(answer, Faulty)
    assert path in [fault.field for fault in answer.faults]


def test_a_certificate_as_data_is_refused_with_why(town: Town) -> None:
    answer = ask(town["一郎"], delivery="electronic")
    assert isinstance(answer, Faulty)
    assert [(fault.code, fault.field) for fault in answer.faults] == [("electronic_delivery_closed", "delivery")]
    assert "紙の書類" in answer.faults[0].ja


def read_items(person: Person):  # type: ignore[no-untyped-def]
    parsed = read_certificate(person.card.certificate)
    assert not isinstance(parsed, Refused)
    assert parsed.kind is CertificateKind.SIGN
    return parsed.items
