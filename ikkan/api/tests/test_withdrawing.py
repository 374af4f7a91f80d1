"""Withdrawing after an offer through the API: told before, and the offer goes with the application."""

import pytest
from django.utils import timezone

from ikkan.api.tests.cast import Program, case_of, is_problem
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.models import Child, Offer


@pytest.fixture
def offer(applicant: Program, april: Round) -> Offer:
    case = case_of(applicant.filed())
    child = Child.objects.create(case=case, key="c1", class_age=1, placed_facility="0013020001")
    Round.objects.filter(pk=april.pk).update(published_at=timezone.now())
    return Offer.objects.create(child=child, round=april, facility="0013020001", age=1, offered_at=timezone.now())


def test_the_preview_names_the_offer_and_the_points(applicant: Program, offer: Offer) -> None:
    told = applicant.get(f"/cases/{offer.child.case.number}/withdrawal").json()
    assert [one["id"] for one in told["offers"]] == [offer.pk]
    assert any("-2点" in one for one in told["consequences"])
    offer.refresh_from_db()
    assert offer.withdrawn_at is None


def test_withdrawing_takes_the_offer_along_also_when_the_case_is_closed(applicant: Program, offer: Offer) -> None:
    Case.objects.filter(pk=offer.child.case.pk).update(room="closed", waits_for="nobody")
    done = applicant.post(f"/cases/{offer.child.case.number}/withdraw", {"why": "引っ越し"})
    assert (done.status_code, done.json()["room"]) == (200, "closed")
    offer.refresh_from_db()
    assert offer.withdrawn_at is not None
    assert is_problem(applicant.post(f"/cases/{offer.child.case.number}/withdraw", {}), 409, "already_closed")


def test_a_stranger_finds_neither(stranger: Program, offer: Offer) -> None:
    assert is_problem(stranger.get(f"/cases/{offer.child.case.number}/withdrawal"), 404)
    assert is_problem(stranger.post(f"/cases/{offer.child.case.number}/withdraw", {}), 404)
