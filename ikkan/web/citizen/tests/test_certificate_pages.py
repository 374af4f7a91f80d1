"""The citizen's pages of the certificate: household to tick, reservation, papers; a protected person stays hidden."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from ikkan.corridor.filing import file_application
from ikkan.corridor.walk import walk
from ikkan.ledger.models import Case
from ikkan.papers.typeset import missing_glyphs, paper_pdf
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.pages import case_parts, cost_of, filed_copy, known_of_account, paper_request
from ikkan.procedures.certificate.pages.household import members_of
from ikkan.procedures.certificate.reserving import show_identity
from ikkan.procedures.certificate.tests.factories import Person, answers_of, official
from ikkan.registers.models import Reading, Resident
from ikkan.registers.protection import guards_household
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.tests.card_walk import card_town
from ikkan.web.tests.cast import signed_in

pytestmark = pytest.mark.django_db
Town = dict[str, Person]


@pytest.fixture
def town(db: None, home: Path, settings: Settings) -> Town:
    return card_town(home, settings)


def reserved(person: Person, **changes: Any) -> Case:
    answers = answers_of(person, **changes)
    case = file_application(
        procedure="certificate", answers=answers, key="r", channel="web", now=timezone.now(), applicant=person.account
    )
    assert isinstance(case, Case), case
    return case


def test_household_is_lent_to_its_member_and_the_reading_is_logged(town: Town) -> None:
    given = [one["name"] for one in members_of(town["洋子"].account, now=timezone.now())]
    assert given == [{"family": "田中", "given": name} for name in ("一郎", "洋子", "蓮")]
    assert set(Reading.objects.values_list("resident", flat=True)) == {"100", "101", "102"}


def test_nobody_learns_who_is_kept_back_in_a_household(town: Town) -> None:
    Resident.objects.filter(number="101").update(is_protected=True)
    assert guards_household("H1")
    assert members_of(town["一郎"].account, now=timezone.now()) == ()
    assert known_of_account(town["洋子"].account, now=timezone.now()) == {}
    client = signed_in(town["一郎"].account)
    client.post("/certificate/begin/")
    draft = Draft.objects.get()
    posted = {"_version": draft.version, "_press": "save", "whose": "some", "purpose": "bank", "copies": "1",
              "delivery": "post"}  # fmt: skip
    page = client.get(client.post(f"/certificate/apply/{draft.pk}/what/ask/", posted)["Location"])
    assert page.status_code == 200
    assert "洋子" not in page.content.decode()


def test_ticked_and_written_people_are_kept_with_ids(town: Town) -> None:
    client = signed_in(town["一郎"].account)
    client.post("/certificate/begin/")
    url, draft = _persons(client)
    tokens = [one.value for one in client.get(url).context["view"].parts[0].shape.options]
    written = {"name-family": "田中", "name-given": "花", "birth_year": "2020", "birth_month": "1", "birth_day": "2"}
    answer = client.post(url, {"_version": draft.version, "_press": "save", "persons": tokens[1:], **written})
    assert answer.status_code == 303
    draft.refresh_from_db()
    kept = draft.answers["persons"]
    assert [(one["id"], one["name"]["given"]) for one in kept] == [("p1", "洋子"), ("p2", "蓮"), ("p3", "花")]


def test_nobody_ticked_is_told_and_a_forged_token_is_nobody(town: Town) -> None:
    client = signed_in(town["一郎"].account)
    client.post("/certificate/begin/")
    url, draft = _persons(client)
    for persons in ([], ["0123456789abcdef"]):
        answer = client.post(url, {"_version": draft.version, "_press": "save", "persons": persons})
        assert answer.status_code == 422


def test_reservation_is_shown_until_the_person_was_seen(town: Town) -> None:
    case = reserved(town["一郎"])
    (part,) = case_parts(case, language="ja", now=timezone.now())
    assert case.number in [value for _, value in part.rows]
    assert part.figure is not None
    assert "<svg" in part.figure.markup
    assert 'aria-label="' in part.figure.markup
    assert any("運転免許証" in one for one in part.points)
    over = case_parts(case, language="ja", now=timezone.now() + timedelta(days=60))[0]
    assert over.figure is None
    SignedRequest.objects.create(case=case, words=b"w", signature=b"s", certificate=b"c", fingerprint="f",
                                 signed_on=timezone.localdate())  # fmt: skip
    assert case_parts(case, language="ja", now=timezone.now()) == ()


def test_copy_of_a_reservation_has_the_code(town: Town) -> None:
    case = reserved(town["一郎"])
    paper = filed_copy(case, now=timezone.now())
    assert paper.link == case.number
    assert paper_pdf(paper, made_on=timezone.localdate()).startswith(b"%PDF")


@pytest.mark.parametrize("answers", [{}, {"whose": "me", "purpose": "bank", "copies": 2, "items": {"relation": True}}])
def test_form_for_the_post_is_set_empty_or_filled(answers: dict[str, Any], town: Town) -> None:
    paper = paper_request(answers, on=timezone.localdate())
    assert missing_glyphs(paper.all_text()) == ()
    assert "定額小為替" in paper.all_text()
    assert ("□銀行・携帯電話などの契約" in paper.all_text()) is (answers == {})
    assert paper_pdf(paper, made_on=timezone.localdate()).startswith(b"%PDF")


def test_form_for_the_post_needs_no_login(town: Town) -> None:
    answer = Client().get("/certificate/paper/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"


def test_cost_is_told_before_it_is_sent(town: Town) -> None:
    day = timezone.localdate()
    assert "710円" in cost_of({"copies": 2, "delivery": "post"}, language="ja", on=day)
    assert "600円" in cost_of({"copies": 2, "delivery": "pickup"}, language="ja", on=day)
    assert "職員" in cost_of({"copies": 2, "exemption": "disaster"}, language="ja", on=day)


def test_seen_at_the_counter_the_reservation_is_gone(town: Town) -> None:
    case = reserved(town["一郎"])
    walk(case.pk, now=timezone.now())
    case.refresh_from_db()
    shown = show_identity(case=case, papers=["driving_licence"], account=official(), now=timezone.now())
    assert isinstance(shown, Case), shown
    assert case_parts(case, language="ja", now=timezone.now()) == ()


def _persons(client: Client) -> tuple[str, Draft]:
    draft = Draft.objects.get()
    posted = {"_version": draft.version, "_press": "save", "whose": "some", "purpose": "bank", "copies": "1",
              "delivery": "post"}  # fmt: skip
    url = client.post(f"/certificate/apply/{draft.pk}/what/ask/", posted)["Location"]
    assert url.endswith("/what/persons/")
    draft.refresh_from_db()
    return url, draft
