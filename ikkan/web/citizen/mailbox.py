"""The mailbox: notices as pages and as PDF, and the choice between mailbox and paper."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.forms.paths import text_at
from ikkan.papers.paper import Paper
from ikkan.papers.typeset import paper_pdf
from ikkan.people.guards import require_citizen
from ikkan.rooms.answer.choices import choose_electronic, has_chosen_electronic, withdraw_electronic
from ikkan.rooms.answer.mailbox import note_downloaded, note_opened, notices_for
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.answer.seals import sealed_notice
from ikkan.web.citizen.doors import citizen_of
from ikkan.web.citizen.mail import notice_for
from ikkan.web.citizen.offered import OFFERED, form_of, service_of
from ikkan.web.citizen.receipt import can_correct, contact_of
from ikkan.web.citizen.shown import day_text, full_day_text, moment_text, until_text
from ikkan.web.citizen.uploads import as_attachment
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled


@require_citizen
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the notices, latest first, and how they reach this person."""
    account, language = citizen_of(request), page_language_of(request)
    context = {
        "page_title": _("お知らせ"),
        "notices": [
            (one, moment_text(one.available_at, language), form_of(one.case.procedure).title.shown(language))
            for one in notices_for(account, timezone.now())
        ],
        "choices": [
            (code, form_of(code).title.shown(language), has_chosen_electronic(account, code)) for code in OFFERED
        ],
    }
    return render(request, "citizen/mailbox.html", context)


@require_citizen
@require_safe
def notice(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Show a notice from its content, and record the first opening."""
    account, language, now = citizen_of(request), page_language_of(request), timezone.now()
    found = notice_for(account, notice, now)
    note_opened(found, now)
    paper = Paper.from_json(found.content)
    offers, case = service_of(found.case.procedure).offers, found.case
    context = {
        "page_title": paper.title,
        "procedure_title": form_of(case.procedure).title.shown(language),
        "notice": found,
        "paper": paper,
        "case": case,
        "print_number": case.number,
        "arrived": moment_text(found.available_at, language),
        "opened": moment_text(found.first_opened_at, language),
        "downloaded": moment_text(found.downloaded_at, language),
        "dated": full_day_text(found.dated_on, language),
        "reasons": _reasons(found, language),
        "instruction": _instruction(found, language),
        "correct_until": until_text(case.round.closes_at, language) if case.round and can_correct(case) else "",
        "contact": contact_of(case, language),
        "offers": [(one, day_text(one.decline_by, language)) for one in offers.offers_of(case)],
        "held": offers.held_rounds(case) if found.grants_less else [],
        "back_url": reverse("citizen:mailbox"),
    }
    return render(request, "citizen/notice.html", context)


@require_citizen
@require_safe
def notice_pdf(request: HttpRequest, notice: UUID) -> HttpResponse:
    """Give a notice as PDF, and record the first download."""
    now = timezone.now()
    found = notice_for(citizen_of(request), notice, now)
    made = paper_pdf(Paper.from_json(found.content), made_on=found.dated_on)
    data = sealed_notice(made, case_number=found.case.number, now=now)
    note_downloaded(found, now)
    return as_attachment(data, f"{found.case.number}-{found.title}.pdf", "application/pdf")


@require_citizen
@throttled("save")
@require_http_methods(["POST"])
def electronic(request: HttpRequest, procedure: str) -> HttpResponseBase:
    """Record the choice between mailbox and paper for a procedure."""
    account, now = citizen_of(request), timezone.now()
    service_of(procedure)
    if request.POST.get("wanted") == "yes":
        choose_electronic(account=account, procedure=procedure, now=now)
        messages.success(request, _("これからのお知らせは、ここに届きます"))
    else:
        withdraw_electronic(account=account, procedure=procedure, now=now)
        messages.success(request, _("これからのお知らせは、郵便で届きます"))
    answer = redirect("citizen:mailbox")
    answer.status_code = 303
    return answer


def _reasons(found: Notice, language: str) -> list[tuple[str, str, bool]]:
    """Return sentence, article and whether it is unconfirmed of each reason."""
    side = "en" if language == "en" else "ja"
    return [
        (text_at(one, side), text_at(one, "article"), one.get("unconfirmed") is True)
        for one in found.reasons
        if isinstance(one, dict)
    ]


def _instruction(found: Notice, language: str) -> list[str]:
    """Return the paragraphs on remedies in English for readers who chose it; the letter itself has the Japanese."""
    stored = found.instruction.get("en") if language == "en" else None
    return [str(one) for one in stored] if isinstance(stored, list) else []
