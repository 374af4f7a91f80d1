"""Answering a correction request (補正): only what is wrong, the old answer beside it, one button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.corridor.filing import answer_request
from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.faults import FieldFault
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.progress import complete
from ikkan.counter.forms.reading import read_page
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.uploads import owner_of
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused, Text
from ikkan.ledger.models import Case
from ikkan.ledger.steps import Stale
from ikkan.papers.refusals import Unreadable
from ikkan.people.guards import require_citizen
from ikkan.rooms.check.models import Request
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Draft
from ikkan.rooms.intake.reusing import HOUSEHOLD
from ikkan.rooms.intake.selectors import current_filing
from ikkan.web.citizen.asked import Asked, draw_asked, find_asked, known_files, own_boxes
from ikkan.web.citizen.doors import citizen_of, seen_case, told_of
from ikkan.web.citizen.kept import answers_of, save_answers
from ikkan.web.citizen.offered import form_of, pages_of, service_of
from ikkan.web.citizen.receipt import contact_of
from ikkan.web.citizen.shown import day_text
from ikkan.web.citizen.uploads import keep_facts, take_upload
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Work:
    """A request with the draft in which it is answered."""

    request: HttpRequest
    case: Case
    draft: Draft
    filed: JsonObject
    form: Form
    around: Surroundings
    asked: tuple[Asked, ...]


@require_citizen
@throttled("upload")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show what is to be mended and take the answers."""
    case = seen_case(citizen_of(request), number)
    open_one = Request.objects.filter(case=case, answered_at=None, lapsed_at=None).order_by("-asked_at").first()
    if open_one is None or case.waits_for != "citizen":
        messages.info(request, _("いま直していただくことはありません。"))
        return redirect("citizen:case", number=number)
    work = _work(request, case, open_one)
    return _take(work, open_one) if request.method == "POST" else _show(work, open_one)


def _work(request: HttpRequest, case: Case, open_one: Request) -> Work:
    filing, account = current_filing(case), citizen_of(request)
    draft = start_draft(
        owner=case.applicant or account, procedure=case.procedure, form_version=filing.form_version,
        answers=dict(filing.answers), corrects=case,
    )  # fmt: skip
    form, language = form_of(case.procedure, filing.form_version), page_language_of(request)
    answers = answers_of(draft)
    around = pages_of(case.procedure).surroundings_of(answers, language=language, now=timezone.now())
    asked = tuple(
        find_asked(form, answers, question, f"q{place}-", language)
        for place, question in enumerate(open_one.questions, start=1)
    )
    return Work(request, case, draft, dict(filing.answers), form, around, asked)


def _only(one: Asked) -> Place:
    """Return the page with nothing but the field that is to be mended."""
    if one.place is None or one.field is None:
        raise LookupError("A question without a field cannot be read. Send it to the whole form.")
    return replace(one.place, page=replace(one.place.page, fields=(one.field,)))


def _take(work: Work, open_one: Request) -> HttpResponseBase:
    posted_all = {name: [str(value) for value in values] for name, values in work.request.POST.lists()}
    answers, now = answers_of(work.draft), timezone.now()
    faults: dict[str, Sequence[FieldFault]] = {}
    for one in (one for one in work.asked if one.is_inline and one.field is not None):
        place, posted = _only(one), own_boxes(posted_all, one.prefix)
        file = work.request.FILES.get(f"{one.prefix}{one.field.key}") if one.field is not None else None
        if one.field is not None and file is not None:
            taken = take_upload(work.draft, one.field, place, answers, file, now=now)
            if isinstance(taken, Unreadable):
                faults[one.prefix] = [FieldFault(one.field.to, taken.code, Text(taken.ja, taken.en), one.field.key)]
                continue
            answers = taken
        missing = _missing_file(work, one, place)
        read = read_page(work.form, place, posted, answers, work.around)
        faults[one.prefix] = [*missing, *read.faults]
        answers = read.answers
        if one.field is not None and one.field.kind == "upload":
            keep_facts(work.draft, one.field, place, answers)
    if not any(faults.values()):
        return _send(work, answers, open_one)
    saved = save_answers(work.draft, work.form, answers, version=work.draft.version)
    status = 409 if isinstance(saved, Refused) else 422
    return _show(work, open_one, posted=posted_all, faults=faults, status=status)


def _missing_file(work: Work, one: Asked, place: Place) -> list[FieldFault]:
    """Ask for a new file: the one that was filed is what must be replaced."""
    field = one.field
    if field is None or field.kind != "upload":
        return []
    of = owner_of(place, answers_of(work.draft)) or HOUSEHOLD
    if work.draft.attachments.filter(kind=field.paper, of=of).exists():
        return []
    words = Text(
        f"{field.label.ja}のファイルを選んでください", f"Choose a file for: {field.label.en}",
        f"{field.label.easy}の ファイルを 選（えら）んでください",
    )  # fmt: skip
    return [FieldFault(field.to, "no_file", words, field.key)]


def _send(work: Work, answers: JsonObject, open_one: Request) -> HttpResponseBase:
    saved = save_answers(work.draft, work.form, answers, version=work.draft.version)
    if isinstance(saved, Refused):
        return _show(work, open_one, status=409)
    if service_of(work.case.procedure).signing is not None:
        # a signature is over the whole form, which is read once more before it is signed
        return _see(reverse("citizen:confirm", kwargs={"procedure": work.case.procedure, "draft": saved.pk}))
    filed = complete(work.form, answers)
    try:
        outcome = answer_request(
            case=work.case, answers=filed, actor=citizen_of(work.request), now=timezone.now(), draft=saved
        )
    except Stale:
        return _show(work, open_one, status=409)
    if isinstance(outcome, Faulty):
        words = [("#main", told_of(one, work.request)) for one in outcome.faults]
        return _show(work, open_one, error_list=words, status=422)
    if isinstance(outcome, Refused):
        messages.error(work.request, told_of(outcome, work.request))
    else:
        messages.success(work.request, _("答えを送りました。市の番です"))
    return _see(reverse("citizen:case", kwargs={"number": work.case.number}))


def _see(url: str) -> HttpResponseBase:
    seen = redirect(url)
    seen.status_code = 303
    return seen


def _show(
    work: Work, open_one: Request, *, posted: Posted | None = None,
    faults: Mapping[str, Sequence[FieldFault]] | None = None, error_list: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    language, found, files = work.around.language, faults or {}, known_files(work.draft)
    drawn = [
        draw_asked(
            one, work.draft, work.filed, work.around, posted=posted, faults=found.get(one.prefix, ()),
            account=citizen_of(work.request), files=files,
        )
        for one in work.asked
    ]  # fmt: skip
    errors = [*error_list, *(error for one in drawn for error in one.errors)]
    context = {
        "page_title": _("直していただきたいところがあります"),
        "procedure_title": form_of(work.case.procedure).title.shown(language),
        "case": work.case,
        "acting_for": None if work.case.applicant_id == citizen_of(work.request).pk else work.case.applicant,
        "asked": drawn,
        "message": open_one.message,
        "due": day_text(open_one.due_on, language),
        "error_list": errors,
        "conflict": status == 409,
        "can_send": any(one.is_inline for one in work.asked),
        "all_inline": all(one.is_inline for one in work.asked),
        "tasks_url": reverse("citizen:tasks", kwargs={"procedure": work.case.procedure, "draft": work.draft.pk}),
        "contact": contact_of(work.case, language),
        "back_url": reverse("citizen:case", kwargs={"number": work.case.number}),
    }
    return render(work.request, "citizen/answer.html", context, status=status)
