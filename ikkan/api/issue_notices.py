"""Being told when a paper about oneself is issued to others (本人通知制度): one's own registration, and the desk's."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from ikkan.api.doors import DESK_READ, DESK_WRITE, ME, caller_of, door
from ikkan.api.keys import once
from ikkan.api.problems import granted
from ikkan.api.values import Done
from ikkan.kernel.json_value import JsonObject
from ikkan.rooms.answer.issue_rows import IssueNotice, IssueWatch
from ikkan.rooms.answer.issue_telling import issue_notices_of, letters_to_post, note_posted
from ikkan.rooms.answer.issue_watch import cancel_at_counter, cancel_watch, live_watch, watch_at_counter, watch_own

router = Router(tags=["issue notices"])
ME_WRITE = door("me:write", citizens=True)


class WatchOut(Schema):
    """A registration."""

    registered_at: datetime
    ends_on: date


class IssueOut(Schema):
    """What is told of papers issued."""

    id: UUID
    issued_on: date
    document: str
    copies: int
    requester: str


class IssuesOut(Schema):
    """The registration in force, and what was told so far."""

    registration: WatchOut | None
    told: list[IssueOut]


class StandsThere(Schema):
    """Who stands at the counter, and the identity paper that was looked at."""

    resident: Annotated[str, Field(max_length=15)]
    paper: Annotated[str, Field(max_length=40)]


@router.get("/me/issue-notices", response=IssuesOut, operation_id="list_issue_notices", auth=ME)
def list_own(request: HttpRequest) -> IssuesOut:
    """Read the caller's registration and what they were told, the latest first."""
    number, now = caller_of(request).account.resident_number, timezone.now()
    watch = live_watch(number, timezone.localdate(now))
    told = [_issue(one) for one in issue_notices_of(number, now)] if number else []
    return IssuesOut(registration=_watch(watch) if watch else None, told=told)


@router.post("/me/issue-notices/registration", response=WatchOut, operation_id="register_issues", auth=ME_WRITE)
def register(request: HttpRequest) -> JsonObject:
    """Register the caller; again begins a new term."""
    account = caller_of(request).account
    return once(request, lambda: _watch(granted(watch_own(account=account, now=timezone.now()))))


@router.post("/me/issue-notices/cancellation", response=Done, operation_id="cancel_issues", auth=ME_WRITE)
def cancel(request: HttpRequest) -> JsonObject:
    """End the caller's registration; what was told stays."""
    number = caller_of(request).account.resident_number

    def deed() -> Done:
        return Done(done=bool(number and cancel_watch(resident=number, now=timezone.now())))

    return once(request, deed)


@router.get("/desk/issue-notices", response=list[IssueOut], operation_id="list_issue_letters", auth=DESK_READ)
def letters(request: HttpRequest) -> list[IssueOut]:
    """List the notices that wait to be posted, the oldest first."""
    return [_issue(one) for one in letters_to_post(timezone.now())]


@router.post(
    "/desk/issue-notices/registrations", response=WatchOut, operation_id="register_issues_at_counter", auth=DESK_WRITE
)
def register_at_counter(request: HttpRequest, body: StandsThere) -> JsonObject:
    """Register the person who stands at the counter."""
    officer = caller_of(request).account

    def deed() -> WatchOut:
        made = watch_at_counter(resident=body.resident, paper=body.paper, officer=officer, now=timezone.now())
        return _watch(granted(made))

    return once(request, deed)


@router.post(
    "/desk/issue-notices/cancellations", response=Done, operation_id="cancel_issues_at_counter", auth=DESK_WRITE
)
def cancel_there(request: HttpRequest, body: StandsThere) -> JsonObject:
    """End the registration of the person who stands at the counter."""
    officer = caller_of(request).account

    def deed() -> Done:
        granted(cancel_at_counter(resident=body.resident, paper=body.paper, officer=officer, now=timezone.now()))
        return Done()

    return once(request, deed)


@router.post("/desk/issue-notices/{notice_id}/posted", response=Done, operation_id="post_issue_letter", auth=DESK_WRITE)
def posted(request: HttpRequest, notice_id: UUID) -> JsonObject:
    """Record that a letter was posted."""
    officer = caller_of(request).account

    def deed() -> Done:
        granted(note_posted(notice=str(notice_id), officer=officer, now=timezone.now()))
        return Done()

    return once(request, deed)


def _watch(one: IssueWatch) -> WatchOut:
    return WatchOut(registered_at=one.registered_at, ends_on=one.ends_on)


def _issue(one: IssueNotice) -> IssueOut:
    return IssueOut(
        id=one.pk, issued_on=one.issued_on, document=one.document, copies=one.copies, requester=one.requester
    )
