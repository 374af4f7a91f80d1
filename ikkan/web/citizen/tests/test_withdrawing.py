"""Withdrawing after an offer: told before, and the seat goes to the next round."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from ikkan.corridor.rounds import open_round
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.models import Offer, Seat
from ikkan.web.citizen.tests.places_of_pages import make_offer
from ikkan.web.tests.cast import Town


def _second_round(town: Town) -> Round:
    now = timezone.now()
    return open_round(
        procedure="nursery", kind="second", title="令和9年4月入所 2次選考", month=date(2027, 4, 1),
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=50),
        answers_on=timezone.localdate(now) + timedelta(days=90), account=town.officer, now=now,
    )  # fmt: skip


def test_what_is_lost_is_told_and_the_seat_goes_to_the_next_round(town: Town, client: Client) -> None:
    following = _second_round(town)
    make_offer(town)
    offer = Offer.objects.select_related("child__case").get()
    Case.objects.filter(pk=offer.child.case.pk).update(room="closed", waits_for="nobody")
    url = f"/cases/{offer.child.case.number}/withdraw/"
    assert url in client.get(f"/cases/{offer.child.case.number}/").content.decode()
    preview = client.get(url).content.decode()
    assert "決まった席がなくなります" in preview
    assert following.title in preview
    assert "-2点" in preview
    offer.refresh_from_db()
    assert offer.withdrawn_at is None
    assert client.post(url, {"why": "引っ越し"}).status_code == 303
    offer.refresh_from_db()
    assert offer.withdrawn_at is not None
    assert Seat.objects.get(round=following, facility=offer.facility, age=offer.age).seats == 1
    assert url not in client.get(f"/cases/{offer.child.case.number}/").content.decode()


def test_without_an_offer_nothing_of_seats_is_told(town: Town, case: Case, client: Client) -> None:
    assert "決まった席" not in client.get(f"/cases/{case.number}/withdraw/").content.decode()


def test_a_stranger_sees_no_withdrawal_of_an_offer(town: Town, stranger: Client) -> None:
    make_offer(town)
    offer = Offer.objects.select_related("child__case").get()
    url = f"/cases/{offer.child.case.number}/withdraw/"
    assert (stranger.get(url).status_code, stranger.post(url).status_code) == (404, 404)
    offer.refresh_from_db()
    assert offer.withdrawn_at is None
