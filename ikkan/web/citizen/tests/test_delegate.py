"""A delegate sees, corrects and answers a case while the mandate stands, and nothing beyond it."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ikkan.ledger.models import Case, Event
from ikkan.people.models import Mandate
from ikkan.people.services import grant_mandate, withdraw_mandate
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.tests.walking import JPEG, finish
from ikkan.web.tests.cast import Town, signed_in


@pytest.fixture
def mandate(town: Town) -> Mandate:
    now = timezone.now()
    given = grant_mandate(
        grantor=town.applicant, holder=town.helper, procedure="nursery", ground="夫",
        expires_on=timezone.localdate(now) + timedelta(days=30), now=now,
    )  # fmt: skip
    assert isinstance(given, Mandate)
    return given


@pytest.fixture
def helper(town: Town, mandate: Mandate) -> Client:
    return signed_in(town.helper)


def test_delegate_answers_what_was_asked_and_the_event_names_the_mandate(
    town: Town, case: Case, helper: Client, mandate: Mandate
) -> None:
    assert f"/cases/{case.number}/" in helper.get("/").content.decode()
    url = f"/cases/{case.number}/answer/"
    assert url in helper.get(f"/cases/{case.number}/").content.decode()
    page = helper.get(url)
    assert "頼まれて入力しています" in page.content.decode()
    files = {one.upload_name: SimpleUploadedFile(f"{n}.jpg", JPEG) for n, one in enumerate(page.context["asked"])}
    assert helper.post(url, files).status_code == 303
    case.refresh_from_db()
    assert case.waits_for == "machine"
    event = Event.objects.get(case=case, name="intake.answered")
    assert (event.actor, event.codes["mandate"]) == (town.helper.pk, mandate.pk)
    assert "代理の方" in signed_in(town.applicant).get(f"/cases/{case.number}/").content.decode()
    kept = case.documents.first()
    assert kept is not None
    assert helper.get(f"/cases/{case.number}/documents/{kept.pk}/").status_code == 200


def test_delegate_corrects_in_the_applicants_draft(town: Town, case: Case, helper: Client) -> None:
    Case.objects.filter(pk=case.pk).update(waits_for="machine")
    assert helper.post(f"/cases/{case.number}/correct/").status_code == 303
    draft = Draft.objects.get(corrects=case)
    assert draft.owner == town.applicant
    assert finish(helper, draft).status_code == 303
    assert case.filings.order_by("-version")[0].filed_by == town.helper.pk


def test_delegate_neither_withdraws_nor_petitions(case: Case, helper: Client) -> None:
    for end in ("withdraw/", "petition/", "decline/c1/"):
        assert helper.get(f"/cases/{case.number}/{end}").status_code == 404
    words = helper.get(f"/cases/{case.number}/").content.decode()
    assert "取り下げる" not in words


@pytest.mark.parametrize("end", ["withdrawn", "expired", "other_procedure"])
def test_a_lapsed_or_foreign_mandate_opens_nothing(
    town: Town, case: Case, helper: Client, mandate: Mandate, end: str
) -> None:
    if end == "withdrawn":
        withdraw_mandate(mandate_id=mandate.pk, by=town.applicant, now=timezone.now())
    else:
        changed = {"expires_on": date(2020, 1, 1)} if end == "expired" else {"procedure": "other"}
        Mandate.objects.filter(pk=mandate.pk).update(**changed)
    for page in ("", "answer/", "receipt/", "copy/"):
        assert helper.get(f"/cases/{case.number}/{page}").status_code == 404, page
    assert helper.post(f"/cases/{case.number}/correct/").status_code == 404
    assert case.number not in helper.get("/").content.decode()


def test_a_case_that_ended_before_the_mandate_stays_closed(case: Case, helper: Client, mandate: Mandate) -> None:
    Case.objects.filter(pk=case.pk).update(room="closed", closed_at=mandate.granted_at - timedelta(days=1))
    assert helper.get(f"/cases/{case.number}/").status_code == 404
