"""Checking a paper of the town: its file, or its printed code and a person on it. Nothing that is sent is kept."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import translation
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from ikkan.api.doors import Anyone
from ikkan.api.problems import Failure, fail, language_of
from ikkan.api.reading import is_keepable, unkept
from ikkan.counter.verdicts import CodeState, code_said, code_state, person_said, seal_said
from ikkan.kernel.outcome import Refused
from ikkan.papers.seals.checking import SealState
from ikkan.papers.seals.code import CodeVerdict
from ikkan.papers.seals.keys import KeyState, PublishedKey
from ikkan.rooms.answer.seals import check_paper, check_printed_code

router = Router(tags=["papers"], auth=Anyone("verify"))
INCOMPLETE = Refused(
    "incomplete",
    "名前と生年月日は、コードと一緒に、両方を送ってください。",
    "Send name and birth both, together with the code.",
    "name",
)


class KeyOut(Schema):
    """The sealing key of the town, as `GET /.well-known/ikkan-keys.json` lists it."""

    name: str
    holder: str
    state: KeyState
    is_test: bool = Field(description="A key for practice: what it sealed proves nothing.")


class SealOut(Schema):
    """What the seal says. Texts follow Accept-Language."""

    state: SealState = Field(description="Only `good` means that the paper is the town's and unchanged.")
    title: str
    text: str
    key: KeyOut | None
    at: datetime | None = Field(description="Moment of sealing by the town's own clock.")


class PersonOut(Schema):
    """Whether a person stands on the paper as sent."""

    agrees: bool
    title: str
    text: str


class CodeOut(Schema):
    """What the printed code says; what it states is told only when it is the town's. Texts follow Accept-Language."""

    state: CodeState = Field(description="Only `good` means that the town printed it.")
    title: str
    text: str
    key: KeyOut | None = None
    number: str | None = None
    made_on: date | None = None
    persons: int | None = Field(
        default=None, description="How many persons the paper names; the code itself names nobody."
    )
    person: PersonOut | None = Field(
        default=None, description="Null unless the code is good and a person was asked about."
    )


class CheckedOut(Schema):
    """The verdict on what was sent."""

    seal: SealOut | None
    code: CodeOut | None


@router.post("/verify", response=CheckedOut, operation_id="verify_paper")
def verify(
    request: HttpRequest,
    paper: Annotated[UploadedFile | None, File(description="The PDF as it was handed out.")] = None,
    code: Annotated[str, Form(max_length=4000, description="The text of the printed code; begins with IKKAN1.")] = "",
    name: Annotated[str, Form(max_length=200, description="Name of a person on the paper, as printed.")] = "",
    birth: Annotated[date | None, Form(description="Date of birth of that person.")] = None,
) -> CheckedOut:
    """Say whether a paper is the town's and unchanged, as `/verify/` does: by its file, or by its printed code.

    Nobody needs to sign in, and nothing is kept. To check without this address, take the keys of
    `GET /.well-known/ikkan-keys.json`.
    """
    code, name = code.strip(), name.strip()
    if paper is None and not code:
        raise fail(422, "nothing_given", "paper（PDF）か code を送ってください。", "Send `paper` (the PDF) or `code`.")
    if bool(name) != (birth is not None) or (name and not code):
        raise Failure(INCOMPLETE, 422, [INCOMPLETE])
    for path, text in (("code", code), ("name", name)):
        if not is_keepable(text):
            raise Failure(unkept(path), 422, [unkept(path)])
    with translation.override(language_of(request)):
        return CheckedOut(
            seal=_seal(paper) if paper is not None else None,
            code=_code(check_printed_code(code), name, birth) if code else None,
        )


def _seal(paper: UploadedFile) -> SealOut:
    found = check_paper(paper)
    said = seal_said(found.state)
    return SealOut(state=found.state, title=said.title, text=said.text, key=_key(found.key), at=found.at)


def _code(found: CodeVerdict | None, name: str, birth: date | None) -> CodeOut:
    state = code_state(found)
    said = code_said(state)
    told = CodeOut(state=state, title=said.title, text=said.text)
    if found is None:
        return told
    told.key = _key(found.key)
    if found.is_good:
        stated = found.statement
        told.number, told.made_on, told.persons = stated.number, stated.made_on, len(stated.persons)
        told.person = _person(agrees=stated.names(name, birth)) if birth is not None else None
    return told


def _person(*, agrees: bool) -> PersonOut:
    said = person_said(agrees=agrees)
    return PersonOut(agrees=agrees, title=said.title, text=said.text)


def _key(key: PublishedKey | None) -> KeyOut | None:
    return None if key is None else KeyOut(name=key.name, holder=key.holder, state=key.state, is_test=key.is_test)
