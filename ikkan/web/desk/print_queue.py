"""Papers that wait to leave the house: by post in posting order, or to be fetched; and what stands in their way."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikkan.counter.handover_kinds import WaitingPaper
from ikkan.counter.parts import Crumb
from ikkan.counter.tables import PAGE_KEY, SELECT_KEY, Cell, Column, Row, Table
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_duty
from ikkan.web.citizen.shown import day_text
from ikkan.web.desk.doors import SeeOther, officer_of, said, tell, ticked
from ikkan.web.desk.offered import HANDOVERS
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

PER_PAGE: Final = 50
MOST: Final = 500
NAME: Final = "copy"


@require_duty("post")
@require_safe
def print_queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for the post and what waits to be fetched."""
    language = page_language_of(request)
    by_post, to_fetch = _waiting("post", language), _waiting("pickup", language)
    unmade = [one for one in (*by_post, *to_fetch) if not one.is_made]
    context = {
        "page_title": _("発送と受け取りを待つ証明書"),
        "crumbs": [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(_("証明書"))],
        "posting": _posting(request, by_post, language),
        "fetching": _fetching(to_fetch, language),
        "unmade": len(unmade),
        "obstacles": sorted(Counter(one.obstacle for one in unmade if one.obstacle).items()),
    }
    return render(request, "desk/print_queue.html", context)


@require_duty("post")
@require_safe
def stack(request: HttpRequest) -> HttpResponseBase:
    """Give the chosen papers as one download."""
    chosen, now = ticked(request.GET.getlist(NAME), MOST), timezone.now()
    for one in HANDOVERS.values():
        made = one.stack(chosen, now=now)
        if isinstance(made, Refused):
            tell(request, made, "")
            return SeeOther(reverse("desk:print_queue"))
        answer = HttpResponse(made.content, content_type=made.content_type)
        answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
        return answer
    return SeeOther(reverse("desk:print_queue"))


@require_duty("post")
@throttled("save")
@require_POST
def posted(request: HttpRequest) -> HttpResponseBase:
    """Record that the chosen papers were handed to the post, each case with all its papers."""
    chosen, now, done = ticked(request.POST.getlist(NAME), MOST), timezone.now(), 0
    for one in HANDOVERS.values():
        count, refused = one.post(keys=chosen, account=officer_of(request), now=now)
        done += count
        for number, why in refused[:5]:
            messages.error(request, f"{number}：{said(request, why)}", extra_tags="bad")
    if done:
        messages.success(request, _("%(n)s件の発送を記録しました") % {"n": done}, extra_tags="ok")
    elif not chosen:
        messages.error(request, _("発送した証明書を選んでください"), extra_tags="bad")
    return SeeOther(reverse("desk:print_queue"))


@require_duty("post")
@throttled("save")
@require_POST
def again(request: HttpRequest) -> HttpResponseBase:
    """Have every paper made that has no file, after what stood in the way is gone."""
    count = sum(one.make_waiting(now=timezone.now()) for one in HANDOVERS.values())
    messages.success(
        request, _("%(n)s通を作り直しています。少し待って開き直してください") % {"n": count}, extra_tags="ok"
    )
    return SeeOther(reverse("desk:print_queue"))


def _waiting(delivery: str, language: str) -> list[WaitingPaper]:
    return [paper for one in HANDOVERS.values() for paper in one.waiting_papers(delivery, language)]


def _posting(request: HttpRequest, papers: Sequence[WaitingPaper], language: str) -> Table:
    page = next(iter(ticked([request.GET.get(PAGE_KEY, "")], 1)), 1) or 1
    last = max(-(-len(papers) // PER_PAGE), 1)
    page = min(page, last)
    wanted = request.GET.get(SELECT_KEY, "")
    shown = papers if wanted == "all" else papers[(page - 1) * PER_PAGE : page * PER_PAGE]
    columns = [Column("number", _("発行番号")), Column("case", _("受付番号")), Column("name", _("送り先")),
               Column("address", _("住所")), Column("state", _("状態"))]  # fmt: skip
    rows = [
        Row(str(one.key), [one.number, _case(one), one.name, one.address, _state(one, language)])
        for one in shown
    ]  # fmt: skip
    marked = frozenset(row.key for row in rows) if wanted else frozenset[str]()
    return Table(
        "post", _("発送を待つ証明書"), columns, rows, path=request.path, total=len(papers), page=page,
        per_page=max(PER_PAGE, len(shown)), select_name=NAME, select_links=bool(rows), ticked=marked,
    )  # fmt: skip


def _fetching(papers: Sequence[WaitingPaper], language: str) -> Table:
    columns = [Column("number", _("発行番号")), Column("case", _("受付番号")), Column("name", _("受け取る方")),
               Column("state", _("状態"))]  # fmt: skip
    rows = [
        Row(str(one.key), [one.number, Cell(one.case, reverse("desk:reserved", args=[one.case])), one.name,
                           _state(one, language)])
        for one in papers[:MOST]
    ]  # fmt: skip
    return Table("fetch", _("受け取りを待つ証明書"), columns, rows, total=len(papers), per_page=MOST)


def _case(one: WaitingPaper) -> Cell:
    return Cell(one.case, reverse("desk:case", args=[one.case]))


def _state(one: WaitingPaper, language: str) -> Cell:
    if one.is_made:
        return Cell(_("%(day)s にできました") % {"day": day_text(one.since, language)}, tone="ok")
    return Cell(_("作れません"), tone="bad") if one.obstacle else Cell(_("作っています"), tone="info")
