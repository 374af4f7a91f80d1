"""The blind second look: a drawn doubt without its first verdict, how far officers agree, and where they did not."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.parts import Crumb
from ikkan.counter.tables import Cell, Column, Row, Table
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reason import Reason
from ikkan.ledger.steps import retry_when_stale
from ikkan.people.guards import duties_at, require_duty
from ikkan.people.models import Account
from ikkan.rooms.check.models import Recheck
from ikkan.rooms.check.rechecks import Agreement, agreement, apart, record_recheck, waiting_for
from ikkan.web.board.limits import limits_on
from ikkan.web.citizen.shown import day_text
from ikkan.web.desk.decisions import decision_choices, decision_words
from ikkan.web.desk.doors import SeeOther, officer_of, require_one_of, said, tell
from ikkan.web.desk.offered import desk_of
from ikkan.web.desk.opening import way_in
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

LONGEST = 2_000
SHOWN = 50


def agreement_now(account: Account) -> Agreement:
    """Return how far second looks agreed over the days that the board looks back."""
    now = timezone.now()
    days = limits_on(timezone.localdate(now)).look_back_days
    return agreement(account, since=now - timedelta(days=days))


def agreement_words(found: Agreement) -> str:
    """Return the agreement as a sentence."""
    days = limits_on(timezone.localdate()).look_back_days
    if not found.done:
        return _("判断の再確認は、この%(days)s日にまだありません。") % {"days": days}
    return _("判断の再確認：この%(days)s日 %(done)s件のうち%(agreed)s件が前の判断と同じ（%(share)s）。") % {
        "days": days, "done": found.done, "agreed": found.agreed, "share": f"{found.agreed / found.done:.0%}",
    }  # fmt: skip


@require_one_of("desk", "board")
@require_safe
def rechecks(request: HttpRequest) -> HttpResponse:
    """Show what waits for a second look by this officer, how far they agree, and where they did not."""
    account, may_judge = officer_of(request), "desk" in duties_at(request)
    following = waiting_for(account).first() if may_judge else None
    context = {
        "page_title": _("判断の再確認"),
        "crumbs": [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(_("判断の再確認"))],
        "agreement": (found := agreement_now(account)),
        "said": agreement_words(found),
        "next_url": reverse("desk:recheck", args=[following.pk]) if following else "",
        "table": _apart_table(page_language_of(request), may_judge),
    }
    return render(request, "desk/rechecks.html", context)


def _apart_table(language: str, may_open: bool) -> Table:
    words = decision_words()
    columns = [
        Column("number", _("番号")), Column("reason", _("理由")), Column("first", _("前の判断")),
        Column("second", _("再確認の判断")), Column("note", _("メモ")), Column("at", _("日")),
    ]  # fmt: skip
    rows = [
        Row(
            str(one.pk),
            [
                Cell(case.number, reverse("desk:case", args=[case.number]) if may_open else ""),
                desk_of(case.procedure).reason_title(one.verdict.code, language),
                words.get(one.verdict.decision, one.verdict.decision),
                words.get(one.decision, one.decision),
                one.note,
                day_text(one.at, language),
            ],
        )
        for one in apart()[:SHOWN]
        for case in [one.verdict.case]
    ]
    return Table("apart", _("判断が分かれたもの"), columns, rows)


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def recheck(request: HttpRequest, recheck: int) -> HttpResponseBase:
    """Show a drawn doubt without its first verdict, and record the second look."""
    account = officer_of(request)
    one = waiting_for(account).filter(pk=recheck).first()
    if one is None:
        raise Http404
    first = way_in(request, one.verdict.case)
    if first:
        return SeeOther(first)
    if request.method != "POST":
        return _show(request, one, "")
    decision, note = request.POST.get("decision", ""), request.POST.get("note", "").strip()[:LONGEST]
    outcome = retry_when_stale(
        one.verdict.case,
        lambda: record_recheck(recheck=one, decision=decision, note=note, account=account, now=timezone.now()),
    )
    if isinstance(outcome, Refused):
        return _show(request, one, said(request, outcome))
    tell(request, outcome, _("再確認を記録しました。前の判断は変わりません"))
    return SeeOther(reverse("desk:rechecks"))


def _show(request: HttpRequest, one: Recheck, error: str) -> HttpResponse:
    language, reason = page_language_of(request), Reason.from_json(one.finding.reason)
    doubt = desk_of(one.verdict.case.procedure).doubt_of(reason, f"recheck-{one.pk}", language)
    context = {
        "page_title": _("判断の再確認"),
        "crumbs": [
            Crumb(_("受付箱"), reverse("desk:inbox")),
            Crumb(_("判断の再確認"), reverse("desk:rechecks")),
            Crumb(one.verdict.case.number),
        ],
        "one": one,
        "doubt": doubt,
        "sentence": reason.shown(language),
        "ground": f"{reason.article}　{reason.row}",
        "ask": decision_choices("decision", error=error, chosen=request.POST.get("decision", "")),
        "note": request.POST.get("note", ""),
        "error_list": [("#id_decision_0", error)] if error else [],
    }
    return render(request, "desk/recheck.html", context, status=422 if error else 200)
