"""What a signed request is asked back is answered by a form that is signed anew."""

import pytest
from django.utils import timezone

from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.filing import answer_signed
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.tests.factories import Person, answers_of, asked, sign, worked

pytestmark = pytest.mark.django_db
Town = dict[str, Person]
STRANGER = {
    "id": "p1", "name": {"family": "知らない", "given": "人"}, "kana": {"family": "シラナイ", "given": "ヒト"},
    "birth": "1950-01-01",
}  # fmt: skip


def code(answer: Case | Refused | Faulty) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def asked_back(person: Person) -> Case:
    case = asked(person, whose="some", persons=[STRANGER])
    assert (case.waits_for, case.reason_code) == ("citizen", "person_not_found")
    return case


def test_what_was_asked_is_answered_by_a_form_that_is_signed_anew(town: Town) -> None:
    one = town["一郎"]
    case = asked_back(one)
    mended = answers_of(one)
    signed = sign(mended, one.card)
    for _ in range(2):
        done = answer_signed(case=case, answers=mended, signed=signed, account=one.account, now=timezone.now())
        assert isinstance(done, Case), done
    assert [bool(row.record) for row in SignedRequest.objects.filter(case=case).order_by("pk")] == [True, True]
    assert worked(case).waits_for == "delivery"


def test_an_answer_with_a_signature_over_other_words_keeps_the_question_open(town: Town) -> None:
    one = town["一郎"]
    case = asked_back(one)
    signed = sign(answers_of(one), one.card)
    done = answer_signed(
        case=case, answers=answers_of(one, copies=5), signed=signed, account=one.account, now=timezone.now()
    )
    assert code(done) == "broken_signature"
    case.refresh_from_db()
    assert (case.waits_for, SignedRequest.objects.filter(case=case).count()) == ("citizen", 1)


def test_nobody_else_answers_by_a_signature_of_their_own(town: Town) -> None:
    one, other = town["一郎"], town["次郎"]
    case = asked_back(one)
    mended = answers_of(one)
    done = answer_signed(
        case=case, answers=mended, signed=sign(mended, other.card), account=other.account, now=timezone.now()
    )
    assert code(done) == "not_found"
    assert SignedRequest.objects.filter(case=case).count() == 1
