"""Everything that happened to a case: events, versions of the form, corrections asked for, papers in every version."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.forms.summary import summarise
from ikkan.counter.parts import Crumb
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case, Document
from ikkan.people.guards import require_duty
from ikkan.rooms.check.models import Request
from ikkan.rooms.intake.models import Filing
from ikkan.rooms.intake.selectors import filings_of
from ikkan.web.citizen.shown import day_text, moment_text
from ikkan.web.desk.case import document_state, document_title
from ikkan.web.desk.doors import SeeOther, case_of
from ikkan.web.desk.offered import desk_of
from ikkan.web.desk.opening import way_in
from ikkan.web.desk.timeline import events_of, shown_events
from ikkan.web.language import page_language_of

BY = ("", "person", "auto")


@require_duty("desk")
@require_safe
def timeline(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the whole history, or only what people or the machine did."""
    case = case_of(number)
    first = way_in(request, case)
    if first:
        return SeeOther(first)
    language = page_language_of(request)
    by = request.GET.get("by", "")
    events = shown_events(events_of(case), language, case.applicant)
    shown = [one for one in events if by not in BY[1:] or one.automatic == (by == "auto")]
    url = reverse("desk:timeline", args=[number])
    context = {
        "page_title": _("経過"),
        "crumbs": [
            Crumb(_("受付箱"), reverse("desk:inbox")),
            Crumb(case.number, reverse("desk:case", args=[case.number])),
            Crumb(_("経過")),
        ],
        "case": case,
        "print_number": case.number,
        "print_time": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "tabs": [
            (words, f"{url}?by={code}" if code else url, code == by)
            for code, words in zip(BY, (_("すべて"), _("人がしたこと"), _("自動でしたこと")), strict=True)
        ],
        "events": shown,
        "versions": _versions(case, filings_of(case), language),
        "requests": [_request(one, language) for one in Request.objects.filter(case=case).order_by("-asked_at")],
        "documents": [
            (document_title(case, one, language), reverse("desk:document", args=[number, one.pk]),
             document_state(one), day_text(one.created_at, language), one.replaced_by_id is not None)
            for one in Document.objects.filter(case=case).order_by("-created_at")
        ],
    }  # fmt: skip
    return render(request, "desk/timeline.html", context)


def _request(one: Request, language: str) -> dict[str, object]:
    state = _("答えを待っています")
    if one.answered_at is not None:
        state = _("%(day)sに答えが届きました") % {"day": day_text(one.answered_at, language)}
    elif one.lapsed_at is not None:
        state = _("期限までに答えがありませんでした")
    reasons = [Reason.from_json(question["reason"]) for question in one.questions]
    return {
        "asked": moment_text(one.asked_at, language),
        "due": day_text(one.due_on, language),
        "state": state,
        "sentences": [reason.en if language == "en" else reason.ja for reason in reasons],
        "message": one.message,
    }


def _versions(case: Case, filings: list[Filing], language: str) -> list[dict[str, object]]:
    """Return each version with what it changed: only the changed answers, old and new."""
    shown = [_labelled(case, filing, language) for filing in filings]
    rows = []
    for at, filing in enumerate(filings):
        before, now = (shown[at - 1] if at else {}), shown[at]
        changes = [
            (label, before.get(label, ""), now.get(label, ""))
            for label in dict.fromkeys([*before, *now])
            if at and before.get(label, "") != now.get(label, "")
        ]
        rows.append({"version": filing.version, "filed": moment_text(filing.filed_at, language), "changes": changes})
    return list(reversed(rows))


def _labelled(case: Case, filing: Filing, language: str) -> dict[str, str]:
    desk = desk_of(case.procedure)
    form = desk.form_of_case(filing.form_version)
    answers: JsonObject = dict(filing.answers)
    if form is None:
        return {}
    around = desk.surroundings(answers, language, case.reference_day)
    sections = summarise(form, answers, around, marks={}, url=lambda _place: "")
    return {
        f"{section.title}　{card.title}　{row.label}": row.value
        for section in sections
        for card in section.cards
        for row in card.answers
    }
