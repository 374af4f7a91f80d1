"""Doors of the certificate's own beyond the common ones: the signed request, the counter, the queue."""

import base64
import binascii
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, Literal

from django.conf import settings
from pydantic import BaseModel, Field

from ikkan.corridor.filing import file_application
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.kernel.procedure import Endpoint
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.procedures.certificate.filing import answer_signed, file_signed
from ikkan.procedures.certificate.handing import print_queue, record_fetched, record_sent
from ikkan.procedures.certificate.making import make_waiting
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.reserving import show_identity
from ikkan.procedures.certificate.signing import SignedWords, statement_of

_LONGEST: Final = 20_000
NOT_FOUND: Final = Refused("not_found", "この請求は見つかりません。", "There is no such request.")
NOT_BASE64: Final = Refused(
    "unreadable",
    "署名か電子証明書を読み取れません。Base64 で送ってください。",
    "Signature or certificate cannot be read. Send them in Base64.",
    "signature",
)


class Wish(BaseModel):
    """A form that is to be signed, under a name that the caller draws for it alone."""

    # the whole answers document; its own schema judges it
    answers: dict[str, Any]
    request: str = Field(min_length=8, max_length=64)
    asked_on: date


class SignedWish(Wish):
    """The same with its signature and the signer's certificate (DER), both in Base64."""

    signature: str = Field(max_length=_LONGEST)
    certificate: str = Field(max_length=_LONGEST)


class Statement(BaseModel):
    """What is to be signed."""

    words: str
    digest: str


class State(BaseModel):
    """Where a request stands."""

    number: str
    room: str
    waits_for: str


class Papers(BaseModel):
    """Identity papers that were shown, by the ids of the book."""

    papers: list[str] = Field(max_length=10)


class Entered(BaseModel):
    """A request that an officer entered, under a name that the caller draws for it alone."""

    # the whole answers document; its own schema judges it
    answers: dict[str, Any]
    channel: Literal["paper", "counter"]
    request: str = Field(min_length=8, max_length=64)


class Begun(BaseModel):
    """How many copies are being made."""

    copies: int


class Waiting(BaseModel):
    """A copy that was not handed over."""

    number: str
    case: str
    postal: str
    address: str
    name: str
    is_made: bool


class Queue(BaseModel):
    """Copies in posting order."""

    copies: list[Waiting]


def statement(*, account: Account, body: Wish, now: datetime) -> Statement:
    """Return the bytes to sign, in Base64, and their SHA-256."""
    del account, now
    words = statement_of(body.answers, town=settings.IKKAN_TOWN, request=body.request, asked_on=body.asked_on)
    return Statement(words=base64.b64encode(words).decode(), digest=sha256(words).hexdigest())


def request(*, account: Account, body: SignedWish, now: datetime) -> State | Refused | Faulty:
    """File a signed request."""
    signed = _signed(body)
    if isinstance(signed, Refused):
        return signed
    return _state(file_signed(answers=body.answers, signed=signed, account=account, now=now, channel="api"))


def answer(*, account: Account, body: SignedWish, now: datetime, number: str) -> State | Refused | Faulty:
    """Answer what was asked by a form that is signed anew."""
    signed, case = _signed(body), _case(number)
    if isinstance(signed, Refused):
        return signed
    return _state(case and answer_signed(case=case, answers=body.answers, signed=signed, account=account, now=now))


def _signed(body: SignedWish) -> SignedWords | Refused:
    try:
        signature, certificate = (base64.b64decode(one, validate=True) for one in (body.signature, body.certificate))
    except (binascii.Error, ValueError):
        return NOT_BASE64
    return SignedWords(body.request, body.asked_on, signature, certificate)


def identity(*, account: Account, body: Papers, now: datetime, number: str) -> State | Refused | Faulty:
    """Record which identity papers were shown for a reservation."""
    case = _case(number)
    return _state(case and show_identity(case=case, papers=body.papers, account=account, now=now))


def sent(*, account: Account, body: None, now: datetime, number: str) -> State | Refused | Faulty:
    """Record that the certificate was posted."""
    del body
    case = _case(number)
    return _state(case and record_sent(case=case, account=account, now=now))


def fetched(*, account: Account, body: Papers, now: datetime, number: str) -> State | Refused | Faulty:
    """Record that the certificate was handed over at the counter."""
    case = _case(number)
    return _state(case and record_fetched(case=case, account=account, papers=body.papers, now=now))


def entered(*, account: Account, body: Entered, now: datetime) -> State | Refused | Faulty:
    """File a request that came by letter, or that a third party or public body makes."""
    case = file_application(
        procedure="certificate", answers=body.answers, key=f"entered:{body.request}", channel=body.channel, now=now,
        actor=account,
    )  # fmt: skip
    return _state(case)


def again(*, account: Account, body: None, now: datetime) -> Begun:
    """Have every copy made that has no file, after what stood in the way is gone."""
    del account, body
    return Begun(copies=make_waiting(now=now))


def queue(*, account: Account, body: None, now: datetime, delivery: str) -> Queue:
    """Return the copies that were not handed over, in posting order."""
    del account, body, now
    return Queue(copies=[_waiting(copy) for copy in print_queue(delivery)])


def _waiting(copy: Copy) -> Waiting:
    return Waiting(
        number=copy.number, case=copy.case.number, postal=copy.postal, address=copy.address, name=copy.name,
        is_made=bool(copy.sha256),
    )  # fmt: skip


def _case(number: str) -> Case | None:
    return Case.objects.filter(number=number, procedure="certificate").first()


def _state(outcome: Case | Refused | Faulty | None) -> State | Refused | Faulty:
    if outcome is None:
        return NOT_FOUND
    if isinstance(outcome, Refused | Faulty):
        return outcome
    outcome.refresh_from_db()
    return State(number=outcome.number, room=outcome.room, waits_for=outcome.waits_for)


def _door(verb: str, path: str, name: str, summary: str, **rest: Any) -> Endpoint:
    shape: Mapping[str, Any] = {"gives": State, **rest}
    return Endpoint(verb=verb, path=path, name=name, summary=summary, **shape)


ENDPOINTS: Final = (
    _door("POST", "statements", "statement", "Return the bytes that a request is signed over.",
          service=statement, takes=Wish, gives=Statement),
    _door("POST", "requests", "request", "File a request signed by card; the same signature again gives the first.",
          service=request, takes=SignedWish),
    _door("POST", "requests/{number}/answer", "answer", "Answer what was asked by a form that is signed anew.",
          service=answer, takes=SignedWish),
    _door("POST", "requests/{number}/identity", "identity", "Record which identity papers were shown.",
          service=identity, takes=Papers, who="desk"),
    _door("POST", "entered", "entered", "File a request that an officer entered.",
          service=entered, takes=Entered, who="desk"),
    _door("POST", "requests/{number}/sent", "sent", "Record that the certificate was posted.",
          service=sent, who="post"),
    _door("POST", "requests/{number}/fetched", "fetched", "Record that the certificate was handed over.",
          service=fetched, takes=Papers, who="desk"),
    _door("GET", "queue/{delivery}", "queue", "Return the copies that wait, in posting order.",
          service=queue, gives=Queue, who="post"),
    _door("POST", "copies/again", "again", "Make the copies that have no file, after what stood in the way is gone.",
          service=again, gives=Begun, who="post"),
)  # fmt: skip
