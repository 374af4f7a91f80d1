"""Putting up a proposal (起案), taking it back (引戻し), voiding it when what it approves has changed."""

import hashlib
from datetime import date, datetime

from django.db import transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.routes import Route
from ikkan.ledger.chain import canonical
from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import CaseState, NewEvent, hold_still, record_round_step, record_step, state_of
from ikkan.people.models import Account
from ikkan.rooms.approve.models import Proposal, Reply
from ikkan.rooms.approve.onward import Onward


def fingerprint_of(content: JsonObject) -> str:
    """Return the SHA-256 of what is put up, in hex; people compare its first eight digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def propose(
    *,
    round_: Round,
    title: str,
    content: JsonObject,
    route: Route,
    edition: str,
    drafted_by: Account,
    due_on: date | None,
    now: datetime,
) -> Proposal | Refused:
    """Put up one draft for a round.

    Args:
        round_: what it is about.
        title: title of the draft.
        content: lists, verdicts, differences: everything that is approved.
        route: route of the book.
        edition: edition of the book.
        drafted_by: officer; they cannot approve it.
        due_on: day by which it should be decided.
        now: moment.
    """
    fingerprint = fingerprint_of(content)
    with transaction.atomic():
        hold_still(round_)
        open_one = Proposal.objects.filter(round=round_, state=Proposal.State.OPEN).first()
        if open_one is not None and open_one.fingerprint == fingerprint:
            return open_one
        if open_one is not None:
            return Refused(
                "already_proposed",
                "この回にはもう決裁中の起案があります。先に引き戻してください。",
                "A proposal for this round is open. Take it back first.",
            )
        proposal = Proposal.objects.create(
            round=round_, title=title, content=content, fingerprint=fingerprint, route_name=route.name,
            route=[step.as_json() for step in route.steps], ground=route.ground, edition=edition,
            drafted_by=drafted_by, due_on=due_on, proposed_at=now,
        )  # fmt: skip
        codes: JsonObject = {"proposal": proposal.pk, "fingerprint": fingerprint, "route": route.name}
        proposed = NewEvent("approve.proposed", actor=drafted_by.pk, codes=codes, edition=edition)
        record_round_step(round_, [proposed], now=now, room="approve", due_at=None)
    return proposal


def put_up_case(
    *,
    case: Case,
    title: str,
    content: JsonObject,
    route: Route,
    edition: str,
    drafted_by: Account | None,
    due_on: date | None,
    now: datetime,
) -> Proposal:
    """Write the draft of one case's decisions. Call within the step that moves the case; the step holds its event.

    Args:
        case: what it is about.
        title: title of the draft.
        content: the decisions with their reasons: everything that is approved.
        route: route of the book, with steps.
        edition: edition of the book.
        drafted_by: officer on whose judgement it rests; they cannot approve it. None where no person judged.
        due_on: day by which it should be decided.
        now: moment.
    """
    return Proposal.objects.create(
        case=case, title=title, content=content, fingerprint=fingerprint_of(content), route_name=route.name,
        route=[step.as_json() for step in route.steps], ground=route.ground, edition=edition,
        drafted_by=drafted_by, due_on=due_on, proposed_at=now,
    )  # fmt: skip


def take_back(
    *, proposal: Proposal, account: Account, why: str, now: datetime, onward: Onward | None = None
) -> Proposal | Refused:
    """Take a proposal back before it is decided; only who drafted it may.

    Args:
        proposal: as shown.
        account: who drafted it.
        why: may be blank.
        now: moment.
        onward: where a case goes; a round goes back to its desk.
    """
    with transaction.atomic():
        proposal = locked(proposal.pk)
        if proposal.drafted_by_id != account.pk:
            return Refused("not_found", "この起案は見つかりません。", "There is no such proposal.")
        if proposal.state == Proposal.State.WITHDRAWN:
            return proposal
        if proposal.state != Proposal.State.OPEN:
            return Refused("already_ended", "この起案はもう終わっています。", "This proposal has ended already.")
        state = Proposal.State.WITHDRAWN
        then = onward.sent_back(proposal, state, why) if onward else None
        end_proposal(proposal, state=state, event="approve.withdrawn", account=account, why=why, now=now, then=then)
    return proposal


def void_if_changed(*, round_: Round, content: JsonObject, why: str, now: datetime) -> bool:
    """Void an open or approved proposal whose content is no longer what would be approved now.

    What was published is not voided by it: that takes a new decision.
    """
    with transaction.atomic():
        found = (
            Proposal.objects.filter(
                round=round_, round__published_at=None, state__in=[Proposal.State.OPEN, Proposal.State.APPROVED]
            )
            .order_by("-pk")
            .first()
        )
        if found is None or found.fingerprint == fingerprint_of(content):
            return False
        proposal = locked(found.pk)
        if proposal.state not in {Proposal.State.OPEN, Proposal.State.APPROVED}:
            return False
        end_proposal(proposal, state=Proposal.State.VOIDED, event="approve.voided", account=None, why=why, now=now)
        round_.refresh_from_db()
    return True


def void_of_case(case: Case, *, why: str, account: Account | None, now: datetime) -> bool:
    """Void the open proposal of a case that is being changed. Call first in the transaction of that change.

    Returns:
        Whether there was one; the case's version and head are brought up to date.
    """
    found = Proposal.objects.select_for_update().filter(case=case, state=Proposal.State.OPEN).first()
    if found is None:
        return False
    found.case = case
    end_proposal(
        found, state=Proposal.State.VOIDED, event="approve.voided", account=account, why=why, now=now,
        then=state_of(case),
    )  # fmt: skip
    return True


def locked(pk: int) -> Proposal:
    """Return a proposal with its case or round as they are now; nobody else replies to it until the transaction ends.

    A case is locked before its proposal, as whoever changes the case does. A round is read after the lock: read
    together, it would be as it was before the wait for the lock.
    """
    of_case = Proposal.objects.values_list("case", flat=True).get(pk=pk)
    case = Case.objects.select_for_update().get(pk=of_case) if of_case is not None else None
    proposal = Proposal.objects.select_for_update().get(pk=pk)
    if case is not None:
        proposal.case = case
    if proposal.round_id is not None:
        proposal.round = Round.objects.get(pk=proposal.round_id)
    return proposal


def end_proposal(
    proposal: Proposal,
    *,
    state: str,
    event: str,
    account: Account | None,
    why: str,
    now: datetime,
    then: CaseState | None = None,
) -> None:
    """End a locked proposal without approval: its replies are void; the round goes back to its desk, a case on.

    Raises:
        ValueError: it is a case's, and nobody said where the case goes.
    """
    ended = NewEvent(
        event,
        actor=account.pk if account else None,
        codes={"proposal": proposal.pk},
        body={"why": why} if why else {},
    )
    with transaction.atomic():
        Reply.objects.filter(proposal=proposal, voided_at=None).update(voided_at=now, void_reason=why[:200])
        proposal.state, proposal.ended_at, proposal.why_ended = state, now, why
        proposal.save(update_fields=["state", "ended_at", "why_ended"])
        if proposal.round is not None:
            # an hour of publication that was set belonged to what was approved
            record_round_step(proposal.round, [ended], now=now, room="decide", due_at=None, publishes_at=None)
        elif proposal.case is not None:
            if then is None:
                raise ValueError(f"Proposal {proposal.pk} is about a case: say where the case goes (onward).")
            record_step(proposal.case, [ended], then, now=now)
