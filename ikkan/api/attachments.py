"""Files given to a draft: looked at by content, never by name."""

import hashlib
import json
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile as NinjaFile
from pydantic import Field

from ikkan.api.doors import FILE
from ikkan.api.drafts import opened_procedure, own_draft
from ikkan.api.forms import Code
from ikkan.api.keys import once, once_unlocked
from ikkan.api.papers import PATH, with_papers
from ikkan.api.problems import Failure, fail, granted, not_found
from ikkan.api.reading import is_keepable, unkept
from ikkan.api.values import Done
from ikkan.corridor.attaching import attach_file
from ikkan.counter.forms.uploads import take_document
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused
from ikkan.kernel.procedure import Procedure
from ikkan.rooms.intake.drafts import save_draft
from ikkan.rooms.intake.models import Attachment, Draft
from ikkan.rooms.intake.reusing import HOUSEHOLD, earlier_papers, reuse_paper

router = Router(tags=["drafts"])
Asked = Annotated[str, Query(max_length=40)]
Word = Annotated[str, Form(max_length=40)]


class AttachedOut(Schema):
    """A file that was taken, and the version of its draft afterwards; what it tells is in the draft alone."""

    id: UUID
    content_type: str
    size: int
    sha256: str
    note: str = Field(description="What is wrong with the file, where it could not be read; blank otherwise.")
    draft_version: int


class EarlierOut(Schema):
    """A paper that was handed in before."""

    id: UUID
    name: str
    case: str
    handed_in: datetime
    issued_on: str = Field(description="Day of issue as read off it then, or blank.")


class ReuseIn(Schema):
    """Which earlier paper, and for whom."""

    paper: UUID
    kind: Annotated[str, Field(max_length=40)]
    of: Annotated[str, Field(max_length=40)] = HOUSEHOLD


@router.post(
    "/{procedure}/drafts/{draft_id}/attachments", response={201: AttachedOut}, operation_id="attach_file", auth=FILE
)
def attach(
    request: HttpRequest,
    procedure: Code,
    draft_id: UUID,
    file: Annotated[NinjaFile, File(description="PDF, JPEG, PNG or WebP.")],
    kind: Word,
    of: Word = "",
    facts: Annotated[str, Form(max_length=20_000, description="JSON object of what was read off it.")] = "{}",
    keep_unreadable: Annotated[
        bool, Form(description="Keep a file that cannot be read, to be asked about later, instead of refusing it.")
    ] = True,
) -> Status[JsonObject]:
    """Give a file to a draft; it replaces an earlier one of the same kind and person, and is named in its answers."""
    declared = opened_procedure(request, procedure)
    name, data = _contents(file)
    read = _facts(kind, of, facts)
    sent: JsonValue = [kind, of, facts, name, keep_unreadable, hashlib.sha256(data).hexdigest()]

    def deed() -> AttachedOut:
        attachment = attach_file(
            draft=own_draft(request, declared, draft_id), kind=kind, of=of, name=name, data=data, facts=read,
            now=timezone.now(), keep_unreadable=keep_unreadable,
        )  # fmt: skip
        if isinstance(attachment, Refused) and attachment.code != "file_too_large":
            raise Failure(attachment, 422, [attachment])
        return _named(request, declared, granted(attachment))

    return Status(201, once_unlocked(request, deed, sent))


@router.get(
    "/{procedure}/drafts/{draft_id}/earlier-papers",
    response=list[EarlierOut],
    operation_id="list_earlier_papers",
    auth=FILE,
)
def list_earlier(
    request: HttpRequest, procedure: Code, draft_id: UUID, kind: Asked, of: Asked = HOUSEHOLD
) -> list[EarlierOut]:
    """List the caller's own papers of a kind about the same person, handed in before and still readable."""
    draft = own_draft(request, opened_procedure(request, procedure), draft_id)
    return [
        EarlierOut(
            id=one.document.pk, name=one.document.name, case=one.case, handed_in=one.handed_in, issued_on=one.issued_on
        )
        for one in earlier_papers(draft, kind=kind, of=of, answers=draft.answers)
    ]


@router.post(
    "/{procedure}/drafts/{draft_id}/earlier-papers",
    response={201: AttachedOut},
    operation_id="reuse_paper",
    auth=FILE,
)
def reuse(request: HttpRequest, procedure: Code, draft_id: UUID, body: ReuseIn) -> Status[JsonObject]:
    """Give an earlier paper to a draft by its hash; its date is judged as any other's."""
    declared = opened_procedure(request, procedure)

    def deed() -> AttachedOut:
        draft = own_draft(request, declared, draft_id)
        kept = reuse_paper(draft, kind=body.kind, of=body.of, answers=draft.answers, document=body.paper)
        return _named(request, declared, granted(kept))

    return Status(201, once(request, deed))


@router.delete(
    "/{procedure}/drafts/{draft_id}/attachments/{attachment_id}",
    response={204: None},
    operation_id="remove_attachment",
    auth=FILE,
)
def remove(request: HttpRequest, procedure: Code, draft_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take a file off a draft, and out of its answers."""
    declared = opened_procedure(request, procedure)

    def deed() -> Done:
        draft = own_draft(request, declared, draft_id)
        attachment = Attachment.objects.filter(pk=attachment_id, draft=draft).first()
        if attachment is None:
            raise not_found()
        attachment.delete()
        _save(draft, take_document(draft.answers, PATH, kind=attachment.kind, of=attachment.of))
        return Done()

    once(request, deed)
    return HttpResponse(status=204)


def _named(request: HttpRequest, declared: Procedure, attachment: Attachment) -> AttachedOut:
    with transaction.atomic():
        draft = own_draft(request, declared, attachment.draft_id)
        draft = _save(draft, with_papers(draft, draft.answers))
    return AttachedOut(
        id=attachment.pk,
        content_type=attachment.content_type,
        size=attachment.size,
        sha256=attachment.sha256,
        note=attachment.note,
        draft_version=draft.version,
    )


def _save(draft: Draft, answers: JsonObject) -> Draft:
    sections = [str(section) for section in draft.finished_sections]
    return granted(save_draft(draft=draft, answers=answers, finished_sections=sections, version=draft.version))


def _contents(file: NinjaFile) -> tuple[str, bytes]:
    name = file.name or "file"
    if not is_keepable(name):
        raise Failure(unkept("file"), 422, [unkept("file")])
    return name, file.read()


def _facts(kind: str, of: str, written: str) -> JsonObject:
    """Read the facts; they go the same way as a JSON body."""
    for path, text in (("kind", kind), ("of", of), ("facts", written)):
        if not is_keepable(text):
            raise Failure(unkept(path), 422, [unkept(path)])
    try:
        read: JsonValue = json.loads(written or "{}")
        json.dumps(read, allow_nan=False).encode()
        kept = isinstance(read, dict) and is_keepable(json.dumps(read, ensure_ascii=False))
    except (ValueError, RecursionError):
        kept, read = False, None
    if not kept or not isinstance(read, dict) or "\\u0000" in written:
        raise fail(
            422,
            "facts_unreadable",
            "facts をJSONのオブジェクトとして読み取れません。書き方を確かめてください。",
            "`facts` cannot be read as a JSON object. Check how it is written.",
        )
    return read
