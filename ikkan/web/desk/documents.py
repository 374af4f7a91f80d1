"""Papers of a case: only the rebuilt, safe file is ever shown; the original stays where nobody opens it."""

from io import BytesIO
from uuid import UUID

import pypdfium2
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.parts import Answer, AnswerCard, Crumb
from ikkan.ledger.models import Case, Document
from ikkan.papers.inspect import CONTENT_TYPES, Readable, inspect
from ikkan.papers.paper import Paper
from ikkan.papers.pdfium import PDFIUM
from ikkan.papers.typeset import paper_pdf
from ikkan.people.guards import require_duty
from ikkan.rooms.answer.models import Notice
from ikkan.store.blobs import read_blob
from ikkan.web.citizen.shown import day_text, size_text
from ikkan.web.desk.case import document_state, document_title
from ikkan.web.desk.doors import SeeOther, case_of
from ikkan.web.desk.offered import desk_of
from ikkan.web.desk.opening import way_in
from ikkan.web.language import page_language_of

PDF = CONTENT_TYPES["pdf"]
# dots for one PDF point: an A4 page becomes about 1,200 dots wide, legible without the original
SCALE = 2
PICTURES = frozenset(kind for kind in CONTENT_TYPES.values() if kind.startswith("image/"))


@require_duty("desk")
@require_safe
def document(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """Show a paper page by page beside what was read off it."""
    case = case_of(number)
    first = way_in(request, case)
    if first:
        return SeeOther(first)
    one, language = _document(case, key), page_language_of(request)
    title = document_title(case, one, language)
    pages = _page_count(one)
    context = {
        "page_title": title,
        "crumbs": [
            Crumb(_("受付箱"), reverse("desk:inbox")),
            Crumb(case.number, reverse("desk:case", args=[case.number])),
            Crumb(title),
        ],
        "case": case,
        "state": document_state(one),
        "unreadable": one.meta.get("unreadable", ""),
        "file": f"{one.name}（{size_text(one.size)}）　{day_text(one.created_at, language)}",
        "pages": [
            (n, reverse("desk:document_page", args=[case.number, one.pk, n])) for n in range(1, pages + 1)
        ],
        "download": reverse("desk:document_file", args=[case.number, one.pk]) if one.safe_sha256 else "",
        "card": AnswerCard("", _facts(case, one, language)),
    }  # fmt: skip
    return render(request, "desk/document.html", context)


@require_duty("desk")
@require_safe
def document_page(request: HttpRequest, number: str, key: UUID, page: int) -> HttpResponseBase:
    """Give one page of a safe file as a picture."""
    case = case_of(number)
    if way_in(request, case):
        raise Http404
    one = _document(case, key)
    data, kind = _safe_file(one)
    if kind in PICTURES:
        if page != 1:
            raise Http404
        return _file(data, kind, inline=True, name=one.name)
    return _file(_drawn(data, page), "image/png", inline=True, name=f"{one.name}.png")


@require_duty("desk")
@require_safe
def document_file(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """Give the whole safe file to be stored."""
    case = case_of(number)
    if way_in(request, case):
        raise Http404
    one = _document(case, key)
    data, kind = _safe_file(one)
    return _file(data, kind, inline=False, name=one.name)


@require_duty("desk")
@require_safe
def notice(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """Give a notice as its letter; one of a round is not there before the publication."""
    case = case_of(number)
    if way_in(request, case):
        raise Http404
    found = Notice.objects.filter(pk=key, case=case).select_related("round", "case").first()
    if found is None or (found.round is not None and found.round.published_at is None):
        raise Http404
    return notice_file(found)


def notice_file(one: Notice) -> HttpResponse:
    """Return a letter as the citizen gets it."""
    data = paper_pdf(Paper.from_json(one.content), made_on=timezone.localdate(one.made_at))
    return _file(data, PDF, inline=True, name=f"{one.case.number}.pdf")


def _document(case: Case, key: UUID) -> Document:
    found = Document.objects.filter(pk=key, case=case).first()
    if found is None:
        raise Http404
    return found


def _safe_file(one: Document) -> tuple[bytes, str]:
    if not one.safe_sha256:
        raise Http404
    data = read_blob(one.safe_sha256)
    seen = inspect(data, "", max_bytes=len(data))
    if not isinstance(seen, Readable):
        raise Http404
    return data, seen.content_type


def _page_count(one: Document) -> int:
    if not one.safe_sha256:
        return 0
    data, kind = _safe_file(one)
    if kind in PICTURES:
        return 1
    with PDFIUM:
        opened = pypdfium2.PdfDocument(data)
        try:
            return len(opened)
        finally:
            opened.close()


def _drawn(data: bytes, page: int) -> bytes:
    with PDFIUM:
        opened = pypdfium2.PdfDocument(data)
        try:
            if not 1 <= page <= len(opened):
                raise Http404
            picture = BytesIO()
            opened[page - 1].render(scale=SCALE).to_pil().save(picture, format="PNG")
            return picture.getvalue()
        finally:
            opened.close()


def _file(data: bytes, kind: str, *, inline: bool, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = _disposition(name, inline=inline)
    return answer


def _disposition(name: str, *, inline: bool) -> str:
    # A name of the citizen's own goes out in no header: the case's page says it, and the file is named by its kind.
    ending = name.rpartition(".")[2].lower()
    safe = f"document.{ending}" if ending.isascii() and ending.isalnum() and len(ending) < 6 else "document"
    return f'{"inline" if inline else "attachment"}; filename="{safe}"'


def _facts(case: Case, one: Document, language: str) -> list[Answer]:
    """Return what was read off a paper, under the form's labels where it has them."""
    form = desk_of(case.procedure).form_of_case(case.form_version)
    labels = {}
    if form is not None:
        fields = [f for s in form.sections for p in s.pages for f in p.fields if f.paper == one.kind]
        labels = {part.to: part.label.shown(language) for field in fields for part in field.parts}
    return [
        Answer(labels.get(name, name), f"{value:g}" if isinstance(value, float) else str(value))
        for name, value in one.meta.items()
        if name != "unreadable"
    ]
