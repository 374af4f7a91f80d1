"""Search of the access log by whoever is entitled to; the search stands in the log itself."""

from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.corridor.access_log import DUTY, Sought, log_csv, search_log, usernames
from ikkan.counter.parts import Choice, Crumb
from ikkan.counter.tables import Column, Filter, Row, Table
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_duty
from ikkan.registers.models import Reading
from ikkan.registers.reading_origin import API, COMMAND, MACHINE, PAGE
from ikkan.web.citizen.register_words import field_words
from ikkan.web.citizen.shown import moment_text
from ikkan.web.desk.doors import officer_of, said
from ikkan.web.language import page_language_of

PER_PAGE: Final = 50
LONGEST: Final = 100
TEXTS: Final = ("person", "officer", "case", "function")
DAYS: Final = ("first", "last")
ASKED: Final = frozenset({"why", "channel", "who", "number", *TEXTS, *DAYS})


@require_duty(DUTY)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the form, and with a purpose what was found."""
    found: QuerySet[Reading] | None = None
    errors = [
        (f"#log-{name}", _("日を 2026-11-01 の形で入力してください"))
        for name in DAYS
        if request.GET.get(name, "").strip() and _day(request.GET[name]) is None
    ]
    if ASKED & request.GET.keys() and not errors:
        outcome = _search(request)
        if isinstance(outcome, Refused):
            errors = [("#log-why", said(request, outcome))]
        else:
            found = outcome
    context = {
        "page_title": _("見た記録（操作ログ）"),
        "crumbs": [Crumb(_("見た記録（操作ログ）"))],
        "table": _table(request, found),
        "is_found": found is not None,
        "csv_url": f"{reverse('audit:log_file')}?{request.GET.urlencode()}",
        "error_list": errors,
    }
    return render(request, "audit/log.html", context, status=422 if errors else 200)


@require_duty(DUTY)
@require_safe
def log_file(request: HttpRequest) -> HttpResponseBase:
    """Give what a search finds as CSV that Japanese Excel reads."""
    outcome = _search(request)
    if isinstance(outcome, Refused):
        raise Http404
    lines = log_csv(outcome, now=timezone.now())
    # spreadsheets of Japanese offices take UTF-8 only with the mark in front
    answer = StreamingHttpResponse((line.encode("utf-8-sig" if not at else "utf-8") for at, line in enumerate(lines)),
                                   content_type="text/csv; charset=utf-8")  # fmt: skip
    answer.headers["Content-Disposition"] = 'attachment; filename="access-log.csv"'
    return answer


def channel_words() -> dict[str, str]:
    """Return the ways in, in words."""
    return {PAGE: _("画面"), API: _("API"), COMMAND: _("コマンド"), MACHINE: _("自動")}


def _search(request: HttpRequest) -> QuerySet[Reading] | Refused:
    given = request.GET
    sought = Sought(
        **{name: given.get(name, "").strip()[:LONGEST] for name in TEXTS},
        channel=given.get("channel", "") if given.get("channel") in channel_words() else "",
        first=_day(given.get("first", "")),
        last=_day(given.get("last", "")),
        only_people=given.get("who") == "people",
        only_numbered=given.get("number") == "yes",
    )
    return search_log(sought, why=given.get("why", ""), account=officer_of(request), now=timezone.now())


def _table(request: HttpRequest, found: QuerySet[Reading] | None) -> Table:
    total = found.count() if found is not None else 0
    page = max(1, min(_number(request.GET.get("page", "1")), -(-total // PER_PAGE) or 1))
    rows = list(found[(page - 1) * PER_PAGE : page * PER_PAGE]) if found is not None else []
    names, language, ways = usernames(one.reader for one in rows), page_language_of(request), channel_words()
    columns = [
        Column("at", _("いつ")), Column("officer", _("操作した人")), Column("terminal", _("端末")),
        Column("function", _("機能")), Column("person", _("見られた人（宛名番号）")), Column("fields", _("見た項目")),
        Column("number", _("個人番号")), Column("why", _("何のため")), Column("ground", _("根拠")),
    ]  # fmt: skip
    shown = [
        Row(str(one.pk), [
            moment_text(one.at, language), names.get(one.reader, "－") if one.reader else _("自動"),
            one.terminal or "－", f"{ways.get(one.channel, '－')}　{one.function}".strip(), one.resident or "－",
            field_words(one.fields), _("触れた") if one.number_read else _("なし"),
            f"{one.purpose}（{one.case_number}）" if one.case_number else one.purpose, one.ground or "－",
        ])
        for one in rows
    ]  # fmt: skip
    return Table(
        "log", _("見た記録"), columns, shown, path=reverse("audit:log"), filters=_filters(request), total=total,
        page=page, per_page=PER_PAGE,
    )  # fmt: skip


def _filters(request: HttpRequest) -> list[Filter]:
    ways = [Choice(key, words) for key, words in channel_words().items()]
    options = {
        "channel": ways, "who": [Choice("people", _("人だけ"))], "number": [Choice("yes", _("触れたものだけ"))],
    }  # fmt: skip
    labels = {
        "why": _("何のために探すか"), "person": _("見られた人（宛名番号）"), "officer": _("操作した人（ログイン名）"),
        "first": _("はじめの日（年-月-日）"), "last": _("終わりの日（年-月-日）"), "function": _("機能"),
        "case": _("受付番号"),
        "channel": _("経路"), "who": _("人か自動か"), "number": _("個人番号"),
    }  # fmt: skip
    return [
        Filter(key, label, request.GET.get(key, "")[:LONGEST], options.get(key, ())) for key, label in labels.items()
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
