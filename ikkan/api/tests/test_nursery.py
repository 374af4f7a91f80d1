"""Doors of nursery placement: the estimate and offers."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.api.tests.cast import AT, Program, answers, case_of, is_problem
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import Child, Offer


def estimate(body: Any, **headers: str) -> Any:
    return Client().post(f"{AT}/nursery/estimate", body, content_type="application/json", headers=headers)


def test_anybody_gets_an_estimate_with_its_grounds(april: Round) -> None:
    found = estimate({"answers": answers()}, **{"Accept-Language": "en"})
    assert found.status_code == 200, found.content.decode()
    child = found.json()["children"][0]
    assert child["total"] == sum(item["points"] for item in child["items"])
    assert all(item["article"] for item in child["items"] if item["points"])
    assert len(child["wishes"]) == len(answers()["children"][0]["wishes"])


def test_a_half_filled_form_has_an_estimate(april: Round) -> None:
    few = {"start_month": "2027-04-01", "children": answers()["children"], "parents": answers()["parents"]}
    assert estimate({"answers": few}).status_code == 200


@pytest.mark.parametrize(
    "given", [{}, {"start_month": "2027-04-01"}, {"start_month": None}, {"start_month": "2027-04-01", "children": []}]
)
def test_too_little_has_no_estimate(april: Round, given: Any) -> None:
    assert is_problem(estimate({"answers": given}), 422)


@pytest.mark.parametrize("month", ["2027-02-29", "0001-01-01", "9999-12-01", "2030-04-01", 7])
def test_an_odd_month_is_refused(april: Round, month: object) -> None:
    assert is_problem(estimate({"answers": {**answers(), "start_month": month}}), 422)


def test_estimates_are_limited_for_one_address(april: Round, settings: Any) -> None:
    settings.IKKAN_API_THROTTLE = {"estimate": {"ip": (1, 600)}}
    assert estimate({"answers": answers()}).status_code == 200
    assert is_problem(estimate({"answers": answers()}), 429, "too_many_requests")


@pytest.fixture
def offer(applicant: Program, april: Round) -> Offer:
    case = case_of(applicant.filed())
    child = Child.objects.create(case=case, key="c1", class_age=1, placed_facility="0013020001")
    return Offer.objects.create(child=child, round=april, facility="0013020001", age=1, offered_at=timezone.now())


def publish(round_: Round) -> None:
    Round.objects.filter(pk=round_.pk).update(published_at=timezone.now())


def test_an_offer_is_seen_and_declined_after_publication_only(applicant: Program, offer: Offer, april: Round) -> None:
    at = f"/cases/{offer.child.case.number}/offers"
    assert applicant.get(at).json() == []
    assert is_problem(applicant.post(f"{at}/{offer.pk}/decline", {}), 404)
    publish(april)
    assert [one["id"] for one in applicant.get(at).json()] == [offer.pk]
    declined = applicant.post(f"{at}/{offer.pk}/decline", {"reason": "転勤"})
    assert declined.status_code == 200, declined.content.decode()
    assert declined.json()["declined_at"]
    assert applicant.post(f"{at}/{offer.pk}/decline", {}).json()["declined_at"] == declined.json()["declined_at"]
    offer.refresh_from_db()
    assert offer.decline_reason == "転勤"


def test_a_strangers_offer_is_not_there(stranger: Program, offer: Offer, april: Round) -> None:
    publish(april)
    at = f"/cases/{offer.child.case.number}/offers"
    assert is_problem(stranger.get(at), 404)
    assert is_problem(stranger.post(f"{at}/{offer.pk}/decline", {}), 404)
    offer.refresh_from_db()
    assert offer.declined_at is None


@pytest.mark.parametrize("number", ["0", "x", str(2**63), "99999999999999999999999"])
def test_an_odd_offer_number_is_refused(applicant: Program, offer: Offer, number: str) -> None:
    at = f"/cases/{offer.child.case.number}/offers/{number}/decline"
    assert is_problem(applicant.post(at, {}), 422)
