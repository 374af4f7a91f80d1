"""Replies to a proposal: approve, return, decline. Doing the same thing twice changes nothing."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.kernel.routes import RouteStep
from ikkan.ledger.models import Case
from ikkan.ledger.steps import NewEvent, record_round_step, record_step, state_of
from ikkan.people.models import Account, Posting
from ikkan.rooms.approve.models import Proposal, Reply
from ikkan.rooms.approve.onward import Onward
from ikkan.rooms.approve.proposing import end_proposal, locked
from ikkan.rooms.approve.routes import open_slots, slot_for, steps_of

NOT_FOUND: Final = Refused("not_found", "この決裁は見つかりません。", "There is no such approval.")
ENDED: Final = Refused(
    "already_ended",
    "この起案はもう決裁が終わっています。",
    "This proposal has been decided already.",
)
CHANGED_SINCE: Final = Refused(
    "content_changed",
    "起案のあとに内容が変わったため、起案を取り消しました。",
    "What was put up has changed since, so the proposal was voided.",
)


def reply(
    *,
    proposal: Proposal,
    account: Account,
    verdict: str,
    comment: str,
    fingerprint: str,
    now: datetime,
    step: int | None = None,
    onward: Onward | None = None,
) -> Proposal | Refused:
    """Reply to a proposal at the step where it stands.

    Args:
        proposal: as shown.
        account: who replies; never the one who drafted it.
        verdict: ``approve``, ``return`` or ``decline``; the last two need a comment.
        comment: why.
        fingerprint: fingerprint of what the person saw; another one means that the content changed meanwhile.
        now: moment.
        step: step that the person saw. Someone who approved one step and may deputise at the next must name it;
            without it a second click is taken as the first one again.
        onward: what becomes of a case; a round goes to the room answer or back to its desk.
    """
    with transaction.atomic():
        proposal = locked(proposal.pk)
        filled = slot_for(account, open_slots(proposal), timezone.localdate(now))
        last = Reply.objects.filter(proposal=proposal, account=account).order_by("-pk").first()
        refusal = _refusal(proposal, account, verdict, comment, fingerprint, is_concerned=bool(filled or last))
        if refusal is not None:
            return refusal
        if last is not None and _repeats(proposal, last, verdict, step, can_fill=filled is not None):
            return proposal
        if proposal.state != Proposal.State.OPEN or (step is not None and step != proposal.step):
            return ENDED
        if filled is None:
            return NOT_FOUND
        if verdict == "approve" and onward is not None and not onward.holds(proposal):
            return _void(proposal, onward, now)
        _write_reply(proposal, account, filled, verdict, comment, now)
        if verdict == "approve":
            _advance(proposal, account, now, onward)
        else:
            _send_back(proposal, account, verdict, comment, now, onward)
    return proposal


def _void(proposal: Proposal, onward: Onward, now: datetime) -> Refused:
    end_proposal(
        proposal, state=Proposal.State.VOIDED, event="approve.voided", account=None, why=CHANGED_SINCE.ja, now=now,
        then=onward.changed(proposal),
    )  # fmt: skip
    return CHANGED_SINCE


def _send_back(
    proposal: Proposal, account: Account, verdict: str, comment: str, now: datetime, onward: Onward | None
) -> None:
    returned = verdict == "return"
    state = Proposal.State.RETURNED if returned else Proposal.State.DECLINED
    event = "approve.returned" if returned else "approve.declined"
    then = onward.sent_back(proposal, state, comment) if onward else None
    end_proposal(proposal, state=state, event=event, account=account, why=comment, now=now, then=then)


def _refusal(
    proposal: Proposal, account: Account, verdict: str, comment: str, fingerprint: str, *, is_concerned: bool
) -> Refused | None:
    if proposal.drafted_by_id == account.pk:
        return Refused("own_draft", "自分の起案は決裁できません。", "Nobody approves their own draft.")
    if not is_concerned:
        # before any other answer, so that a stranger does not learn that there is such a proposal
        return NOT_FOUND
    if verdict not in Reply.Verdict.values:
        return Refused(
            "unknown_verdict", "承認・差し戻し・否認から選んでください。", "Choose approve, return or decline."
        )
    if verdict != "approve" and not comment.strip():
        return Refused("comment_missing", "理由を書いてください。", "Write the reason.", "comment")
    if fingerprint != proposal.fingerprint:
        return Refused(
            "content_changed",
            "見ていた内容から変わっています。画面を新しくして確かめてください。",
            "The content changed since you looked. Reload the page and look again.",
        )
    return None


def _repeats(proposal: Proposal, last: Reply, verdict: str, step: int | None, *, can_fill: bool) -> bool:
    """Whether this person's last reply already says the same."""
    if last.verdict != verdict:
        return False
    if proposal.state != Proposal.State.OPEN:
        # a reply that ended the proposal is void with the others, but pressing the button again is the same deed
        return True
    return not can_fill or step is None or step == last.step


def _write_reply(
    proposal: Proposal,
    account: Account,
    filled: tuple[RouteStep, Posting, bool],
    verdict: str,
    comment: str,
    now: datetime,
) -> None:
    slot, posting, as_deputy = filled
    Reply.objects.create(
        proposal=proposal,
        step=slot.step,
        slot=slot.slot,
        account=account,
        title=f"{posting.office.name_ja} {posting.rank.name_ja}",
        as_deputy_for=slot.slot if as_deputy else "",
        verdict=verdict,
        comment=comment,
        fingerprint=proposal.fingerprint,
        at=now,
    )


def _advance(proposal: Proposal, account: Account, now: datetime, onward: Onward | None) -> None:
    """Go to the next step when this one is filled, or complete the approval."""
    events = [NewEvent("approve.approved", actor=account.pk, codes={"proposal": proposal.pk, "step": proposal.step})]
    complete = False
    if not open_slots(proposal):
        later = [step.step for step in steps_of(proposal) if step.step > proposal.step]
        complete = not later
        if later:
            proposal.step = min(later)
        else:
            proposal.state, proposal.ended_at = Proposal.State.APPROVED, now
            events.append(NewEvent("approve.completed", codes={"proposal": proposal.pk}))
        proposal.save(update_fields=["step", "state", "ended_at"])
    if proposal.round is not None:
        room = {"room": "answer", "due_at": now} if complete else {"room": "approve", "due_at": None}
        record_round_step(proposal.round, events, now=now, **room)
    elif proposal.case is not None:
        _advance_case(proposal, proposal.case, events, complete=complete, onward=onward, now=now)


def _advance_case(
    proposal: Proposal, case: Case, events: list[NewEvent], *, complete: bool, onward: Onward | None, now: datetime
) -> None:
    if not complete:
        record_step(case, events, state_of(case), now=now)
        return
    if onward is None:
        raise ValueError(f"Proposal {proposal.pk} is about a case: say where the case goes (onward).")
    told, then = onward.approved(proposal)
    record_step(case, [*events, *told], then, now=now)
