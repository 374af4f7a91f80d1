"""The inbox: what waits for a person, grouped by why it stopped, because equal reasons are judged together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.parts import Choice
from ikkan.counter.tables import SELECT_KEY, Cell, Column, Filter, Row, Table, read_sort
from ikkan.counter.tracker import ROOM_NAMES
from ikkan.kernel.registry import procedure_of, procedures
from ikkan.ledger.models import Case, WaitsFor
from ikkan.people.guards import require_duty
from ikkan.web.citizen.shown import day_text
from ikkan.web.desk.doors import officer_of
from ikkan.web.desk.inbox_rows import (
    PER_PAGE,
    ROOMS,
    Asked,
    Counts,
    asked_cases,
    counts,
    days_waited,
    family_names,
    page_of,
    reasons_of,
    straight_through,
)
from ikkan.web.desk.offered import ENTRIES, desk_of
from ikkan.web.desk.rechecking import agreement_now, agreement_words
from ikkan.web.desk.working_keys import keys_are_on
from ikkan.web.language import page_language_of


@require_duty("desk")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the cases that were asked for, first those that wait for an officer."""
    account, now, language = officer_of(request), timezone.now(), page_language_of(request)
    asked = read_asked(request)
    standing = counts(account, now)
    found = asked_cases(asked, account, now)
    groups = reasons_of(found)
    cases = page_of(found, asked)
    table = _table(request, asked, cases, total=sum(count for _p, _r, count in groups), language=language)
    context = {
        "page_title": _("受付箱"),
        "tabs": _tabs(asked, standing),
        "groups": [
            (desk_of(code).reason_title(reason, language), count, _url(asked, reason=reason), reason == asked.reason)
            for code, reason, count in groups
            if reason
        ][:12],
        "table": table,
        "passed": straight_through(now),
        "due_soon": standing.due_soon,
        "own": standing.own,
        "own_url": f"{reverse('desk:inbox')}?assignee=me",
        "recheck": agreement_words(second := agreement_now(account)),
        "recheck_waiting": second.waiting,
        "entries": [(procedure_of(code).title.shown(language), reverse("desk:enter", args=[code])) for code in ENTRIES],
        "asked": asked,
        "back": request.get_full_path(),
        "desk_keys": keys_are_on(request),
    }
    return render(request, "desk/inbox.html", context)


def read_asked(request: HttpRequest) -> Asked:
    """Return what the address asks for; unknown values count as not given."""
    get = request.GET
    tab = get.get("tab", "mine")
    page = get.get("page", "1")
    assignee = get.get("assignee", "")
    return Asked(
        tab=tab if tab in {"mine", "stuck", *ROOMS} else "mine",
        reason=get.get("reason", "")[:60],
        procedure=get.get("procedure", "")[:40],
        assignee=assignee if assignee in {"me", "nobody"} else "",
        query=get.get("q", "").strip().upper()[:20],
        sort=read_sort(get.get("sort", ""), _columns()) or "due",
        page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )


def _columns() -> list[Column]:
    return [
        Column("number", _("番号"), sortable=True),
        Column("due", _("期限"), sortable=True),
        Column("who", _("申込者")),
        Column("reason", _("止まった理由")),
        Column("wait", _("待ち（日）"), sortable=True, number=True),
        Column("assignee", _("担当")),
    ]


def _table(request: HttpRequest, asked: Asked, cases: list[Case], *, total: int, language: str) -> Table:
    names, now = family_names(cases), timezone.now()
    rows = [
        Row(
            str(case.pk),
            [
                Cell(case.number, reverse("desk:case", args=[case.number])),
                day_text(case.deadline_on, language) or "－",
                names.get(case.pk, ""),
                _why(case, language),
                str(days_waited(case, now)),
                str(case.assignee) if case.assignee else "－",
            ],
        )
        for case in cases
    ]
    ticked = frozenset(row.key for row in rows) if request.GET.get(SELECT_KEY) else frozenset()
    return Table(
        "inbox", _title(asked), _columns(), rows, reverse("desk:inbox"), _filters(asked), asked.sort, total, asked.page,
        PER_PAGE, select_name="case" if rows else "", ticked=ticked, tall=True, keep={"tab": asked.tab},
    )  # fmt: skip


def _why(case: Case, language: str) -> Cell:
    if case.reason_code:
        return Cell(desk_of(case.procedure).reason_title(case.reason_code, language), tone="warn")
    return Cell(str(waits_words(case.waits_for)))


def waits_words(code: str) -> str:
    """Return whom a case waits for, in the language of the page."""
    return {
        WaitsFor.MACHINE: _("自動の処理中"),
        WaitsFor.CITIZEN: _("申込者の番"),
        WaitsFor.PAYMENT: _("支払いを待っています"),
        WaitsFor.OUTSIDE: _("外の仕組みの返事を待っています"),
        WaitsFor.OFFICER: _("職員の番"),
        WaitsFor.ROUND: _("選考の回を待っています"),
        WaitsFor.APPROVER: _("決裁者の番"),
        WaitsFor.DELIVERY: _("発送を待っています"),
        WaitsFor.NOBODY: _("終わりました"),
    }[WaitsFor(code)]


def _filters(asked: Asked) -> list[Filter]:
    filters = [
        Filter("q", _("番号"), asked.query),
        Filter(
            "assignee",
            _("担当"),
            asked.assignee,
            [Choice("me", _("自分")), Choice("nobody", _("決まっていない"))],
        ),
    ]
    known = [Choice(one.code, one.title.ja) for one in procedures()]
    if len(known) > 1:
        filters.append(Filter("procedure", _("手続き"), asked.procedure, known))
    if asked.reason:
        filters.append(Filter("reason", _("理由"), asked.reason, [Choice(asked.reason, _reason_words(asked))]))
    return filters


def _reason_words(asked: Asked) -> str:
    for procedure in procedures():
        desk = desk_of(procedure.code)
        if asked.reason in desk.reason_codes():
            return desk.reason_title(asked.reason, "ja")
    return asked.reason


def _title(asked: Asked) -> str:
    if asked.tab == "mine":
        return _("職員の番の申込み")
    if asked.tab == "stuck":
        return _("止まっている申込み")
    return _("%(room)sの申込み") % {"room": ROOM_NAMES[asked.tab]}


def _tabs(asked: Asked, standing: Counts) -> list[tuple[str, int, str, bool]]:
    found = [("mine", _("職員の番"), standing.officer)]
    found += [(room, str(ROOM_NAMES[room]), standing.rooms[room]) for room in ROOMS]
    found.append(("stuck", _("止まっている"), standing.stuck))
    return [(words, count, f"{reverse('desk:inbox')}?tab={tab}", tab == asked.tab) for tab, words, count in found]


def _url(asked: Asked, *, reason: str) -> str:
    chosen = "" if reason == asked.reason else f"&reason={reason}"
    return f"{reverse('desk:inbox')}?tab={asked.tab}{chosen}"
