"""An approver of one case sees what is decided, why, and the letter that would go out; nobody else sees it."""

import pytest
from django.test import Client
from django.urls import reverse

from ikkan.rooms.answer.models import Notice
from ikkan.rooms.approve.models import Proposal
from ikkan.web.desk.tests.cast import refused, staff, walked
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(town: Town) -> Proposal:
    return Proposal.objects.get(case=refused(town))


@pytest.fixture
def kacho(town: Town) -> Client:
    """Give the section chief whom the town's book asks about a refusal."""
    return signed_in(staff("kacho", "chief", ["approve"], office="kosodate"))


def reply(client: Client, one: Proposal, **sent: str) -> int:
    fields = {"fingerprint": one.fingerprint, "step": str(one.step), **sent}
    return client.post(reverse("approve:decide", args=[one.pk]), fields).status_code


def test_the_page_shows_reasons_facts_and_the_letter(one: Proposal, kacho: Client) -> None:
    assert one.case is not None
    assert one.title in kacho.get(reverse("approve:queue")).content.decode()
    page = kacho.get(reverse("approve:proposal", args=[one.pk])).content.decode()
    for words in ("教育・保育給付認定申請却下通知書", "時間に満たない", "審査請求", "髙橋", one.case.number):
        assert words in page, words


def test_the_approval_tells_the_citizen(one: Proposal, kacho: Client) -> None:
    assert reply(kacho, one, verdict="approve") == 303
    assert Notice.objects.filter(case=one.case, grants_less=True).exists()
    page = kacho.get(reverse("approve:proposal", args=[one.pk])).content.decode()
    assert "承認" in page


def test_a_return_shows_the_officer_why_and_they_put_it_up_again(one: Proposal, kacho: Client, officer: Client) -> None:
    assert one.case is not None
    assert reply(kacho, one, verdict="return", comment="父の時間を確かめてください") == 303
    address = reverse("desk:case", args=[one.case.number])
    page = officer.get(address, follow=True).content.decode()
    assert "父の時間を確かめてください" in page
    assert "もう一度起案します" in page
    for finding in one.case.findings.filter(state="open"):
        fields = {"finding": finding.pk, f"decision-{finding.pk}": "same", "filing_version": "1"}
        assert officer.post(reverse("desk:verdict", args=[one.case.number]), fields).status_code == 303
    walked(one.case)
    again = Proposal.objects.get(case=one.case, state="open")
    assert "父の時間を確かめてください" in kacho.get(reverse("approve:proposal", args=[again.pk])).content.decode()


def test_the_drafter_finds_the_draft_on_the_case_and_takes_it_back(one: Proposal, officer: Client) -> None:
    assert one.case is not None
    address = reverse("approve:proposal", args=[one.pk])
    page = officer.get(reverse("desk:case", args=[one.case.number]), follow=True).content.decode()
    assert address in page
    assert officer.post(reverse("approve:take_back", args=[one.pk]), {"why": ""}).status_code == 303
    one.case.refresh_from_db()
    assert (one.case.waits_for, one.case.reason_code) == ("officer", "approval_withdrawn")


def test_the_citizen_and_others_see_nothing_of_it(town: Town, one: Proposal, chief: Client) -> None:
    assert one.case is not None
    assert chief.get(reverse("approve:proposal", args=[one.pk])).status_code == 404
    page = signed_in(town.applicant).get(reverse("citizen:case", args=[one.case.number])).content.decode()
    assert "いま決裁中です" in page
    assert "却下" not in page
