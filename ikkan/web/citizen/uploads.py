"""Taking in a file of a draft: looked at, rebuilt in a child process, kept; served only to those who may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.uploads import document_for, owner_of, put_document, take_document
from ikkan.counter.parts import Tone, Upload
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Document
from ikkan.papers.inspect import inspect
from ikkan.papers.rebuild import rebuild
from ikkan.papers.refusals import Unreadable, refuse
from ikkan.people.guards import require_citizen
from ikkan.rooms.intake.drafts import attach
from ikkan.rooms.intake.models import Attachment, Draft
from ikkan.rooms.intake.reusing import HOUSEHOLD
from ikkan.store.blobs import keep_blob, read_blob
from ikkan.web.citizen.doors import citizen_of, draft_for, seen_case
from ikkan.web.citizen.kept import answers_of, save_answers
from ikkan.web.citizen.offered import form_of
from ikkan.web.citizen.shown import size_text
from ikkan.web.throttle import throttled

MEGABYTE = 1_000_000


def take_upload(
    draft: Draft, field: Field, place: Place, answers: JsonObject, file: "UploadedFile[Any]", *, now: datetime
) -> JsonObject | Unreadable:
    """Keep an upload and return the answers that name it, or why it cannot be used.

    Args:
        draft: whose file.
        field: the upload field.
        place: its page.
        answers: the answers so far.
        file: as uploaded.
        now: moment.
    """
    most = settings.IKKAN_MAX_UPLOAD_MB * MEGABYTE
    size = file.size or 0
    if size > most:
        return refuse("file_too_large", size=f"{size / MEGABYTE:.1f}", limit=f"{settings.IKKAN_MAX_UPLOAD_MB:g}")
    data, name = file.read(), _clean_name(file.name or "")
    seen = inspect(data, name, max_bytes=most)
    if isinstance(seen, Unreadable):
        return seen
    safe = rebuild(data, seen.kind)
    if isinstance(safe, Unreadable):
        return safe
    kept = attach(
        draft=draft, kind=field.paper, of=whom(place, answers), name=name, content_type=safe.content_type,
        size=len(data), sha256=keep_blob(data, at=now), safe_sha256=keep_blob(safe.data, at=now),
        thumb_sha256=keep_blob(safe.thumb, at=now), note="smaller" if safe.smaller else "rebuilt",
    )  # fmt: skip
    document: JsonObject = {
        "kind": kept.kind, "of": owner_of(place, answers), "sha256": kept.sha256, "name": kept.name, "facts": {},
    }  # fmt: skip
    return put_document(answers, field.to, document)


def keep_facts(draft: Draft, field: Field, place: Place, answers: JsonObject) -> None:
    """Keep what was typed beside a paper with its file: it becomes the document's own at receipt."""
    document = document_for(field, place, answers)
    if document is not None:
        facts = document.get("facts") or {}
        Attachment.objects.filter(draft=draft, kind=field.paper, of=whom(place, answers)).update(facts=facts)


def whom(place: Place, answers: JsonObject) -> str:
    """Return whom the documents of a page are about."""
    return owner_of(place, answers) or HOUSEHOLD


@dataclass(frozen=True, slots=True)
class GivenFiles:
    """The files of a draft and those of the case that it corrects, by kind and whom they are about."""

    attached: Mapping[tuple[str, str], Attachment]
    filed: Mapping[tuple[str, str], Document]


def given_files(draft: Draft) -> GivenFiles:
    """Read the files of a draft."""
    attached = {(one.kind, one.of): one for one in draft.attachments.order_by("-pk")}
    filed = Document.objects.filter(case=draft.corrects_id, replaced_by=None) if draft.corrects_id else ()
    return GivenFiles(attached, {(one.kind, one.of): one for one in filed})


def file_rows(
    draft: Draft,
    field: Field,
    place: Place,
    answers: JsonObject,
    title: str,
    *,
    given: GivenFiles | None = None,
    prefix: str = "",
) -> list[Upload]:
    """Return the row of the file that was given for a field, with its links.

    Args:
        draft: the form.
        field: the field that takes the file.
        place: its page.
        answers: answers of the form.
        title: what the file is.
        given: the files of the form, where they were read already.
        prefix: of the names of boxes, where several questions stand on one page.
    """
    files, of = given or given_files(draft), whom(place, answers)
    attachment = files.attached.get((field.paper, of))
    named = {"procedure": draft.procedure, "draft": draft.pk}
    if attachment is not None:
        named |= {"file": attachment.pk}
        state, tone = _state_of(attachment)
        return [
            Upload(
                key=str(attachment.pk), title=title, name=attachment.name, size=size_text(attachment.size),
                note=_note_of(attachment), thumb_url=_thumb_url("citizen:file_thumb", named, attachment.thumb_sha256),
                state=state, tone=tone,
                view_url=reverse("citizen:file", kwargs=named), replace_url=f"#id_{prefix}{field.key}",
                remove_url=reverse("citizen:remove_file", kwargs=named),
            )
        ]  # fmt: skip
    filed = files.filed.get((field.paper, of))
    if filed is None:
        return []
    named = {"number": draft.corrects.number if draft.corrects else "", "document": filed.pk}
    return [
        Upload(
            str(filed.pk), title, filed.name, size_text(filed.size), _("前に出したもの"), "plain",
            thumb_url=_thumb_url("citizen:document_thumb", named, filed.thumb_sha256),
            view_url=reverse("citizen:document", kwargs=named), replace_url=f"#id_{prefix}{field.key}",
        )
    ]  # fmt: skip


def _thumb_url(name: str, named: Mapping[str, object], sha256: str) -> str:
    return reverse(name, kwargs=dict(named)) if sha256 else ""


def _note_of(attachment: Attachment) -> str:
    if attachment.note == "reused":
        return _("日付が古いと使えないことがあります")
    return _("安全のため作り直しました。見た目が変わっていないか確かめてください")


def _state_of(attachment: Attachment) -> tuple[str, Tone]:
    """Return word and tone of what became of a file."""
    if attachment.note == "reused":
        return _("前に出したもの"), "plain"
    return ("changed", "warn") if attachment.note == "smaller" else ("safe", "ok")


@require_citizen
@require_safe
def file(request: HttpRequest, procedure: str, draft: UUID, file: UUID) -> HttpResponse:
    """Give the rebuilt file of a draft back to who may see the draft."""
    kept = _attachment(request, procedure, draft, file)
    return download(kept.safe_sha256 or kept.sha256, kept.name, kept.content_type)


@require_citizen
@throttled("upload")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_file(request: HttpRequest, procedure: str, draft: UUID, file: UUID) -> HttpResponseBase:
    """Take a file out of a draft after one question."""
    kept = _attachment(request, procedure, draft, file)
    own = kept.draft
    back = reverse("citizen:tasks", kwargs={"procedure": procedure, "draft": own.pk})
    if request.method == "POST":
        form = form_of(procedure, own.form_version)
        answers = take_document(
            answers_of(own), "documents", kind=kept.kind, of="" if kept.of == HOUSEHOLD else kept.of
        )
        save_answers(own, form, answers, version=own.version)
        kept.delete()
        messages.success(request, _("ファイルを消しました"))
        answer = redirect(back)
        answer.status_code = 303
        return answer
    context = {"page_title": _("このファイルを消しますか"), "name": kept.name, "back_url": back}
    return render(request, "citizen/remove_file.html", context)


@require_citizen
@require_safe
def document(request: HttpRequest, number: str, document: UUID) -> HttpResponse:
    """Give a filed document back to its owner, or to who acts for them."""
    case = seen_case(citizen_of(request), number)
    kept = Document.objects.filter(case=case, pk=document).first()
    if kept is None:
        raise Http404
    return download(kept.safe_sha256 or kept.sha256, kept.name, kept.content_type)


@require_citizen
@require_safe
def file_thumb(request: HttpRequest, procedure: str, draft: UUID, file: UUID) -> HttpResponse:
    """Show the small picture of a file of a draft."""
    return picture(_attachment(request, procedure, draft, file).thumb_sha256)


@require_citizen
@require_safe
def document_thumb(request: HttpRequest, number: str, document: UUID) -> HttpResponse:
    """Show the small picture of a filed document."""
    case = seen_case(citizen_of(request), number)
    kept = Document.objects.filter(case=case, pk=document).first()
    if kept is None:
        raise Http404
    return picture(kept.thumb_sha256)


def picture(sha256: str) -> HttpResponse:
    """Return a small picture of our own making, which the page of its owner shows and no cache keeps."""
    if not sha256:
        raise Http404
    answer = download(sha256, "page.jpg", "image/jpeg")
    answer["Content-Disposition"] = "inline"
    return answer


def download(sha256: str, name: str, content_type: str) -> HttpResponse:
    """Return stored bytes as an attachment that no browser opens as a page."""
    try:
        data = read_blob(sha256)
    except FileNotFoundError:
        raise Http404 from None
    return as_attachment(data, name, content_type)


def as_attachment(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Return bytes as an attachment under a name."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _attachment(request: HttpRequest, procedure: str, draft: UUID, file: UUID) -> Attachment:
    own = draft_for(citizen_of(request), draft)
    kept = Attachment.objects.filter(draft=own, pk=file).select_related("draft", "draft__corrects").first()
    if kept is None or own.procedure != procedure:
        raise Http404
    return kept


def _clean_name(name: str) -> str:
    """Return a file's name without folders and control characters."""
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return plain[-200:] or "file"
