"""Putting up a proposal (起案), taking it back (引戻し), voiding it when what it approves has changed."""

import hashlib
from datetime import date, datetime

from django.db import transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.chain import canonical
from ikkan.ledger.models import Round
from ikkan.ledger.steps import NewEvent, hold_still, record_round_step
from ikkan.people.models import Account
from ikkan.rooms.approve.models import Proposal, Reply
from ikkan.rooms.approve.routes import Route


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


def take_back(*, proposal: Proposal, account: Account, why: str, now: datetime) -> Proposal | Refused:
    """Take a proposal back before it is decided; only who drafted it may."""
    with transaction.atomic():
        proposal = locked(proposal.pk)
        if proposal.drafted_by_id != account.pk:
            return Refused("not_found", "この起案は見つかりません。", "There is no such proposal.")
        if proposal.state == Proposal.State.WITHDRAWN:
            return proposal
        if proposal.state != Proposal.State.OPEN:
            return Refused("already_ended", "この起案はもう終わっています。", "This proposal has ended already.")
        state = Proposal.State.WITHDRAWN
        end_proposal(proposal, state=state, event="approve.withdrawn", account=account, why=why, now=now)
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


def locked(pk: int) -> Proposal:
    """Return a proposal with its round as they are now; nobody else replies to it until the transaction ends.

    The round is read after the lock: read together, it would be as it was before the wait for the lock.
    """
    proposal = Proposal.objects.select_for_update().get(pk=pk)
    if proposal.round_id is not None:
        proposal.round = Round.objects.get(pk=proposal.round_id)
    return proposal


def end_proposal(
    proposal: Proposal, *, state: str, event: str, account: Account | None, why: str, now: datetime
) -> None:
    """End a locked proposal without approval: its replies are void and the round goes back to its desk."""
    with transaction.atomic():
        Reply.objects.filter(proposal=proposal, voided_at=None).update(voided_at=now, void_reason=why[:200])
        proposal.state, proposal.ended_at, proposal.why_ended = state, now, why
        proposal.save(update_fields=["state", "ended_at", "why_ended"])
        if proposal.round is not None:
            ended = NewEvent(
                event,
                actor=account.pk if account else None,
                codes={"proposal": proposal.pk},
                body={"why": why} if why else {},
            )
            # an hour of publication that was set belonged to what was approved
            record_round_step(proposal.round, [ended], now=now, room="decide", due_at=None, publishes_at=None)
