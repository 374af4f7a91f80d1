"""Letters go to the contact that the person named, and the new town is told what it needs."""

from datetime import date

import pytest

from ikkan.corridor.stops.deeds import Deed, Wish, do
from ikkan.corridor.stops.letters import KINDS, letter_of
from ikkan.corridor.stops.tests.cast import NOW, filing, officer, received, residents
from ikkan.kernel.outcome import Refused
from ikkan.papers.paper import Paper
from ikkan.papers.typeset import paper_pdf
from ikkan.people.models import Account
from ikkan.registers.models import Protection, StopDeed
from ikkan.registers.protecting import end_protection, follow_move, start_protection
from ikkan.rooms.answer.models import Notice

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def one() -> Account:
    residents()
    return officer("one")


@pytest.fixture
def running(one: Account) -> Protection:
    return start_protection(received(one), starts_on=TODAY)


@pytest.mark.parametrize("kind", ["decided", "expiring"])
def test_the_person_is_written_to_at_the_contact_alone(kind: str, running: Protection) -> None:
    paper = letter_of(running, kind, today=TODAY)
    assert isinstance(paper, Paper)
    assert paper.recipient.name_lines == ("高橋花子　様",)
    assert paper.recipient.address_lines == ("東京都千代田区秘鏡1-1", "支援会気付")
    words = str(paper.blocks)
    assert "令和9年11月22日" in words
    assert not [trace for trace in ("太郎", "焼津市秘鏡", "湊", "100", "102") if trace in words]
    assert paper_pdf(paper, made_on=TODAY).startswith(b"%PDF")
    assert not Notice.objects.exists()


def test_without_an_address_no_letter_is_made(one: Account) -> None:
    filed = filing()
    protection = start_protection(received(one, filed), starts_on=TODAY)
    protection.contact_address = ""
    refused = letter_of(protection, "decided", today=TODAY)
    assert isinstance(refused, Refused)
    assert refused.code == "no_address"


def test_a_letter_that_does_not_fit_the_state_is_not_made(one: Account) -> None:
    protection = received(one)
    for kind in (*KINDS, "nonsense"):
        refused = letter_of(protection, kind, today=TODAY)
        assert isinstance(refused, Refused), kind
        assert refused.code == "not_now"
    assert isinstance(letter_of(end_protection(protection, ended_on=TODAY, why="本人"), "ended", today=TODAY), Paper)


def test_the_new_town_is_told_who_from_whom_and_what_was_heard(running: Protection, one: Account) -> None:
    do(running, Wish(Deed.OPINION, "危険があると認める", TODAY, "police"), account=one, now=NOW)
    follow_move(["101"], moved_to="東京都千代田区霞が関一丁目")
    running.refresh_from_db()
    assert isinstance(letter_of(running, "forward", today=TODAY), Refused), "no town is named yet"
    sent = do(running, Wish(Deed.FORWARD, "転出した", TODAY, "東京都千代田区"), account=one, now=NOW)
    assert isinstance(sent, StopDeed)
    running.refresh_from_db()
    assert (running.forwarded_to, running.forwarded_on) == ("東京都千代田区", TODAY)
    paper = letter_of(running, "forward", today=TODAY)
    assert isinstance(paper, Paper)
    words = str(paper.blocks)
    for told in ("太郎", "101", "102", "霞が関", "危険がある", "令和9年11月22日", "090-0000-0000"):
        assert told in words
    assert paper.recipient.name_lines == ("東京都千代田区　御中",)
    assert running.state == Protection.State.FORMER_TOWN, "it goes on here"
