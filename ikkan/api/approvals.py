"""Approvals: what waits for the caller's reply, and the reply."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import Field, JsonValue

from ikkan.api.doors import APPROVE, caller_of
from ikkan.api.keys import once
from ikkan.api.problems import granted, not_found
from ikkan.api.values import Reason
from ikkan.corridor.approving import preview, reply_to
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.steps import retry_when_stale
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.selectors import find_proposal, proposals_for

router = Router(tags=["approvals"])
Key = Annotated[int, Path(ge=1, le=2**63 - 1)]


class ProposalOut(Schema):
    """A draft on its route."""

    id: int
    title: str
    round: str | None
    case: str | None
    state: str
    step: int
    fingerprint: str
    due_on: date | None
    proposed_at: datetime
    ended_at: datetime | None


class ProposalWhole(ProposalOut):
    """A draft with its content and route; a case's also with the letters that its approval would send."""

    content: dict[str, JsonValue]
    route: list[JsonValue]
    letters: list[dict[str, JsonValue]]


class ReplyIn(Schema):
    """A reply; `return` and `decline` need a comment."""

    verdict: Literal["approve", "return", "decline"]
    comment: Reason = ""
    fingerprint: str = Field(max_length=64, description="Fingerprint of what was looked at.")


@router.get("/approvals", response=list[ProposalOut], operation_id="list_approvals", auth=APPROVE)
def list_approvals(request: HttpRequest) -> list[ProposalOut]:
    """List the drafts that the caller can reply to now, the most urgent first."""
    return [_line(one) for one in proposals_for(caller_of(request).account, timezone.localdate())]


@router.get("/approvals/{proposal_id}", response=ProposalWhole, operation_id="read_approval", auth=APPROVE)
def read_approval(request: HttpRequest, proposal_id: Key) -> ProposalWhole:
    """Read a draft that concerns the caller."""
    found = _found(request, proposal_id)
    letters = [draft.paper.as_json() for draft in preview(found, timezone.now())] if found.case else []
    return ProposalWhole(**_line(found).model_dump(), content=found.content, route=found.route, letters=letters)


@router.post("/approvals/{proposal_id}/reply", response=ProposalOut, operation_id="reply_to_approval", auth=APPROVE)
def answer(request: HttpRequest, proposal_id: Key, body: ReplyIn) -> JsonObject:
    """Approve, return or decline a draft at the step where it stands. Nobody approves their own draft."""
    account = caller_of(request).account

    def deed() -> ProposalOut:
        found = _found(request, proposal_id)

        def replied() -> Proposal:
            done = reply_to(
                proposal=found, account=account, verdict=body.verdict, comment=body.comment,
                fingerprint=body.fingerprint, now=timezone.now(),
            )  # fmt: skip
            return granted(done)

        return _line(retry_when_stale(found.round, replied) if found.round else replied())

    return once(request, deed)


def _found(request: HttpRequest, key: int) -> Proposal:
    found = find_proposal(key, caller_of(request).account, timezone.localdate())
    if found is None:
        raise not_found()
    return found


def _line(one: Proposal) -> ProposalOut:
    return ProposalOut(
        id=one.pk,
        title=one.title,
        round=one.round.number if one.round else None,
        case=one.case.number if one.case else None,
        state=one.state,
        step=one.step,
        fingerprint=one.fingerprint,
        due_on=one.due_on,
        proposed_at=one.proposed_at,
        ended_at=one.ended_at,
    )
