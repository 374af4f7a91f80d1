"""Holds (抑止) and protection (支援措置) for programs of the office: what the pages do, by the same duty."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from ikkan.api.doors import caller_of, door
from ikkan.api.keys import once
from ikkan.api.problems import fail, granted, not_found
from ikkan.api.stop_shapes import DeedOut, FilingIn, FilingOut, HoldIn, HoldOut, ProtectionOut, deed_line, filing_of
from ikkan.api.values import Done, RowKey
from ikkan.corridor.stops.deeds import DUTY, Deed, Stop, Wish, do, settle, waiting_deeds
from ikkan.corridor.stops.letters import letter_of
from ikkan.corridor.stops.receiving import open_places, open_record, opened_for, receive, set_hold
from ikkan.corridor.stops.warning import open_tasks
from ikkan.kernel.json_value import JsonObject
from ikkan.papers.typeset import paper_pdf
from ikkan.people.models import Account
from ikkan.registers.models import Hold, Protection, StopDeed

router = Router(tags=["stops"])
STOPS_READ: Final = door("stops:read", duty=DUTY)
STOPS_WRITE: Final = door("stops:write", duty=DUTY)
MOST: Final = 500
Number = Annotated[str, Query(max_length=15, description="宛名番号 or 世帯番号; blank: everything in force.")]
Why = Annotated[str, Field(max_length=600)]
_PDF: Final = {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}, "description": "OK"}


class DeedIn(Schema):
    """A deed, its reason, and its day or detail where it has one."""

    deed: Literal["pause", "lift", "opinion", "start", "extend", "end", "tell", "forward"]
    why: Why
    day: date | None = None
    detail: str = Field("", max_length=300, description="Minutes of a pause, whose opinion, how told, which town.")


class AnswerIn(Schema):
    """The second person's answer."""

    accept: bool
    why: Why


class PurposeIn(Schema):
    """What a filing is looked into for."""

    why: Annotated[str, Field(max_length=200)]


class ReleaseIn(Schema):
    """Who may see the places of which person, for which case."""

    number: str = Field(max_length=15)
    reader: str = Field(max_length=150, description="User name of another member of staff.")
    case: str = Field(max_length=20)
    why: Why


class TaskOut(Schema):
    """An end that somebody must look after."""

    id: int
    protection: int | None
    hold: int | None
    kind: str
    ends_on: date | None
    warned_at: datetime


@router.get("/desk/stops/holds", response=list[HoldOut], operation_id="list_holds", auth=STOPS_READ)
def list_holds(request: HttpRequest, number: Number = "") -> list[HoldOut]:
    """List the holds in force, or every hold of one number."""
    wanted = Q(number=number) | Q(household=number) if number else Q(lifted_at=None)
    return [HoldOut.from_orm(one) for one in Hold.objects.filter(wanted).order_by("ends_on", "pk")[:MOST]]


@router.post("/desk/stops/holds", response=HoldOut, operation_id="set_hold", auth=STOPS_WRITE)
def post_hold(request: HttpRequest, body: HoldIn) -> JsonObject:
    """Set a hold on a person or a household."""
    account = caller_of(request).account
    return once(request, lambda: HoldOut.from_orm(granted(set_hold(body.held(), account=account, now=timezone.now()))))


@router.post("/desk/stops/holds/{hold}/deeds", response=DeedOut, operation_id="do_on_hold", auth=STOPS_WRITE)
def on_hold(request: HttpRequest, hold: RowKey, body: DeedIn) -> JsonObject:
    """Release a hold for a while, or lift it."""
    return _do(request, Hold.objects.filter(pk=hold).first(), body)


@router.get("/desk/stops/protections", response=list[ProtectionOut], operation_id="list_protections", auth=STOPS_READ)
def list_protections(request: HttpRequest, number: Number = "") -> list[ProtectionOut]:
    """List the protections by number, with the contact alone: no name and no place."""
    rows = Protection.objects.order_by("ends_on", "pk")
    found = rows.filter(persons__number=number).distinct() if number else rows.exclude(state=Protection.State.ENDED)
    return [ProtectionOut.from_orm(one) for one in found[:MOST]]


@router.post("/desk/stops/protections", response=ProtectionOut, operation_id="receive_protection", auth=STOPS_WRITE)
def post_protection(request: HttpRequest, body: FilingIn) -> JsonObject:
    """Receive a filing: it protects from this moment."""
    account = caller_of(request).account

    def deed() -> ProtectionOut:
        made = receive(body.filed(), why=body.why, account=account, now=timezone.now())
        return ProtectionOut.from_orm(granted(made))

    return once(request, deed)


@router.post(
    "/desk/stops/protections/{protection}/open", response=Done, operation_id="open_protection", auth=STOPS_WRITE
)
def open_filing(request: HttpRequest, protection: RowKey, body: PurposeIn) -> JsonObject:
    """Say what a filing is looked into for; it can be read for an hour then."""
    found, account = _found(protection), caller_of(request).account

    def deed() -> Done:
        granted(open_record(found, why=body.why, account=account, now=timezone.now()))
        return Done()

    return once(request, deed)


@router.get("/desk/stops/protections/{protection}", response=FilingOut, operation_id="read_protection", auth=STOPS_READ)
def read_protection(request: HttpRequest, protection: RowKey) -> FilingOut:
    """Read a filing that the caller opened within the hour."""
    return filing_of(_opened(request, protection))


@router.get(
    "/desk/stops/protections/{protection}/letters/{kind}", operation_id="read_protection_letter", auth=STOPS_READ,
    openapi_extra={"responses": {200: _PDF}},
)  # fmt: skip
def read_letter(
    request: HttpRequest, protection: RowKey, kind: Literal["decided", "expiring", "ended", "forward"]
) -> HttpResponse:
    """Read a letter to the person's own contact as PDF; record that it was sent by the deed `tell`."""
    today = timezone.localdate()
    paper = granted(letter_of(_opened(request, protection), kind, today=today))
    return HttpResponse(paper_pdf(paper, made_on=today), content_type="application/pdf")


@router.post(
    "/desk/stops/protections/{protection}/deeds", response=DeedOut, operation_id="do_on_protection", auth=STOPS_WRITE
)
def on_protection(request: HttpRequest, protection: RowKey, body: DeedIn) -> JsonObject:
    """Decide, extend or end a protection, or record an opinion or that somebody was told."""
    return _do(request, Protection.objects.filter(pk=protection).first(), body)


@router.post(
    "/desk/stops/protections/{protection}/releases", response=DeedOut, operation_id="open_places", auth=STOPS_WRITE
)
def release(request: HttpRequest, protection: RowKey, body: ReleaseIn) -> JsonObject:
    """Open a protected person's places to another member of staff for one case; it closes by itself."""
    found, account = _found(protection), caller_of(request).account
    reader = Account.objects.filter(username=body.reader).first() or Account()

    def deed() -> DeedOut:
        made = open_places(
            found, number=body.number, reader=reader, case=body.case, why=body.why, account=account, now=timezone.now()
        )
        return deed_line(granted(made))

    return once(request, deed)


@router.get("/desk/stops/tasks", response=list[TaskOut], operation_id="list_stop_tasks", auth=STOPS_READ)
def list_tasks(request: HttpRequest) -> list[TaskOut]:
    """List the ends that come near or are over, and after which nobody has acted yet."""
    return [
        TaskOut(
            id=one.pk, protection=one.protection_id, hold=one.hold_id, kind=one.detail, ends_on=one.day,
            warned_at=one.at,
        )
        for one in open_tasks()[:MOST]
    ]  # fmt: skip


@router.get("/desk/stops/waiting", response=list[DeedOut], operation_id="list_waiting_deeds", auth=STOPS_READ)
def list_waiting(request: HttpRequest) -> list[DeedOut]:
    """List what waits for a second person."""
    return [deed_line(one) for one in waiting_deeds()[:MOST]]


@router.post("/desk/stops/waiting/{deed}", response=DeedOut, operation_id="answer_waiting_deed", auth=STOPS_WRITE)
def answer(request: HttpRequest, deed: RowKey, body: AnswerIn) -> JsonObject:
    """Confirm or decline what another person asked for."""
    asked, account = StopDeed.objects.select_related("hold", "protection").filter(pk=deed).first(), caller_of(request)

    def act() -> DeedOut:
        if asked is None:
            raise not_found()
        made = settle(asked, accept=body.accept, why=body.why, account=account.account, now=timezone.now())
        return deed_line(granted(made))

    return once(request, act)


def _do(request: HttpRequest, stop: Stop | None, body: DeedIn) -> JsonObject:
    account = caller_of(request).account

    def deed() -> DeedOut:
        if stop is None:
            raise not_found()
        wish = Wish(Deed(body.deed), body.why, body.day, body.detail)
        return deed_line(granted(do(stop, wish, account=account, now=timezone.now())))

    return once(request, deed)


def _found(key: int) -> Protection:
    found = Protection.objects.filter(pk=key).first()
    if found is None:
        raise not_found()
    return found


def _opened(request: HttpRequest, key: int) -> Protection:
    found = _found(key)
    if not opened_for(found, caller_of(request).account, timezone.now()):
        raise fail(
            403,
            "purpose_needed",
            "先に、何のために見るかを送ってください（POST …/open）。1時間だけ見られます。",
            "Say first what you look for (POST …/open). It can be read for an hour then.",
        )
    return found
