"""Publishing on the console: the letters drawn are opened, one officer asks, another agrees, anybody stops it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.corridor.letters import drawn_letters
from ikkan.corridor.scheduling import consents
from ikkan.ledger.models import Round
from ikkan.rooms.answer.models import LetterOpening
from ikkan.web.desk.tests.cast import staff
from ikkan.web.desk.tests.round_cast import approved_round
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(town: Town) -> Round:
    return approved_round(town)


def at(round_: Round, name: str, *more: object) -> str:
    return reverse(f"rounds:{name}", args=[round_.number, *more])


def page(client: Client, round_: Round) -> str:
    return client.get(at(round_, "console")).content.decode()


def open_all(client: Client, town: Town, round_: Round) -> None:
    for letter in drawn_letters(round_, town.officer):
        answer = client.post(at(round_, "open_letter", letter.notice.pk), follow=True)
        assert answer.headers["Content-Type"] == "application/pdf"


def test_unopened_letters_are_listed_and_keep_the_round_from_going_out(
    town: Town, officer: Client, round_: Round
) -> None:
    shown = page(officer, round_)
    assert "まだ開いていないもの 2通" in shown
    assert "この時刻の公表を頼む" not in shown
    officer.post(at(round_, "publish"), {"when": "now"})
    assert not consents(round_).exists()
    open_all(officer, town, round_)
    assert LetterOpening.objects.filter(account=town.officer).count() == 2
    assert "この時刻の公表を頼む" in page(officer, round_)


def test_a_letter_of_somebody_elses_draw_is_not_there(town: Town, officer: Client, round_: Round) -> None:
    letter = drawn_letters(round_, town.officer)[0].notice.pk
    assert officer.get(at(round_, "letter", letter)).status_code == 404, "not opened yet"
    assert officer.post(at(round_, "open_letter", "7b1f6c52-0d5c-4c49-9a3c-2f8f6a7c1d10")).status_code == 404


def test_the_second_person_sets_the_hour_and_sees_what_arrives_when(town: Town, officer: Client, round_: Round) -> None:
    open_all(officer, town, round_)
    day = timezone.localdate() + timedelta(days=3)
    sent = {"at_year": day.year, "at_month": day.month, "at_day": day.day, "at_time": "9:00", "when": "at"}
    officer.post(at(round_, "publish"), sent)
    asked = {"asked": consents(round_)[0].pk}
    assert "あなたはもう確かめました" in page(officer, round_)
    told = officer.post(at(round_, "agree"), asked, follow=True).content.decode()
    assert "ほかの職員に確かめてもらってください" in told
    second = signed_in(staff("second", "clerk2", ["desk"]))
    assert "9:00に届きます" in page(second, round_)
    second.post(at(round_, "agree"), asked)
    round_.refresh_from_db()
    assert round_.publishes_at is not None
    assert timezone.localtime(round_.publishes_at).strftime("%H:%M") == "09:00"
    second.post(at(round_, "stop"), {"why": "印刷の誤り"})
    round_.refresh_from_db()
    assert round_.publishes_at is None


def test_an_hour_that_is_none_asks_for_nothing(town: Town, officer: Client, round_: Round) -> None:
    open_all(officer, town, round_)
    officer.post(at(round_, "publish"), {"when": "at", "at_time": "x"})
    assert not consents(round_).exists()


def test_the_last_step_takes_a_dozen_queries(
    town: Town, officer: Client, round_: Round, django_assert_max_num_queries: object
) -> None:
    officer.get(at(round_, "console"))
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture of pytest-django
        officer.get(at(round_, "console"))
