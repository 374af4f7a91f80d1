"""What the analyses of the access log found, and the person's judgement of each, with a note."""

from collections.abc import Sequence
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.corridor.access_judging import findings as found_by
from ikkan.corridor.access_judging import judge_finding, rule_rows, verdict_rows
from ikkan.corridor.access_log import DUTY, usernames
from ikkan.counter.parts import Choice, Choices, Crumb, TextBox
from ikkan.counter.tables import Cell, Column, Filter, Row, Table
from ikkan.kernel.book import Row as BookRow
from ikkan.kernel.outcome import Refused
from ikkan.ledger.access_rows import AccessFinding, AccessJudgement
from ikkan.people.guards import require_duty
from ikkan.web.citizen.shown import full_day_text, moment_text
from ikkan.web.citizen.timeline import posts_of
from ikkan.web.desk.doors import SeeOther, officer_of, said, tell
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

PER_PAGE: Final = 50
STATES: Final = {"open": True, "judged": False}


@require_duty(DUTY)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """List what was found, the latest first."""
    rules, side, language = rule_rows(timezone.now()), _side(request), page_language_of(request)
    rule, state = request.GET.get("rule", ""), request.GET.get("state", "")
    found = found_by(rule=rule if rule in rules else "", is_open=STATES.get(state))
    total, wanted = found.count(), request.GET.get("page", "1")
    page = max(1, min(int(wanted) if wanted.isascii() and wanted.isdecimal() else 1, -(-total // PER_PAGE) or 1))
    rows = list(found[(page - 1) * PER_PAGE : page * PER_PAGE].prefetch_related("judgements"))
    names, posts = usernames(one.reader for one in rows), posts_of(one.reader for one in rows)
    shown = [
        Row(str(one.pk), [
            Cell(full_day_text(one.day, language), reverse("audit:finding", args=[one.pk])),
            _rule_words(rules, one.rule, side), f"{names.get(one.reader, '－')}　{posts.get(one.reader, '')}".strip(),
            one.resident or "－", str(one.count), _state(list(one.judgements.all()), side),
        ])
        for one in rows
    ]  # fmt: skip
    columns = [
        Column("day", _("日")), Column("rule", _("点検")), Column("who", _("操作した人")),
        Column("whom", _("見られた人（宛名番号）")), Column("count", _("数"), number=True), Column("state", _("結果")),
    ]  # fmt: skip
    filters = [
        Filter("rule", _("点検"), rule, [Choice(key, row.text(side)) for key, row in rules.items()]),
        Filter("state", _("状態"), state, [Choice("open", _("まだ確かめていない")), Choice("judged", _("確かめた"))]),
    ]
    table = Table(
        "findings", _("見た記録の点検で分かったこと"), columns, shown, path=reverse("audit:findings"), filters=filters,
        total=total, page=page, per_page=PER_PAGE,
    )  # fmt: skip
    context = {
        "page_title": _("見た記録の点検"),
        "crumbs": [Crumb(_("見た記録（操作ログ）"), reverse("audit:log")), Crumb(_("点検"))],
        "table": table,
    }
    return render(request, "audit/findings.html", context)


@require_duty(DUTY)
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, access_finding: int) -> HttpResponseBase:
    """Show one finding with every judgement of it; judge it."""
    one = AccessFinding.objects.filter(pk=access_finding).first()
    if one is None:
        raise Http404
    refused: Refused | None = None
    if request.method == "POST":
        outcome = judge_finding(
            finding=one.pk, verdict=request.POST.get("verdict", ""), note=request.POST.get("note", ""),
            account=officer_of(request), now=timezone.now(),
        )  # fmt: skip
        if not isinstance(outcome, Refused):
            tell(request, outcome, _("確かめた結果を記録しました"))
            return SeeOther(reverse("audit:findings"))
        refused = outcome
    return _show(request, one, refused)


def _show(request: HttpRequest, one: AccessFinding, refused: Refused | None) -> HttpResponse:
    language, side, now = page_language_of(request), _side(request), timezone.now()
    words = {refused.field: said(request, refused)} if refused else {}
    name = usernames([one.reader]).get(one.reader, "")
    day = one.day.isoformat()
    sought = [("why", _("点検の確認")), ("officer", name), ("person", one.resident), ("first", day), ("last", day)]
    verdicts = verdict_rows(now)
    judged = list(one.judgements.select_related("account").order_by("-at", "-pk"))
    context = {
        "page_title": _rule_words(rule_rows(now), one.rule, side),
        "crumbs": [Crumb(_("点検"), reverse("audit:findings")), Crumb(full_day_text(one.day, language))],
        "rows": [
            (_("日"), full_day_text(one.day, language)),
            (_("操作した人"), f"{name}　{posts_of([one.reader]).get(one.reader, '')}".strip()),
            (_("見られた人（宛名番号）"), one.resident or _("多くの人")),
            (_("数"), str(one.count)),
            (_("はじめと終わり"), f"{moment_text(one.first_at, language)}－{moment_text(one.last_at, language)}"),
        ],
        "log_url": f"{reverse('audit:log')}?{urlencode(sought)}",
        "judged": [
            (moment_text(past.at, language), _state([past], side), past.note, past.account.username) for past in judged
        ],
        "ask": Choices("verdict", _("確かめた結果"),
                       [Choice(key, row.text(side), checked=request.POST.get("verdict") == key)
                        for key, row in verdicts.items()], error=words.get("verdict", "")),
        "box": TextBox("note", _("何を確かめたか"), request.POST.get("note", ""), rows=4, error=words.get("note", ""),
                       hint=_("だれに聞き、何を見たか。消せない記録になります")),
        "error_list": [("#id_verdict_0" if field == "verdict" else "#id_note", text) for field, text in words.items()],
    }  # fmt: skip
    return render(request, "audit/finding.html", context, status=422 if words else 200)


def _state(judged: Sequence[AccessJudgement], side: str) -> str:
    if not judged:
        return _("まだ確かめていない")
    last = max(judged, key=lambda one: (one.at, one.pk))
    rows = verdict_rows(last.at)
    return rows[last.verdict].text(side) if last.verdict in rows else last.verdict


def _rule_words(rules: dict[str, BookRow], rule: str, side: str) -> str:
    return rules[rule].text(side) if rule in rules else rule


def _side(request: HttpRequest) -> str:
    return "en" if page_language_of(request) == "en" else "ja"
