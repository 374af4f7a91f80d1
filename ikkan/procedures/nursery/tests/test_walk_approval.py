"""The approval of a round: what was seen is what is approved, by chief then head, and a change makes it void."""

from datetime import timedelta

import pytest

from ikkan.corridor.filing import withdraw_application
from ikkan.corridor.rounds import propose_round
from ikkan.corridor.scheduling import ask_publication
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event
from ikkan.procedures.nursery.models import Seat
from ikkan.procedures.nursery.round.seats import set_seat
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import DECIDED, MINATO, PUBLISHES, Town, file, home
from ikkan.rooms.approve.models import Proposal, Reply
from ikkan.rooms.approve.proposing import fingerprint_of
from ikkan.rooms.approve.replying import reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(town: Town) -> Case:
    """Give a case of a round that was run and waits to be put up."""
    filed = file(home(1))
    hall.decide(town)
    hall.sign_all(town, town.first)
    return filed


def _reply(proposal: Proposal, account: object, fingerprint: str | None = None) -> Proposal | Refused:
    return reply(
        proposal=proposal, account=account, verdict="approve", comment="",  # type: ignore[arg-type]
        fingerprint=fingerprint or proposal.fingerprint, now=DECIDED,
    )  # fmt: skip


def _code(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def test_chief_then_head_approve_what_they_saw_and_nobody_else(town: Town, case: Case) -> None:
    proposal = hall.put_up(town, town.first)
    assert proposal.fingerprint == fingerprint_of(proposal.content)
    assert proposal.content["totals"]["placed"] == 1
    assert _code(_reply(proposal, town.stranger)) == "not_found"
    assert _code(_reply(proposal, town.officer)) == "own_draft"
    assert _code(_reply(proposal, town.head)) == "not_found"
    assert _code(_reply(proposal, town.chief, "0" * 64)) == "content_changed"
    _reply(proposal, town.chief)
    _reply(proposal, town.head)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.APPROVED
    town.first.refresh_from_db()
    assert town.first.room == "answer"


def test_a_change_after_approval_voids_it(town: Town, case: Case) -> None:
    proposal = hall.approve(town, town.first)
    changed = set_seat(
        round_=town.first, facility=MINATO, age=3, kind="general", seats=3, account=town.officer, now=DECIDED
    )
    assert isinstance(changed, Seat)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.VOIDED
    assert not Reply.objects.filter(proposal=proposal, voided_at=None).exists()
    town.first.refresh_from_db()
    assert (town.first.room, town.first.due_at) == ("decide", None)
    assert Event.objects.filter(round=town.first, name="approve.voided").exists()
    refused = ask_publication(round_=town.first, account=town.officer, at=PUBLISHES, now=DECIDED)
    assert _code(refused) == "not_approved"


def test_what_changed_after_approval_is_not_published(town: Town, case: Case) -> None:
    hall.approve(town, town.first)
    assert case.applicant is not None
    case.refresh_from_db()
    withdraw_application(case=case, actor=case.applicant, why="引っ越し", now=DECIDED + timedelta(hours=1))
    refused = ask_publication(round_=town.first, account=town.officer, at=PUBLISHES, now=DECIDED)
    assert _code(refused) == "content_changed"


def test_a_withdrawal_after_the_run_asks_for_another_run(town: Town, case: Case) -> None:
    assert case.applicant is not None
    withdraw_application(case=case, actor=case.applicant, why="引っ越し", now=DECIDED + timedelta(hours=1))
    assert _code(propose_round(round_=town.first, account=town.officer, due_on=None, now=DECIDED)) == "run_outdated"
    hall.decide(town)
    assert hall.put_up(town, town.first).content["totals"]["children"] == 0


def test_a_round_that_was_not_run_is_not_put_up(town: Town) -> None:
    file(home(1))
    assert _code(propose_round(round_=town.first, account=town.officer, due_on=None, now=DECIDED)) == "not_run"
