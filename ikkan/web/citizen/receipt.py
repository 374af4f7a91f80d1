"""The receipt, which stays at its address, and the copy of the application."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.forms.paths import text_at
from ikkan.ledger.cash import open_charge
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.papers.typeset import paper_pdf
from ikkan.people.guards import require_citizen
from ikkan.rooms.answer.choices import has_chosen_electronic
from ikkan.rooms.intake.selectors import current_filing
from ikkan.web.citizen.doors import citizen_of, seen_case
from ikkan.web.citizen.offered import form_of, pages_of, service_of
from ikkan.web.citizen.paying import yen_text
from ikkan.web.citizen.queue import forecast_of
from ikkan.web.citizen.shown import day_text, hidden_mail, moment_text, until_text
from ikkan.web.citizen.uploads import as_attachment
from ikkan.web.language import page_language_of

# in the address of the receipt just after sending, so that saying so costs the sending no write
SENT: Final = "sent"
# so long the receipt of a case without a round looks for the machine's first word
LOOKED_AT_SOON: Final = timedelta(minutes=5)


@require_citizen
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show that the application arrived, what happens next and when, and whom to ask."""
    account, language, now = citizen_of(request), page_language_of(request), timezone.now()
    case = seen_case(account, number)
    if SENT in request.GET:
        messages.success(request, _("送りました"))
    forecast = forecast_of(case, now)
    service = service_of(case.procedure)
    answers = dict(current_filing(case).answers)
    round_ = case.round
    context = {
        "page_title": _("申込みを受け付けました"),
        "procedure_title": form_of(case.procedure).title.shown(language),
        "case": case,
        "is_own": case.applicant_id == account.pk,
        "print_number": case.number,
        "received": moment_text(case.received_at, language),
        "check_on": day_text(forecast.check_on, language),
        "why": forecast.why,
        "answers_on": day_text(round_.answers_on if round_ else case.expected_on, language),
        "mail": hidden_mail(text_at(answers, "applicant.email")),
        "is_electronic": has_chosen_electronic(account, case.procedure),
        "correct_until": until_text(round_.closes_at, language) if round_ and can_correct(case) else "",
        "contact": contact_of(case, language),
        "parts": service.telling.case_parts(case, language=language, now=now),
        **_next(case, language, now),
    }
    return render(request, "citizen/receipt.html", context)


@require_citizen
@require_safe
def next_step(request: HttpRequest, number: str) -> HttpResponse:
    """Give the part of the receipt that tells what the person does next; a page that waits asks for it."""
    case, language = seen_case(citizen_of(request), number), page_language_of(request)
    return render(request, "citizen/parts/next_step.html", {"case": case, **_next(case, language, timezone.now())})


def _next(case: Case, language: str, now: datetime) -> dict[str, object]:
    """Return the fee that is owed, or whether one is about to be worked out."""
    charge = open_charge(case) if case.waits_for == "payment" else None
    is_new = case.round is None and now - case.received_at < LOOKED_AT_SOON
    return {
        "owed": yen_text(charge.amount, language) if charge is not None else "",
        "is_looked_at": is_new and case.waits_for == "machine" and case.room in {"intake", "check"},
    }


@require_citizen
@require_safe
def copy(request: HttpRequest, number: str) -> HttpResponse:
    """Give the copy of the application with all its versions as PDF."""
    case, now = seen_case(citizen_of(request), number), timezone.now()
    paper = pages_of(case.procedure).filed_copy(case, now=now)
    data = paper_pdf(paper, made_on=timezone.localdate(now))
    return as_attachment(data, f"{case.number}-{_('申込みの写し')}.pdf", "application/pdf")


def can_correct(case: Case) -> bool:
    """Tell whether the applicant may still change the application on their own."""
    if case.room == "closed" or case.waits_for == "citizen" or service_of(case.procedure).signing is not None:
        # what was signed is not changed: it is withdrawn and asked for anew
        return False
    return case.round is None or case.round.closes_at >= timezone.now()


def contact_of(case: Case, language: str) -> dict[str, str]:
    """Return the office that answers questions about a case, from the town's book."""
    told = book_in_force(case.procedure).at(timezone.localdate()).block("authority").values
    office = str(told["office_en"] if language == "en" else told["office"])
    return {"office": office, "phone": str(told["phone"]), "hours": str(told["hours"])}
