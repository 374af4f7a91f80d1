"""The tracker of a case, and what its citizen can do: correct, withdraw, decline, take a certificate."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.corridor.filing import withdraw_application
from ikkan.counter.tracker import build_tracker
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Document
from ikkan.ledger.steps import Stale
from ikkan.papers.typeset import paper_pdf
from ikkan.people.guards import require_citizen
from ikkan.rooms.answer.mailbox import notices_for
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.selectors import current_filing
from ikkan.web.citizen.case_words import room_of, room_sentence
from ikkan.web.citizen.doors import citizen_of, own_case, seen_case, told_of
from ikkan.web.citizen.offered import form_of, service_of
from ikkan.web.citizen.queue import forecast_of, room_days, slip_of
from ikkan.web.citizen.receipt import can_correct, contact_of
from ikkan.web.citizen.shown import day_text, until_text
from ikkan.web.citizen.timeline import visible_events
from ikkan.web.citizen.uploads import as_attachment
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled


@require_citizen
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show where a case stands, whose turn it is, until when and why, and what the citizen can do."""
    account, language, now = citizen_of(request), page_language_of(request), timezone.now()
    found = seen_case(account, number)
    forecast = forecast_of(found, now)
    service, is_own = service_of(found.procedure), found.applicant_id == account.pk
    tracker = build_tracker(
        room_sentence(found, language), room_of(found), room_days(found, forecast, language),
        your_turn=found.waits_for == "citizen", finished=found.room == "closed",
    )  # fmt: skip
    context = {
        "page_title": _("いまの状況"),
        "heading": form_of(found.procedure).title.shown(language),
        "procedure_title": form_of(found.procedure).title.shown(language),
        "case": found,
        "is_own": is_own,
        "print_number": found.number,
        "tracker": tracker,
        "why": forecast.why if room_of(found) == "check" else "",
        "slipped": slip_of(found, language, timezone.localdate(now)),
        "due": day_text(found.deadline_on, language) if found.waits_for == "citizen" else "",
        "notices": list(notices_for(account, now).filter(case=found)),
        "events": visible_events(found, account, language),
        "documents": Document.objects.filter(case=found, replaced_by=None).order_by("created_at"),
        "correct_until": _correct_until(found, language),
        "acting_for": None if is_own else found.applicant,
        "offers": service.offers.offers_of(found) if is_own else [],
        "held": service.offers.held_rounds(found) if is_own else [],
        "parts": service.telling.case_parts(found, language=language, now=now),
        "contact": contact_of(found, language),
        "back_url": reverse("home"),
    }
    return render(request, "citizen/case.html", context)


@require_citizen
@throttled("save")
@require_http_methods(["POST"])
def correct(request: HttpRequest, number: str) -> HttpResponseBase:
    """Begin a correction: the form opens as it was filed last."""
    account = citizen_of(request)
    found = seen_case(account, number)
    if not can_correct(found):
        messages.error(request, _("ここでは直せません。取り下げて送り直すか、窓口に相談してください。"))
        return _see(found)
    filing = current_filing(found)
    draft = start_draft(
        owner=found.applicant or account, procedure=found.procedure, form_version=filing.form_version,
        answers=dict(filing.answers), corrects=found,
    )  # fmt: skip
    answer = redirect("citizen:tasks", procedure=found.procedure, draft=draft.pk)
    answer.status_code = 303
    return answer


@require_citizen
@throttled("file")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponseBase:
    """Withdraw an application after a look at what that means."""
    account, language = citizen_of(request), page_language_of(request)
    found = own_case(account, number)
    if request.method == "POST":
        why = request.POST.get("why", "").strip()[:500]
        try:
            outcome = withdraw_application(case=found, actor=account, why=why, now=timezone.now())
        except Stale:
            messages.error(request, _("同じときに内容が変わりました。もう一度押してください"))
            return redirect("citizen:withdraw", number=number)
        if isinstance(outcome, Refused):
            messages.error(request, told_of(outcome, request))
        else:
            messages.success(request, _("申込みを取り下げました"))
        return _see(found)
    context = {
        "page_title": _("申込みを取り下げますか"),
        "procedure_title": form_of(found.procedure).title.shown(language),
        "case": found,
        "lost": service_of(found.procedure).offers.cost_of_giving_up(found, language=language, now=timezone.now()),
        "again_until": _closes(found, language),
        "back_url": reverse("citizen:case", kwargs={"number": number}),
    }
    return render(request, "citizen/withdraw.html", context)


@require_citizen
@throttled("file")
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, number: str, child: str) -> HttpResponseBase:
    """Decline an offer after a look at what that means."""
    account, language = citizen_of(request), page_language_of(request)
    found = own_case(account, number)
    offers = service_of(found.procedure).offers
    offer = next((one for one in offers.offers_of(found) if one.child == child), None)
    if offer is None:
        raise Http404
    if request.method == "POST":
        reason = request.POST.get("why", "").strip()[:500]
        outcome = offers.decline(found, child, actor=account, reason=reason, now=timezone.now())
        if isinstance(outcome, Refused):
            messages.error(request, told_of(outcome, request))
        else:
            messages.success(request, _("内定を辞退しました"))
        return _see(found)
    context = {
        "page_title": _("内定を辞退しますか"),
        "procedure_title": form_of(found.procedure).title.shown(language),
        "offer": offer,
        "lost": offers.cost_of_giving_up(found, language=language, now=timezone.now(), child=child),
        "by": day_text(offer.decline_by, language),
        "back_url": reverse("citizen:case", kwargs={"number": number}),
    }
    return render(request, "citizen/decline.html", context)


@require_citizen
@require_safe
def held_certificate(request: HttpRequest, number: str, child: str, round_number: str) -> HttpResponseBase:
    """Give the certificate of being on hold as PDF."""
    found, now = own_case(citizen_of(request), number), timezone.now()
    paper = service_of(found.procedure).offers.held_proof(found, child, round_number, now=now)
    if paper is None:
        raise Http404
    if isinstance(paper, Refused):
        messages.error(request, told_of(paper, request))
        return redirect("citizen:case", number=number)
    data = paper_pdf(paper, made_on=timezone.localdate(now))
    return as_attachment(data, f"{number}-{_('保留の証明書')}.pdf", "application/pdf")


def _closes(found: Case, language: str) -> str:
    """Return until when the round of a case takes applications, blank when it no longer does."""
    is_open = found.round is not None and found.round.closes_at >= timezone.now()
    return until_text(found.round.closes_at, language) if found.round is not None and is_open else ""


def _correct_until(found: Case, language: str) -> str:
    if not can_correct(found):
        return ""
    return until_text(found.round.closes_at, language) if found.round else _("終わるまで")


def _see(found: Case) -> HttpResponseBase:
    answer = redirect("citizen:case", number=found.number)
    answer.status_code = 303
    return answer
