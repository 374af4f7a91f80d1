"""Check the answers and send them: the last page of a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.corridor.filing import answer_request, correct_application, file_application
from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.places import Place, place_of, places
from ikkan.counter.forms.progress import complete, may_begin_last
from ikkan.counter.forms.reading import read_page
from ikkan.counter.forms.rendering import PageView, render_page
from ikkan.counter.forms.summary import summarise
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Answer, Choices
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case
from ikkan.ledger.steps import Stale
from ikkan.people.guards import require_citizen
from ikkan.people.models import Account
from ikkan.rooms.intake.drafts import CHANGED_ELSEWHERE
from ikkan.rooms.intake.models import Draft
from ikkan.rooms.intake.receipt import find_submission
from ikkan.web.citizen.doors import citizen_of, draft_for, told_of
from ikkan.web.citizen.kept import answers_of, marks_of, save_answers
from ikkan.web.citizen.offered import form_of, pages_of, service_of
from ikkan.web.citizen.receipt import SENT
from ikkan.web.citizen.tasks import place_url
from ikkan.web.language import page_language_of
from ikkan.web.signatures import can_sign
from ikkan.web.signin_more import needs_assurance
from ikkan.web.throttle import counted_with, throttled

Posted = Mapping[str, Sequence[str]]


@require_citizen
@needs_assurance("file")
@throttled("file")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, procedure: str, draft: UUID) -> HttpResponseBase:
    """Show every answer with a link to change it; send them when the person agrees. A second press finds the first."""
    account = citizen_of(request)
    try:
        own = draft_for(account, draft)
    except Http404:
        return first_receipt(account, draft)
    form, answers = form_of(procedure, own.form_version), answers_of(own)
    if own.procedure != procedure:
        raise Http404
    place = _review_place(form, answers)
    if place is None or not may_begin_last(form, answers):
        return redirect("citizen:tasks", procedure=procedure, draft=own.pk)
    if request.method != "POST":
        return _show(request, own, form, place)
    if request.POST.get("_version") != str(own.version):
        return _show(request, own, form, place, status=409)
    return _send(request, own, form, place)


def first_receipt(account: Account, draft: UUID) -> HttpResponseBase:
    """Lead to the receipt of a draft that was sent before.

    Raises:
        Http404: this person sent no such draft.
    """
    earlier = find_submission(account.pk, key_of(draft))
    if earlier is None or earlier.case is None:
        raise Http404
    return to_receipt(earlier.case)


def to_receipt(case: Case) -> HttpResponseBase:
    """Lead to the receipt just after sending."""
    answer = redirect(reverse("citizen:receipt", kwargs={"number": case.number}) + f"?{SENT}=1")
    answer.status_code = 303
    return answer


def key_of(draft: UUID) -> str:
    """Return the idempotency key under which a draft is sent."""
    return f"draft:{draft}"


def _review_place(form: Form, answers: JsonObject) -> Place | None:
    last = (section for section in form.sections if any(page.is_review for page in section.pages))
    every = (place for section in last for place in places(section, answers))
    return next((place for place in every if place.page.is_review), None)


def _send(request: HttpRequest, draft: Draft, form: Form, place: Place) -> HttpResponseBase:
    posted = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    around = pages_of(draft.procedure).surroundings_of(
        answers_of(draft), language=page_language_of(request), now=timezone.now()
    )
    read = read_page(form, place, posted, answers_of(draft), around)
    if read.faults:
        view = render_page(
            form, place, answers_of(draft), around, marks=marks_of(draft),
            url=lambda one: place_url(draft, one, "confirm"), faults=read.faults, posted=posted,
        )  # fmt: skip
        return _drawn(request, draft, view, around, status=422)
    try:
        outcome = _file(request, draft, complete(form, read.answers))
    except Stale:
        error_list = [("#main", _("同じときに内容が変わりました。もう一度押してください"))]
        return _show(request, draft, form, place, error_list=error_list)
    if isinstance(outcome, Case):
        return to_receipt(outcome)
    # the draft ends with the receipt, so only what was not received is kept in it
    if outcome == CHANGED_ELSEWHERE or isinstance(
        save_answers(draft, form, read.answers, version=draft.version), Refused
    ):
        return _show(request, draft_for(citizen_of(request), draft.pk), form, place, status=409)
    refusals = outcome.faults if isinstance(outcome, Faulty) else (outcome,)
    errors = [(_fault_url(draft, form, one), told_of(one, request)) for one in refusals]
    return _show(request, draft, form, place, error_list=errors)


def _file(request: HttpRequest, draft: Draft, answers: JsonObject) -> Case | Refused | Faulty:
    account, now = citizen_of(request), timezone.now()
    if draft.corrects is None:
        return file_application(
            procedure=draft.procedure, answers=answers, key=key_of(draft.pk), channel="web", now=now,
            applicant=draft.owner, actor=account, draft=draft, beside=counted_with(request),
        )  # fmt: skip
    case = draft.corrects
    service = answer_request if case.waits_for == "citizen" else correct_application
    refiled = service(case=case, answers=answers, actor=account, now=now, draft=draft)
    return refiled if isinstance(refiled, Refused | Faulty) else case


def _fault_url(draft: Draft, form: Form, fault: Refused) -> str:
    place = place_of(form, fault.field, answers_of(draft)) if fault.field else None
    return "#main" if place is None or place.page.is_review else place_url(draft, place, "confirm")


def _show(
    request: HttpRequest, draft: Draft, form: Form, place: Place, *, status: int = 200,
    error_list: Sequence[tuple[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    around = pages_of(draft.procedure).surroundings_of(
        answers_of(draft), language=page_language_of(request), now=timezone.now()
    )
    view = render_page(
        form, place, answers_of(draft), around, marks=marks_of(draft), url=lambda one: place_url(draft, one, "confirm")
    )
    view = replace(view, error_list=tuple(error_list))
    return _drawn(request, draft, view, around, status=422 if error_list else status)


def _ways(draft: Draft, view: PageView, around: Surroundings) -> dict[str, object]:
    """Return the ways to send a form that is signed: by card, at the counter, by post; none for other forms."""
    service, named = service_of(draft.procedure), {"procedure": draft.procedure, "draft": draft.pk}
    if service.signing is None:
        return {}
    # what was asked back is answered by card or as without one, and asks no second sheet
    by_post = draft.corrects is None and service.ways.paper_request(answers_of(draft), on=around.today)
    return {
        "signs": True,
        "cost": service.ways.cost_of(answers_of(draft), language=around.language, on=around.today),
        "sign_url": reverse("citizen:sign", kwargs=named) if can_sign() else "",
        "agreed": [one.shape for one in view.parts if isinstance(one.shape, Choices)],
        "paper_url": reverse("citizen:draft_paper", kwargs=named) if by_post else "",
    }


def _drawn(request: HttpRequest, draft: Draft, view: PageView, around: Surroundings, *, status: int) -> HttpResponse:
    named = {"procedure": draft.procedure, "draft": draft.pk}
    form, marks = form_of(draft.procedure, draft.form_version), marks_of(draft)
    sections = summarise(form, answers_of(draft), around, marks=marks, url=lambda one: place_url(draft, one, "confirm"))
    differs: list[Answer] = [
        answer for one in sections for card in one.cards for answer in card.answers if answer.tag == "differs"
    ]
    context = {
        **view.context(),
        "procedure_title": form.title.shown(around.language),
        "draft_version": draft.version,
        "back_url": reverse("citizen:tasks", kwargs=named),
        "differs": differs,
        "conflict": status == 409,
        "acting_for": draft.owner if draft.owner_id != citizen_of(request).pk else None,
        **_ways(draft, view, around),
    }
    return render(request, "citizen/confirm.html", context, status=status)
