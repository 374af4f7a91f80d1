"""An officer tries other numbers of seats on a placed round; nothing of the round is changed by it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.corridor.rounds import close_round, decide_round
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Event
from ikkan.procedures.nursery.models import Offer, Run, Seat
from ikkan.web.desk.tests.cast import passed, staff
from ikkan.web.desk.tests.round_cast import approved_round
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db
FACILITY = "0013020001"


def placed(town: Town) -> None:
    """Run the town's round with one family in it."""
    passed(town)
    now = timezone.now()
    for done in (
        close_round(round_=town.round, account=town.officer, why="全員がそろったため", now=now),
        decide_round(round_=town.round, account=town.officer, now=now),
    ):
        assert not isinstance(done, Refused), done


def page(client: Client, town: Town, **asked: str | int) -> str:
    answer = client.get(reverse("rounds:what_if", args=[town.round.number]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_the_run_there_is_nothing_to_try(town: Town, officer: Client) -> None:
    assert "選考を実行すると、ここで試せます" in page(officer, town)


def test_fewer_seats_say_whom_it_would_move_and_change_nothing(town: Town, officer: Client) -> None:
    placed(town)
    run = Run.objects.get(round=town.round)
    child = run.children.select_related("child__case").exclude(facility="").first()
    assert child is not None
    before = (list(Seat.objects.values()), Event.objects.count(), run.totals)
    seats = {f"seats{age}": 0 for age in range(6)}
    shown = page(officer, town, facility=child.facility, **seats)
    assert child.child.case.number in shown
    assert "下の希望へ" in shown or "上の希望へ" in shown
    run.refresh_from_db()
    assert (list(Seat.objects.values()), Event.objects.count(), run.totals) == before


def test_the_same_seats_need_no_answer(town: Town, officer: Client) -> None:
    placed(town)
    shown = page(officer, town, facility=FACILITY)
    assert "つまみを動かすと" in shown
    assert "年齢の間で移す案" in shown


def test_what_is_no_number_is_taken_as_it_is_now(town: Town, officer: Client) -> None:
    placed(town)
    assert "つまみを動かすと" in page(officer, town, facility=FACILITY, seats0="many", seats1="-3", seats2="９９９９")
    assert "この園で試す" in page(officer, town, facility="<none>")


def test_after_a_decline_the_page_proposes_who_moves_up(town: Town, officer: Client) -> None:
    round_ = approved_round(town)
    round_.published_at = timezone.now()
    round_.save(update_fields=["published_at"])
    run = Run.objects.get(round=round_, is_current=True)
    child = run.children.exclude(facility="").first()
    assert child is not None
    Offer.objects.update_or_create(
        child=child.child, round=round_, defaults={"facility": child.facility, "age": child.child.class_age,
                                                   "offered_at": timezone.now(), "declined_at": timezone.now()},
    )  # fmt: skip
    assert "辞退後の繰上げ案" in page(officer, town)


def test_only_officers_of_the_desk_see_it(town: Town) -> None:
    address = reverse("rounds:what_if", args=[town.round.number])
    assert signed_in(staff("nobody", "clerk5", [])).get(address).status_code == 404
    assert signed_in(town.applicant).get(address).status_code == 404
    assert Client().get(address).status_code == 302
