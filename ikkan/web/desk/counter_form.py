"""The form at the counter: the same engine as the citizen's pages, filling a draft that the officer owns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.corridor.attaching import attach_file
from ikkan.corridor.filing import file_application
from ikkan.counter.forms.definition import Field, Form
from ikkan.counter.forms.faults import FieldFault
from ikkan.counter.forms.places import Place, find_place
from ikkan.counter.forms.prefill import Mark
from ikkan.counter.forms.pressing import press
from ikkan.counter.forms.progress import complete, next_place, next_section, task_groups
from ikkan.counter.forms.reading import read_page
from ikkan.counter.forms.rendering import render_page
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.uploads import owner_of, put_document
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused, Text
from ikkan.ledger.models import Case
from ikkan.people.guards import require_duty
from ikkan.rooms.intake.drafts import find_draft
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.kept import answers_of, marks_of, save_answers
from ikkan.web.citizen.offered import form_of, pages_of
from ikkan.web.desk.counter_door import for_one_person, stamp, version_in
from ikkan.web.desk.counter_person import banner, draft_words
from ikkan.web.desk.doors import SeeOther, officer_of, said, tell
from ikkan.web.desk.offered import HANDOVERS
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

Posted = Mapping[str, Sequence[str]]
CHANNEL = "counter"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of an officer's draft with all that it is drawn from."""

    request: HttpRequest
    draft: Draft
    form: Form
    place: Place
    answers: JsonObject
    marks: Mapping[str, Mark]
    around: Surroundings
    now: datetime


@require_duty("desk")
@require_safe
@for_one_person
def tasks(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Show what is done of the form and what is left."""
    own, language = _own(request, draft), page_language_of(request)
    form = form_of(own.procedure, own.form_version)
    groups, done, count = task_groups(
        form, answers_of(own), marks=marks_of(own), language=language, url=lambda place: _url(own, place)
    )
    context = {
        "page_title": _("窓口の申込み：%(title)s") % {"title": form.title.shown(language)},
        "groups": groups,
        "done": done,
        "count": count,
        "served": banner(request, draft_words(own)),
        "back_url": reverse("desk:counter"),
    }
    return render(request, "counter/forms/tasks.html", context)


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
@for_one_person
def page(request: HttpRequest, draft: UUID, section: str, page: str, index: int | None = None) -> HttpResponseBase:
    """Ask one question, or take its answer; the last page files the application."""
    own, now = _own(request, draft), timezone.now()
    form, answers = form_of(own.procedure, own.form_version), answers_of(own)
    place = find_place(form, f"{section}/{page}" + ("" if index is None else f"/{index}"), answers)
    if place is None:
        raise Http404
    around = pages_of(own.procedure).surroundings_of(answers, language=page_language_of(request), now=now, place=place)
    sheet = Sheet(request, own, form, place, answers, marks_of(own), around, now)
    if request.method != "POST":
        return _show(sheet)
    if version_in(request) != str(own.version):
        tell(request, None, _("別の画面で先に保存されています。新しい内容を確かめてください"))
        return SeeOther(_url(own, place))
    return _take(sheet, request.POST.get("_press", "save"))


def _take(sheet: Sheet, button: str) -> HttpResponseBase:
    posted = {name: [str(value) for value in values] for name, values in sheet.request.POST.lists()}
    if button == "later":
        return SeeOther(_onward(sheet, sheet.answers))
    if button != "save":
        pressed = press(sheet.place, button, posted, sheet.answers, sheet.around)
        if pressed is None:
            return HttpResponseBadRequest()
        save_answers(sheet.draft, sheet.form, pressed, version=sheet.draft.version)
        return SeeOther(_url(sheet.draft, sheet.place))
    answers = sheet.answers
    field = next((one for one in sheet.place.page.fields if one.kind == "upload"), None)
    if field is not None and field.key in sheet.request.FILES:
        taken = _attach(sheet, field, answers)
        if isinstance(taken, Refused):
            fault = FieldFault(field.to, taken.code, Text(taken.ja, taken.en), field.key)
            return _show(sheet, posted=posted, faults=[fault])
        answers = taken
    read = read_page(sheet.form, sheet.place, posted, answers, sheet.around)
    if read.faults:
        return _show(sheet, posted=posted, faults=read.faults)
    saved = save_answers(sheet.draft, sheet.form, read.answers, version=sheet.draft.version)
    if isinstance(saved, Refused):
        tell(sheet.request, saved, "")
        return SeeOther(_url(sheet.draft, sheet.place))
    return _file(sheet, read.answers) if sheet.place.page.is_review else SeeOther(_onward(sheet, read.answers))


def _attach(sheet: Sheet, field: Field, answers: JsonObject) -> JsonObject | Refused:
    """Keep a scanned paper; one that cannot be read is kept too, and asked about later."""
    file = sheet.request.FILES[field.key]
    if not isinstance(file, UploadedFile):
        return Refused("no_file", "ファイルを選んでください。", "Choose a file.")
    owner = owner_of(sheet.place, answers)
    kept = attach_file(
        draft=sheet.draft, kind=field.paper, of=owner or "household", name=str(file.name or "")[-200:],
        data=file.read(), facts={}, now=sheet.now, keep_unreadable=True,
    )  # fmt: skip
    if isinstance(kept, Refused):
        return kept
    document: JsonObject = {
        "kind": field.paper, "of": owner, "sha256": kept.sha256, "name": kept.name, "facts": {},
    }  # fmt: skip
    return put_document(answers, field.to, document)


def _file(sheet: Sheet, answers: JsonObject) -> HttpResponseBase:
    draft = sheet.draft
    outcome = file_application(
        procedure=draft.procedure, answers=complete(sheet.form, answers), key=f"draft:{draft.pk}", channel=CHANNEL,
        now=sheet.now, applicant=None, actor=officer_of(sheet.request), subject=draft.on_behalf_of, draft=draft,
    )  # fmt: skip
    if isinstance(outcome, Case):
        tell(sheet.request, None, _("申込みを受け付けました。受付番号は %(number)s です") % {"number": outcome.number})
        # whoever stands there waits for the paper: on to the screen on which it is handed over
        goes_on = draft.procedure in HANDOVERS and draft.on_behalf_of
        return SeeOther(reverse("desk:reserved" if goes_on else "desk:case", args=[outcome.number]))
    refusals = outcome.faults if isinstance(outcome, Faulty) else (outcome,)
    return _show(sheet, errors=[("#main", said(sheet.request, one)) for one in refusals])


def _onward(sheet: Sheet, answers: JsonObject) -> str:
    place = find_place(sheet.form, sheet.place.key, answers) or sheet.place
    following = next_place(place, answers, sheet.marks) or next_section(sheet.form, place, answers, sheet.marks)
    if following is None:
        return reverse("desk:counter_form", args=[sheet.draft.pk])
    return _url(sheet.draft, following)


def _show(
    sheet: Sheet, *, posted: Posted | None = None, faults: Sequence[FieldFault] = (),
    errors: Sequence[tuple[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    view = render_page(
        sheet.form, sheet.place, sheet.answers, sheet.around, marks=sheet.marks,
        url=lambda place: _url(sheet.draft, place), faults=faults, posted=posted,
        query=sheet.request.GET.get("q", "")[:80].strip(),
    )  # fmt: skip
    shown = view.context()
    context = {
        **shown,
        "error_list": [*view.error_list, *errors],
        "procedure_title": sheet.form.title.shown(sheet.around.language),
        "draft_version": stamp(sheet.request, sheet.draft),
        "served": banner(sheet.request, draft_words(sheet.draft)),
        "back_url": view.back_url or reverse("desk:counter_form", args=[sheet.draft.pk]),
    }
    return render(sheet.request, view.template, context, status=422 if faults or errors else 200)


def _own(request: HttpRequest, draft: UUID) -> Draft:
    found = find_draft(draft_id=draft, owner=officer_of(request))
    if isinstance(found, Refused):
        raise Http404
    return found


def _url(draft: Draft, place: Place) -> str:
    named: dict[str, object] = {"draft": draft.pk, "section": place.section.code, "page": place.page.code}
    if place.index is not None:
        named["index"] = place.index
    return reverse("desk:counter_page", kwargs=named)
