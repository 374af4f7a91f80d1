"""Moving an application to another round: choose, write why, look at what changes, move."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.corridor.rounds import move_case, rounds_to_move_to
from ikkan.counter.parts import Answer, AnswerCard, Choice, Choices, Crumb, TextBox
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import retry_when_stale
from ikkan.people.guards import require_duty
from ikkan.web.citizen.shown import full_day_text
from ikkan.web.desk.doors import SeeOther, case_of, officer_of, said, tell
from ikkan.web.desk.opening import way_in
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

LONGEST = 1_000


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the rounds to choose from; a first press shows what changes, a second one moves the case."""
    case = case_of(number)
    if case.round is None:
        raise Http404
    first = way_in(request, case)
    if first:
        return SeeOther(first)
    offered = list(rounds_to_move_to(case).order_by("month", "closes_at"))
    if request.method != "POST":
        return _show(request, case, offered, None, [])
    to = next((one for one in offered if one.number == request.POST.get("to", "")), None)
    why = request.POST.get("why", "").strip()[:LONGEST]
    problems = [] if to else [("#id_to_0", _("どの回に移すかを選んでください"))]
    problems += [] if why else [("#id_why", _("移す理由を書いてください"))]
    if problems or to is None or request.POST.get("press") != "move":
        return _show(request, case, offered, to, problems)
    account = officer_of(request)
    outcome = retry_when_stale(case, lambda: move_case(case=case, to=to, account=account, why=why, now=timezone.now()))
    if isinstance(outcome, Refused):
        return _show(request, case, offered, to, [(f"#id_{outcome.field or 'to_0'}", said(request, outcome))])
    tell(request, outcome, _("%(round)sに移しました") % {"round": to.title})
    return SeeOther(reverse("desk:case", args=[number]))


def _show(
    request: HttpRequest, case: Case, offered: list[Round], to: Round | None, problems: list[tuple[str, str]]
) -> HttpResponse:
    errors, language = dict(problems), page_language_of(request)
    options = [
        Choice(
            one.number, one.title, _("答えの予定 %(day)s") % {"day": full_day_text(one.answers_on, language)},
            checked=one == to,
        )
        for one in offered
    ]  # fmt: skip
    is_preview = to is not None and not problems
    context = {
        "page_title": _("別の回に移す"),
        "crumbs": [
            Crumb(_("受付箱"), reverse("desk:inbox")),
            Crumb(case.number, reverse("desk:case", args=[case.number])),
            Crumb(_("別の回に移す")),
        ],
        "case": case,
        "ask": Choices("to", _("どの回に移しますか"), options, error=errors.get("#id_to_0", "")) if offered else None,
        "box": TextBox(
            "why", _("移す理由"), request.POST.get("why", "").strip()[:LONGEST], error=errors.get("#id_why", ""),
            rows=3, hint=_("経過に残ります"),
        ),
        "error_list": problems,
        "changes": _changes(case, to, language) if is_preview and to else None,
    }  # fmt: skip
    return render(request, "desk/move.html", context, status=422 if problems else 200)


def _changes(case: Case, to: Round, language: str) -> AnswerCard:
    """Say what moving changes: the round, and the day told to the citizen."""
    before = case.round.title if case.round else ""
    day = full_day_text(case.expected_on, language) or _("決まっていません")
    return AnswerCard(
        "",
        [
            Answer(_("選考の回"), f"{before} → {to.title}"),
            Answer(_("答えの予定"), f"{day} → {full_day_text(to.answers_on, language)}"),
            Answer(_("申込者へのお知らせ"), _("予定の日が変わったことを、メールで知らせます")),
        ],
    )
