"""Before a round goes out: letters nobody chose are opened, one person asks, another confirms, seats are confirmed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ikkan.corridor.letters import drawn_letters, open_letter
from ikkan.corridor.publishing import live_notices
from ikkan.corridor.scheduling import ask_publication, confirm_publication, consents, stop_publication
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Event, Round
from ikkan.people.models import Account
from ikkan.procedures.nursery.models import Seat
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import PUBLISHES, Town, file, home
from ikkan.rooms.answer.models import LetterOpening

pytestmark = pytest.mark.django_db
NOW = PUBLISHES - timedelta(hours=1)


@pytest.fixture
def round_(town: Town) -> Round:
    """Give an approved round whose letters are all made."""
    for number in range(1, 9):
        file(home(number))
    hall.decide(town)
    hall.sign_all(town, town.first)
    hall.approve(town, town.first)
    town.first.refresh_from_db()
    return town.first


def _code(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def _ask(round_: Round, account: Account) -> Round | Refused:
    return ask_publication(round_=round_, account=account, at=PUBLISHES, now=NOW)


def _confirm(round_: Round, account: Account) -> Round | Refused:
    return confirm_publication(round_=round_, account=account, asked=consents(round_)[0].pk, now=NOW)


def test_as_many_letters_are_drawn_as_the_book_says_and_differ_by_person(town: Town, round_: Round) -> None:
    most = book_in_force("nursery").at(round_.month).value("publication", "letters")
    mine = [one.notice.pk for one in drawn_letters(round_, town.officer)]
    assert len(mine) == len(set(mine)) == most
    assert mine == [one.notice.pk for one in drawn_letters(round_, town.officer)]
    assert mine != [one.notice.pk for one in drawn_letters(round_, town.chief)]


def test_only_a_drawn_letter_is_opened_and_once(town: Town, round_: Round) -> None:
    drawn = {one.notice.pk for one in drawn_letters(round_, town.officer)}
    other = live_notices(round_).exclude(pk__in=drawn).values_list("pk", flat=True)[0]
    assert _code(open_letter(round_=round_, key=other, account=town.officer, now=NOW)) == "not_found"
    for _ in range(2):
        open_letter(round_=round_, key=min(drawn), account=town.officer, now=NOW)
    opened = LetterOpening.objects.get()
    assert (opened.notice_id, opened.account, opened.at) == (min(drawn), town.officer, NOW)
    assert Event.objects.filter(round=round_, name="round.letter_opened").count() == 1


def test_who_has_not_opened_every_letter_does_not_ask(town: Town, round_: Round) -> None:
    assert _code(_ask(round_, town.officer)) == "letters_unopened"
    for letter in drawn_letters(round_, town.officer)[1:]:
        open_letter(round_=round_, key=letter.notice.pk, account=town.officer, now=NOW)
    assert _code(_ask(round_, town.officer)) == "letters_unopened"


def test_one_person_alone_publishes_nothing(town: Town, round_: Round) -> None:
    hall.open_drawn(town, round_, now=NOW)
    assert isinstance(_ask(round_, town.officer), Round)
    assert _code(_confirm(round_, town.officer)) == "same_person"
    assert round_.publishes_at is None
    assert isinstance(_confirm(round_, town.chief), Round)
    assert round_.publishes_at == PUBLISHES
    names = list(Event.objects.filter(round=round_).order_by("-seq").values_list("name", "actor")[:2])
    assert names == [("round.scheduled", town.chief.pk), ("round.publication_asked", town.officer.pk)]


def test_nobody_confirms_another_hour_than_they_saw(town: Town, round_: Round) -> None:
    hall.open_drawn(town, round_, now=NOW)
    _ask(round_, town.officer)
    seen = consents(round_)[0].pk
    _ask(round_, town.officer)
    assert _code(confirm_publication(round_=round_, account=town.chief, asked=seen, now=NOW)) == "not_asked"
    late = PUBLISHES + timedelta(minutes=1)
    asked = consents(round_)[0].pk
    assert _code(confirm_publication(round_=round_, account=town.chief, asked=asked, now=late)) == "hour_passed"


def test_a_stop_takes_the_consents_back(town: Town, round_: Round) -> None:
    hall.open_drawn(town, round_, now=NOW)
    _ask(round_, town.officer)
    stop_publication(round_=round_, account=town.officer, why="", now=NOW)
    assert not consents(round_).exists()
    _ask(round_, town.officer)
    _confirm(round_, town.chief)
    assert _code(_ask(round_, town.officer)) == "already_scheduled"
    stop_publication(round_=round_, account=town.chief, why="誤り", now=NOW)
    assert (round_.publishes_at, consents(round_).exists()) == (None, False)


def test_a_round_whose_seats_nobody_confirmed_does_not_go_out(town: Town, round_: Round) -> None:
    hall.open_drawn(town, round_, now=NOW)
    Seat.objects.filter(pk=Seat.objects.filter(round=round_)[0].pk).update(confirmed_at=None)
    assert _code(_ask(round_, town.officer)) == "seats_unconfirmed"


def test_consent_to_what_was_approved_before_does_not_count(town: Town, round_: Round) -> None:
    hall.open_drawn(town, round_, now=NOW)
    _ask(round_, town.officer)
    Seat.objects.filter(round=round_).update(confirmed_at=timezone.now())
    assert round_.proposals.update(state="voided") == 1
    assert not consents(round_).exists()
