"""Before the form: the start page, and beginning a draft for oneself or for somebody who gave a mandate."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.forms.prefill import apply_prefill
from ikkan.counter.forms.progress import first_place
from ikkan.kernel.registry import procedure_of
from ikkan.people.guards import require_citizen
from ikkan.people.models import Account
from ikkan.people.selectors import mandates_held_by
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.doors import citizen_of
from ikkan.web.citizen.kept import answers_of, marks_of, with_marks
from ikkan.web.citizen.offered import form_of, pages_of, service_of
from ikkan.web.citizen.shown import day_text, until_text
from ikkan.web.citizen.tasks import place_url
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled


@require_safe
def start(request: HttpRequest, procedure: str) -> HttpResponse:
    """Tell who can apply, until when, what to have at hand and how long it takes."""
    language, now = page_language_of(request), timezone.now()
    service, account = service_of(procedure), request.user
    facts = service.pages.start_facts(language, now)
    is_citizen = isinstance(account, Account) and not account.is_staff_member
    by_post = service.ways.paper_request({}, on=timezone.localdate(now))
    context = {
        "page_title": _("%(title)sを始める前に") % {"title": facts.title},
        "heading": facts.title,
        "facts": facts,
        "rounds": [
            (one.title, until_text(one.closes_at, language), day_text(one.answers_on, language)) for one in facts.rounds
        ],
        "pages": [(words, reverse(page)) for words, page in facts.pages],
        "paper_url": reverse("citizen:blank_paper", kwargs={"procedure": procedure}) if by_post else "",
        "draft": _begun(account, procedure) if isinstance(account, Account) else None,
        "grantors": _grantors(account, procedure) if isinstance(account, Account) and is_citizen else [],
        "procedure": procedure,
        "is_staff": isinstance(account, Account) and account.is_staff_member,
        "back_url": reverse("home"),
    }
    return render(request, "citizen/start.html", context)


@require_citizen
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, procedure: str) -> HttpResponseBase:
    """Begin a draft with what the town already holds, or go on with the one there is."""
    pages, now = pages_of(procedure), timezone.now()
    if request.method != "POST" or not pages.start_facts(page_language_of(request), now).is_open:
        return redirect("citizen:start", procedure=procedure)
    owner = _owner(request, procedure)
    draft = _begun(owner, procedure)
    if draft is None:
        form = form_of(procedure)
        known = pages.known_of_account(owner, now=now)
        answers, marks = apply_prefill(form, pages.first_answers(now), known, on=timezone.localdate(now))
        draft = start_draft(
            owner=owner,
            procedure=procedure,
            form_version=procedure_of(procedure).form_version,
            answers=with_marks(answers, marks),
        )
    answer = redirect(_first_page(draft))
    answer.status_code = 303
    return answer


def _begun(owner: Account, procedure: str) -> Draft | None:
    return Draft.objects.filter(owner=owner, procedure=procedure, corrects=None, on_behalf_of="").first()


def _grantors(account: Account, procedure: str) -> list[Account]:
    held = mandates_held_by(account, timezone.localdate()).filter(procedure=procedure)
    return list(dict.fromkeys(one.grantor for one in held))


def _owner(request: HttpRequest, procedure: str) -> Account:
    """Return for whom it is begun: oneself, or who gave a mandate for this procedure that stands today."""
    account, wanted = citizen_of(request), request.POST.get("for", "")
    if not wanted:
        return account
    owner = next((one for one in _grantors(account, procedure) if str(one.pk) == wanted), None)
    if owner is None:
        raise Http404
    return owner


def _first_page(draft: Draft) -> str:
    """Return the task list, or the first page of a form so short that a list of its tasks helps nobody."""
    form, answers = form_of(draft.procedure, draft.form_version), answers_of(draft)
    place = first_place(form.sections[0], answers, marks_of(draft)) if len(form.groups) == 1 else None
    if place is None:
        return reverse("citizen:tasks", kwargs={"procedure": draft.procedure, "draft": draft.pk})
    return place_url(draft, place)
