"""Publishing a round: the letters to open, who asks, who confirms. The rule is the book's, the same as on the page."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import AwareDatetime, Field, JsonValue

from ikkan.api.doors import DESK_READ, DESK_WRITE, caller_of
from ikkan.api.keys import once
from ikkan.api.rounds import Number, RoundOut, again, round_named, round_out
from ikkan.api.values import Reason, RowKey
from ikkan.corridor.letters import DrawnLetter, drawn_letters, open_letter, publication_rule, unprepared
from ikkan.corridor.scheduling import ask_publication, confirm_publication, consents, stop_publication
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reader import Reader
from ikkan.ledger.models import Round
from ikkan.people.models import Account
from ikkan.registers.selectors import read_resident

router = Router(tags=["rounds"])
LetterKey = Annotated[UUID, Path(description="Key of a letter drawn for the caller.")]


class LetterOut(Schema):
    """A letter drawn for the caller; nobody chooses which."""

    id: UUID
    case: str
    title: str
    opened_at: datetime | None


class OpenIn(Schema):
    """What the letter is read for; the person whom it is about sees these words."""

    why: Annotated[str, Field(min_length=1, max_length=200)]


class OpenedOut(LetterOut):
    """The letter as the citizen will read it."""

    content: JsonValue


class ConsentOut(Schema):
    """A person who agreed; the first one asked."""

    id: int
    by: str
    at: datetime


class PublicationOut(Schema):
    """How far the publication of a round is."""

    round: RoundOut
    unprepared: int
    persons: int = Field(description="How many persons must agree.")
    letters: list[LetterOut]
    agreed: list[ConsentOut]
    asked_for: datetime | None = Field(description="Hour asked for; null: as soon as the last person confirms.")


class PublishIn(Schema):
    """The hour of publication; null: as soon as the last person needed confirms."""

    at: AwareDatetime | None = None


class ConfirmIn(Schema):
    """The consent that is confirmed: the first of `agreed`."""

    asked: RowKey


class StopIn(Schema):
    """Why it is stopped."""

    why: Reason = ""


@router.get(
    "/desk/rounds/{number}/publication", response=PublicationOut, operation_id="read_publication", auth=DESK_READ
)
def publication(request: HttpRequest, number: Number) -> PublicationOut:
    """Tell who agreed to publish a round, and which letters the caller must open before asking for it."""
    return _out(round_named(number), caller_of(request).account)


@router.post(
    "/desk/rounds/{number}/letters/{key}/open", response=OpenedOut, operation_id="open_letter", auth=DESK_WRITE
)
def read_letter(request: HttpRequest, number: Number, key: LetterKey, body: OpenIn) -> JsonObject:
    """Open a letter that was drawn for the caller; who opened it when, and what for, is recorded."""
    account = caller_of(request).account

    def deed() -> OpenedOut:
        now = timezone.now()
        notice = again(number, lambda r: open_letter(round_=r, key=key, account=account, now=now))
        if notice.case.subject:
            reader = Reader(who=str(account.pk), why=body.why, case=notice.case.number)
            read_resident(notice.case.subject, reader=reader, fields=("is_protected",), now=now)
        drawn = next(one for one in drawn_letters(round_named(number), account) if one.notice.pk == key)
        return OpenedOut(**_letter(drawn).model_dump(), content=notice.content)

    return once(request, deed)


@router.post("/desk/rounds/{number}/publish", response=PublicationOut, operation_id="publish_round", auth=DESK_WRITE)
def publish(request: HttpRequest, number: Number, body: PublishIn) -> JsonObject:
    """Ask for the publication of an approved round; it is set when as many persons agree as the book asks for."""
    account = caller_of(request).account

    def deed() -> PublicationOut:
        done = again(number, lambda r: ask_publication(round_=r, account=account, at=body.at, now=timezone.now()))
        return _out(done, account)

    return once(request, deed)


@router.post(
    "/desk/rounds/{number}/publish/confirm", response=PublicationOut, operation_id="confirm_publication",
    auth=DESK_WRITE,
)  # fmt: skip
def confirm(request: HttpRequest, number: Number, body: ConfirmIn) -> JsonObject:
    """Agree to a publication that another person asked for."""
    account = caller_of(request).account

    def deed() -> PublicationOut:
        done = again(
            number, lambda r: confirm_publication(round_=r, account=account, asked=body.asked, now=timezone.now())
        )
        return _out(done, account)

    return once(request, deed)


@router.post(
    "/desk/rounds/{number}/publish/stop", response=PublicationOut, operation_id="stop_publication", auth=DESK_WRITE
)
def stop(request: HttpRequest, number: Number, body: StopIn) -> JsonObject:
    """Take a publication back before its hour; the approval stands."""
    account = caller_of(request).account

    def deed() -> PublicationOut:
        done = again(number, lambda r: stop_publication(round_=r, account=account, why=body.why, now=timezone.now()))
        return _out(done, account)

    return once(request, deed)


def _out(round_: Round, account: Account) -> PublicationOut:
    missing = unprepared(round_) if round_.room == "answer" else 0
    agreed = list(consents(round_))
    is_drawn = round_.room == "answer" and not missing
    return PublicationOut(
        round=round_out(round_),
        unprepared=missing,
        persons=publication_rule(round_).persons,
        letters=[_letter(one) for one in drawn_letters(round_, account)] if is_drawn else [],
        agreed=[ConsentOut(id=one.pk, by=str(one.account), at=one.at) for one in agreed],
        asked_for=agreed[0].publishes_at if agreed else None,
    )


def _letter(one: DrawnLetter) -> LetterOut:
    return LetterOut(id=one.notice.pk, case=one.notice.case.number, title=one.notice.title, opened_at=one.opened_at)
