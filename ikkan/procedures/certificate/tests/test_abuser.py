"""Whoever looks for somebody learns nothing: protected, not protected and not in this town look the same to them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from django.db import transaction
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash_rows import Charge
from ikkan.ledger.models import Case, Event
from ikkan.people.models import Account
from ikkan.ports.jpki.certificate import read_certificate
from ikkan.ports.jpki.tests.cast import card_key, new_ca
from ikkan.procedures.certificate.filing import file_signed
from ikkan.procedures.certificate.reserving import reservation_of, show_identity
from ikkan.procedures.certificate.tests.factories import (
    Person,
    answers_of,
    approve,
    asked,
    changed,
    copies,
    official,
    sign,
    worked,
)
from ikkan.registers.models import Resident
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.check.models import Request
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db
Town = dict[str, Person]
# what is true of the one who is looked for
TRUTHS: Final = ("protected", "lives here", "not in this town")
ABROAD: Final = {"family_name": "別人", "family_kana": "ベツジン", "birth": "1950-01-01"}


def make_true(truth: str, number: str) -> None:
    if truth == "protected":
        Resident.objects.filter(pk=number).update(is_protected=True)
    elif truth == "not in this town":
        Resident.objects.filter(pk=number).update(**ABROAD)


def unsigned(answers: JsonObject, account: Account, channel: str = "web") -> Case:
    case = file_application(
        procedure="certificate", answers=answers, key="k", channel=channel, now=timezone.now(), applicant=account
    )
    assert isinstance(case, Case), case
    return worked(case)


def named(person: Person) -> dict[str, Any]:
    return {"id": "p1", **answers_of(person)["applicant"]}


def seen(case: Case) -> dict[str, Any]:
    """Return everything that the one who asks could see of a case, without its own number and moments."""
    events = Event.objects.filter(case=case).order_by("seq").values_list("name", flat=True)
    notices = Notice.objects.filter(case=case).values_list("content", "channel", "is_disposition")
    told = {
        "at": (case.room, case.waits_for, case.reason_code, case.expected_on),
        "deadline": case.deadline_on, "reserved": reservation_of(case) is not None, "events": list(events),
        "asked": list(Request.objects.filter(case=case).values_list("questions", flat=True)),
        "decided": [(one.result, one.reasons, one.figures) for one in DecisionRecord.objects.filter(case=case)],
        "letters": list(notices), "owed": list(Charge.objects.filter(case=case).values_list("amount", flat=True)),
        "copies": len(copies(case)),
    }  # fmt: skip
    return {key: str(value).replace(case.number, "J") for key, value in told.items()}


def in_every_truth(number: str, attack: Callable[[], Case]) -> list[dict[str, Any]]:
    """Return what is seen of the same attack under each truth; each is taken back before the next."""
    found = []
    for truth in TRUTHS:
        with transaction.atomic():
            make_true(truth, number)
            found.append(seen(attack()))
            transaction.set_rollback(True)
    return found


def same(found: list[dict[str, Any]]) -> dict[str, Any]:
    assert found[0] == found[1] == found[2], found
    return found[0]


def test_who_names_somebody_of_another_household_gets_one_answer_in_every_case(town: Town) -> None:
    him, her = town["次郎"], town["洋子"]
    wish = {"whose": "some", "persons": [named(her)], "items": {"record_code": True}}
    told = same(in_every_truth("101", lambda: asked(him, **wish)))
    assert "('check', 'citizen', 'person_not_found'" in told["at"]
    assert "item_unknown" not in told["asked"]


def test_who_says_to_be_another_learns_nothing_before_the_counter(town: Town) -> None:
    stranger, her = Account.objects.create_user("stranger"), town["洋子"]
    told = same(in_every_truth("101", lambda: unsigned(answers_of(her, delivery="pickup"), stranger)))
    assert "not_proved" in told["at"]
    assert told["reserved"] == "True"


def test_who_signs_under_anothers_name_learns_nothing(town: Town) -> None:
    him, her = town["次郎"], town["洋子"]
    account = Account.objects.create_user("no-number")

    def attack() -> Case:
        answers = answers_of(her)
        case = file_signed(answers=answers, signed=sign(answers, him.card), account=account, now=timezone.now())
        assert isinstance(case, Case), case
        return worked(case)

    assert "signer_is_another" in same(in_every_truth("101", attack))["at"]


def test_who_claims_a_just_reason_on_the_citizens_page_has_no_right_whoever_is_named(town: Town) -> None:
    him, her = town["次郎"], town["洋子"]
    official_part = {"requester": "third_party", "organisation": "債権者", "why": "債権", "evidence": "契約書",
                     "papers": []}  # fmt: skip
    answers = answers_of(him, whose="some", persons=[named(her)], official=official_part)
    told = same(in_every_truth("101", lambda: unsigned(answers, him.account)))
    assert "approve" in told["at"]


@pytest.mark.parametrize("whose", ["household", "some"])
def test_who_moved_out_learns_nothing_of_the_household_left_behind(town: Town, whose: str) -> None:
    him, her = town["一郎"], town["洋子"]
    left = timezone.localdate() - timedelta(days=1)
    changed(him, "国内転出", on=left, event_on=left.isoformat(), planned_address="静岡県藤枝市岡出山一丁目１１番１号")
    persons = [named(her)] if whose == "some" else []
    told = same(in_every_truth("101", lambda: asked(him, whose=whose, persons=persons)))
    assert "approve" in told["at"]


def test_a_reservation_for_the_household_is_one_like_any_other_until_the_counter(town: Town) -> None:
    him = town["一郎"]
    answers = answers_of(him, whose="household", delivery="pickup")
    told = same(in_every_truth("101", lambda: unsigned(answers, him.account)))
    assert told["reserved"] == "True"
    Resident.objects.filter(pk="101").update(is_protected=True)
    case = unsigned(answers, him.account)
    shown = show_identity(case=case, papers=["driving_licence"], account=official(), now=timezone.now())
    assert not isinstance(shown, Refused)
    assert worked(case).room == "approve"
    assert copies(case) == []


def refusal(town: Town, protected: list[str], **wish: object) -> dict[str, Any]:
    """Return what a refused person sees in the end."""
    Resident.objects.filter(pk__in=protected).update(is_protected=True)
    case = asked(town["一郎"], **wish)
    chief = Account.objects.filter(username="chief").first() or official("chief", "chief", 3)
    told = seen(approve(case, chief))
    Resident.objects.filter(pk__in=protected).update(is_protected=False)
    return told


def test_every_refusal_of_the_kind_is_the_same_to_the_last_word(town: Town) -> None:
    household = {"whose": "household"}
    first = refusal(town, ["101"], **household)
    assert "main_counter" in first["decided"]
    assert (first["owed"], first["copies"]) == ("[]", "0")
    assert not [word for word in ("101", "洋子", "支援", "protect", "persons", "円") if word in str(first)]
    others = [
        refusal(town, ["102"], **household), refusal(town, ["101", "102"], **household),
        refusal(town, ["101"], whose="household", copies=5, delivery="pickup", items={"relation": True}),
        refusal(town, ["101"], whose="some", persons=[named(town["洋子"])]),
        refusal(town, ["101"], whose="some", persons=[named(town["一郎"]), {**named(town["洋子"]), "id": "p2"}]),
    ]  # fmt: skip
    assert [other for other in others if other != first] == []


def test_a_protected_person_at_the_main_counter_is_looked_at_by_an_officer(town: Town) -> None:
    her = answers_of(town["洋子"], official={"requester": "own", "papers": ["driving_licence"]}, delivery="pickup")
    Resident.objects.filter(pk="101").update(is_protected=True)
    case = unsigned(her, town["洋子"].account, channel="counter")
    assert (case.waits_for, case.reason_code) == ("officer", "protected_self")
    assert copies(case) == []


def test_a_card_that_is_not_valid_yet_signs_nothing(town: Town) -> None:
    one = town["一郎"]
    parsed = read_certificate(one.card.certificate)
    assert not isinstance(parsed, Refused)
    card = new_ca().issue(card_key(), 77, begins=timezone.now() + timedelta(days=1), items=parsed.items)
    answers = answers_of(one)
    answer = file_signed(answers=answers, signed=sign(answers, card), account=one.account, now=timezone.now())
    assert isinstance(answer, Refused)
    assert answer.code == "not_yet_valid"
    assert not Case.objects.exists()
