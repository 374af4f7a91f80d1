"""One question page of a draft: shown, read, saved; a save over a newer one is told and loses nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ikkan.counter.forms.definition import Field, Form
from ikkan.counter.forms.faults import FieldFault
from ikkan.counter.forms.places import Place, find_place
from ikkan.counter.forms.prefill import Mark, apply_prefill
from ikkan.counter.forms.pressing import press
from ikkan.counter.forms.progress import next_place, next_section
from ikkan.counter.forms.reading import read_page
from ikkan.counter.forms.rendering import render_page
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused, Text
from ikkan.papers.refusals import Unreadable
from ikkan.people.guards import require_citizen
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.doors import citizen_of, draft_for
from ikkan.web.citizen.kept import answers_of, marks_of, save_answers
from ikkan.web.citizen.offered import asking_of, form_of, pages_of
from ikkan.web.citizen.reuse import reuse_url
from ikkan.web.citizen.tasks import place_url
from ikkan.web.citizen.uploads import file_rows, keep_facts, take_upload
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question page with all that it is drawn from."""

    request: HttpRequest
    draft: Draft
    form: Form
    place: Place
    answers: JsonObject
    marks: Mapping[str, Mark]
    around: Surroundings
    back: str
    now: datetime

    @property
    def url(self) -> str:
        """Return the address of this page."""
        return place_url(self.draft, self.place, self.back)

    @property
    def upload(self) -> Field | None:
        """Return the field that takes a file here, or None."""
        return next((one for one in self.place.page.fields if one.kind == "upload"), None)


@require_citizen
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def question(
    request: HttpRequest, procedure: str, draft: UUID, section: str, page: str, index: int | None = None
) -> HttpResponseBase:
    """Ask one question, or take its answer."""
    own = draft_for(citizen_of(request), draft)
    key = f"{section}/{page}" + ("" if index is None else f"/{index}")
    sheet = _sheet(request, own, procedure, key)
    if sheet is None:
        raise Http404
    if sheet.place.page.is_review:
        return redirect(sheet.url)
    if request.method != "POST":
        return _show(sheet)
    version = request.POST.get("_version", "")
    if not version.isascii() or not version.isdecimal():
        return HttpResponseBadRequest()
    return _take(sheet, int(version[:9]), request.POST.get("_press", "save"))


def _sheet(request: HttpRequest, draft: Draft, procedure: str, key: str) -> Sheet | None:
    form, answers, now = form_of(draft.procedure, draft.form_version), answers_of(draft), timezone.now()
    place = find_place(form, key, answers) if draft.procedure == procedure else None
    if place is None:
        return None
    around = pages_of(procedure).surroundings_of(
        answers, language=page_language_of(request), now=now, place=place, owner=draft.owner
    )
    back = "confirm" if request.GET.get("back") == "confirm" else ""
    return Sheet(request, draft, form, place, answers, marks_of(draft), around, back, now)


def _take(sheet: Sheet, version: int, button: str) -> HttpResponseBase:
    posted = _posted(sheet.request)
    if version != sheet.draft.version:
        return _show(sheet, posted=posted, conflict=True)
    if button == "later":
        return _see(_onward(sheet, sheet.answers))
    if button != "save":
        after = press(sheet.place, button, posted, sheet.answers, sheet.around)
        if after is None:
            return HttpResponseBadRequest()
        refused = save_answers(sheet.draft, sheet.form, after, version=version)
        return _show(sheet, posted=posted, conflict=True) if isinstance(refused, Refused) else _see(_here(sheet))
    return _save(sheet, version, posted)


def _save(sheet: Sheet, version: int, posted: Posted) -> HttpResponseBase:
    answers, faults = sheet.answers, list[FieldFault]()
    field = sheet.upload
    file = sheet.request.FILES.get(field.key) if field is not None else None
    if field is not None and file is not None:
        taken = take_upload(sheet.draft, field, sheet.place, answers, file, now=sheet.now)
        if isinstance(taken, Unreadable):
            fault = FieldFault(field.to, taken.code, Text(taken.ja, taken.en), field.key)
            return _show(sheet, posted=posted, faults=[fault])
        answers = taken
    read = read_page(sheet.form, sheet.place, posted, answers, sheet.around)
    faults.extend(read.faults)
    if faults and file is None:
        return _show(sheet, posted=posted, faults=faults)
    kept = answers if faults else read.answers
    kept, marks = apply_prefill(sheet.form, kept, {}, on=timezone.localdate(sheet.now), marks=dict(sheet.marks))
    saved = save_answers(sheet.draft, sheet.form, kept, version=version, marks=marks)
    if isinstance(saved, Refused):
        return _show(sheet, posted=posted, conflict=True)
    if field is not None:
        keep_facts(sheet.draft, field, sheet.place, kept)
    if faults:
        return _show(_fresh(sheet), posted=posted, faults=faults)
    # a new file comes back with its row, so that the parent looks at the rebuilt picture
    return _see(sheet.url if file is not None else _onward(sheet, kept))


def _fresh(sheet: Sheet) -> Sheet:
    sheet.draft.refresh_from_db()
    return replace(sheet, answers=answers_of(sheet.draft), marks=marks_of(sheet.draft))


def _onward(sheet: Sheet, answers: JsonObject) -> str:
    """Return the next page of the section; after its last one the next section that is not finished."""
    if sheet.back:
        named = {"procedure": sheet.draft.procedure, "draft": sheet.draft.pk}
        return reverse("citizen:confirm", kwargs=named)
    place = find_place(sheet.form, sheet.place.key, answers) or sheet.place
    following = next_place(place, answers, sheet.marks) or next_section(sheet.form, place, answers, sheet.marks)
    if following is None:
        return reverse("citizen:tasks", kwargs={"procedure": sheet.draft.procedure, "draft": sheet.draft.pk})
    return place_url(sheet.draft, following)


def _here(sheet: Sheet) -> str:
    """Return this page again, at the list whose button was pressed."""
    ranked = next((one for one in sheet.place.page.fields if one.kind in ("ranked", "combination")), None)
    return sheet.url + (f"#id_{ranked.key}" if ranked is not None else "#main")


def _show(
    sheet: Sheet, *, posted: Posted | None = None, faults: Sequence[FieldFault] = (), conflict: bool = False
) -> HttpResponse:
    view = render_page(
        sheet.form, sheet.place, sheet.answers, sheet.around, marks=sheet.marks,
        url=lambda place: place_url(sheet.draft, place, sheet.back), faults=faults, posted=posted,
        query=sheet.request.GET.get("q", "")[:80].strip(),
    )  # fmt: skip
    named = {"procedure": sheet.draft.procedure, "draft": sheet.draft.pk}
    context: dict[str, object] = {
        **view.context(),
        "procedure_title": sheet.form.title.shown(sheet.around.language),
        "draft_version": sheet.draft.version,
        "conflict": conflict,
        "back_url": view.back_url or reverse("citizen:tasks", kwargs=named),
        "tasks_url": reverse("citizen:tasks", kwargs=named),
        "acting_for": sheet.draft.owner if sheet.draft.owner_id != citizen_of(sheet.request).pk else None,
        **_extras(sheet),
    }
    if view.has_quick_exit:
        context["quick_exit_url"] = reverse("quick_exit")
    status = 409 if conflict else 422 if faults else 200
    return render(sheet.request, "citizen/question.html", context, status=status)


def _extras(sheet: Sheet) -> dict[str, object]:
    """Return what stands beside the question: the estimate, a drawing, the file that was given."""
    asking, draft, language = asking_of(sheet.draft.procedure), sheet.draft, sheet.around.language
    beside = asking.beside(sheet.place, sheet.answers, sheet.around, draft=str(draft.pk))
    found: dict[str, object] = {
        "beside": beside,
        "beside_links": [(words, f"{reverse(page)}?{query}") for words, page, query in beside.links],
    }
    if beside.has_estimate:
        named = {"procedure": draft.procedure, "draft": draft.pk}
        found["estimate_url"] = f"{reverse('citizen:draft_estimate', kwargs=named)}?place={sheet.place.key}"
        found["estimate"] = asking.estimate_of(sheet.answers, language=language, now=sheet.now)
    field = sheet.upload
    if field is not None:
        title = sheet.around.say(field.label)
        found["example"] = asking.example_of(field.paper, language)
        found["reuse_url"] = reuse_url(citizen_of(sheet.request), draft, sheet.place, field)
        found["files"] = file_rows(draft, field, sheet.place, sheet.answers, title)
    return found


def _posted(request: HttpRequest) -> Posted:
    return {name: [str(value) for value in values] for name, values in request.POST.lists()}


def _see(url: str) -> HttpResponseBase:
    answer = redirect(url)
    answer.status_code = 303
    return answer
