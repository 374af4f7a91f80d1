"""The receipt, which stays at its address, and the copy of the application."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.forms.paths import text_at
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.papers.typeset import paper_pdf
from ikkan.people.guards import require_citizen
from ikkan.rooms.answer.choices import has_chosen_electronic
from ikkan.rooms.intake.selectors import current_filing
from ikkan.web.citizen.doors import citizen_of, seen_case
from ikkan.web.citizen.offered import form_of, pages_of
from ikkan.web.citizen.queue import forecast_of
from ikkan.web.citizen.shown import day_text, hidden_mail, moment_text, until_text
from ikkan.web.citizen.uploads import as_attachment
from ikkan.web.language import page_language_of

# in the address of the receipt just after sending, so that saying so costs the sending no write
SENT: Final = "sent"


@require_citizen
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show that the application arrived, what happens next and when, and whom to ask."""
    account, language, now = citizen_of(request), page_language_of(request), timezone.now()
    case = seen_case(account, number)
    if SENT in request.GET:
        messages.success(request, _("送りました"))
    forecast = forecast_of(case, now)
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
    }
    return render(request, "citizen/receipt.html", context)


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
    if case.room == "closed" or case.waits_for == "citizen":
        return False
    return case.round is None or case.round.closes_at >= timezone.now()


def contact_of(case: Case, language: str) -> dict[str, str]:
    """Return the office that answers questions about a case, from the town's book."""
    told = book_in_force(case.procedure).at(timezone.localdate()).block("authority").values
    office = str(told["office_en"] if language == "en" else told["office"])
    return {"office": office, "phone": str(told["phone"]), "hours": str(told["hours"])}
