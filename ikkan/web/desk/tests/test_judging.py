"""A judgement is recorded once, on the version that was seen; equal doubts are judged together after a preview."""

import pytest
from django.test import Client
from django.urls import reverse

from ikkan.rooms.check.models import Finding, Verdict
from ikkan.rooms.intake.models import Filing
from ikkan.web.desk.tests.cast import Doubtful, doubtful
from ikkan.web.tests.cast import Town

pytestmark = pytest.mark.django_db


def judge(client: Client, one: Doubtful, **sent: str) -> int:
    fields = {"finding": str(one.finding.pk), "filing_version": "1", **sent}
    return client.post(reverse("desk:verdict", args=[one.case.number]), fields).status_code


def test_a_judgement_sends_the_case_back_to_the_machine(town: Town, officer: Client) -> None:
    one = doubtful(town)
    assert judge(officer, one, **{f"decision-{one.finding.pk}": "same"}) == 303
    one.case.refresh_from_db()
    assert one.case.waits_for == "machine"
    verdict = Verdict.objects.get(case=one.case)
    assert (verdict.decision, verdict.account) == ("same", town.officer)


@pytest.mark.parametrize("sent", [{}, {"decision": "refuse"}])
def test_nothing_is_recorded_without_a_choice_or_a_reason(town: Town, officer: Client, sent: dict[str, str]) -> None:
    one = doubtful(town)
    given = {f"decision-{one.finding.pk}": sent["decision"]} if sent else {}
    assert judge(officer, one, **given) == 303
    assert not Verdict.objects.exists()


def test_a_form_that_was_mended_meanwhile_is_looked_at_again(town: Town, officer: Client) -> None:
    one = doubtful(town)
    first = Filing.objects.get(case=one.case)
    Filing.objects.create(case=one.case, version=2, form_version="1", answers=first.answers, filed_at=first.filed_at)
    judge(officer, one, **{f"decision-{one.finding.pk}": "same"})
    assert not Verdict.objects.exists()


def test_the_doubt_of_another_case_is_not_judged_here(town: Town, officer: Client) -> None:
    one, other = doubtful(town, "a"), doubtful(town, "b")
    sent = {"finding": str(other.finding.pk), f"decision-{other.finding.pk}": "same", "filing_version": "1"}
    assert officer.post(reverse("desk:verdict", args=[one.case.number]), sent).status_code == 404


def test_bulk_shows_which_fit_and_leaves_the_others(town: Town, officer: Client) -> None:
    alike = [doubtful(town, f"a{n}") for n in range(3)]
    other = doubtful(town, "o", code="name_differs", typed="髙橋 花子", registered="田中 花子")
    keys = [one.case.pk for one in (*alike, other)]
    page = officer.post(reverse("desk:bulk"), {"case": keys}).content.decode()
    assert "4件のうち3件に使えます" in page
    assert not Verdict.objects.exists()
    sent = {"case": keys, "press": "save", "decision": "same", "note": "地番と住居表示の違い"}
    assert officer.post(reverse("desk:bulk"), sent).status_code == 303
    assert Verdict.objects.count() == 3
    assert Finding.objects.get(pk=other.finding.pk).state == Finding.State.OPEN


def test_bulk_needs_a_reason(town: Town, officer: Client) -> None:
    one = doubtful(town)
    sent = {"case": [one.case.pk], "press": "save", "decision": "same"}
    assert officer.post(reverse("desk:bulk"), sent).status_code == 422
    assert not Verdict.objects.exists()
