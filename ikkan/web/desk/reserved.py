"""A prepared request at the counter: its code is scanned, the officer looks at the papers, and the person has it.

The screen is bound to that person like every page of the counter, so that nothing of the next one lands in it.
"""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.handover_kinds import CounterView
from ikkan.counter.parts import Choices, Crumb, TextBox
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.people.counter_session import (
    Served,
    bind_session,
    end_session,
    live_session,
    open_session,
    served_by,
    touch_session,
)
from ikkan.people.guards import duties_at, require_duty
from ikkan.people.models import CounterSession
from ikkan.web.citizen.paying import yen_text
from ikkan.web.desk.counter_door import closing_by_itself, refused, wiped
from ikkan.web.desk.counter_person import banner
from ikkan.web.desk.doors import SeeOther, case_of, officer_of, said, tell
from ikkan.web.desk.offered import HANDOVERS, HandOver
from ikkan.web.desk.opening import way_in
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

KEY: Final = "_counter"
LONGEST_CODE: Final = 300
LONGEST_WHY: Final = 500
# a page that waits for the machine looks again by itself, also without scripts
LOOK_AGAIN_SECONDS: Final = 2
AGAIN: Final = "again"


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest) -> HttpResponseBase:
    """Take the code of a prepared request, scanned or typed, and open its screen for that person."""
    officer, now = officer_of(request), timezone.now()
    session = live_session(officer=officer, now=now)
    if request.method != "POST":
        return _show_scan(request, "", "")
    typed = request.POST.get("code", "").strip()[:LONGEST_CODE]
    if not typed:
        return _show_scan(request, "", _("予約のコードを読み取るか、受付番号を入力してください"))
    case = _case_of_code(typed)
    if case is None:
        return _show_scan(
            request, typed, _("この番号の請求はありません。予約の画面か紙にある受付番号を、もう一度確かめてください")
        )
    if session is not None and session.bound_at is not None and served_by(session) != served_in_case(case):
        return _show_scan(request, "", _("いま応対している方がいます。「次の方」を押してから読み取ってください"))
    return _open(request, case, now)


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def reserved(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show a prepared request to the officer who serves its person, and take what they press."""
    case, now = case_of(number), timezone.now()
    offered = HANDOVERS.get(case.procedure)
    if offered is None:
        raise Http404
    first = way_in(request, case)
    if first:
        return SeeOther(first)
    session = live_session(officer=officer_of(request), now=now)
    if session is None or session.bound_at is None:
        # scanned by a telephone: the address alone binds nobody
        return _open(request, case, now) if request.POST.get("press") == "open" else _show_door(request, case)
    if served_by(session) != served_in_case(case):
        return refused(request)
    if request.method != "POST":
        if AGAIN not in request.GET:
            touch_session(session=session, now=now)
        return _show(request, case, offered, session, now)
    if request.POST.get(KEY) != str(session.pk) or not touch_session(session=session, now=now):
        return refused(request)
    return _take(request, case, offered, session, now)


@require_duty("desk")
@require_safe
def paper(request: HttpRequest, number: str, key: int) -> HttpResponseBase:
    """Give a sealed file to the officer who serves its person."""
    case, now = case_of(number), timezone.now()
    offered = HANDOVERS.get(case.procedure)
    session = live_session(officer=officer_of(request), now=now)
    if offered is None:
        raise Http404
    if session is None or served_by(session) != served_in_case(case):
        return refused(request)
    found = offered.file_of(case, key)
    if found is None or isinstance(found, Refused):
        raise Http404
    answer = HttpResponse(found, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{case.number}-{key}.pdf"'
    return answer


def served_in_case(case: Case) -> Served:
    """Return whose request a case is: a resident, or for somebody without a number the request itself."""
    return Served(case.subject, "" if case.subject else str(uuid5(NAMESPACE_URL, case.number)))


def _case_of_code(typed: str) -> Case | None:
    """Return the case that a code means: its number, or the address that ends with it."""
    number = typed.rstrip("/").rpartition("/")[2].upper()
    return Case.objects.filter(number=number, procedure__in=HANDOVERS).first()


def _open(request: HttpRequest, case: Case, now: datetime) -> HttpResponseBase:
    theirs, session = served_in_case(case), open_session(officer=officer_of(request), now=now)
    bound = bind_session(session=session, resident=theirs.resident, visit=theirs.visit, now=now)
    if isinstance(bound, Refused):
        return refused(request)
    return SeeOther(reverse("desk:reserved", args=[case.number]))


def _take(
    request: HttpRequest, case: Case, offered: HandOver, session: CounterSession, now: datetime
) -> HttpResponseBase:
    officer, posted, press = officer_of(request), request.POST, request.POST.get("press", "")
    papers = posted.getlist("papers")[:20]
    since = session.bound_at or now
    if press == "handed":
        outcome = offered.hand_over(case=case, papers=papers, since=since, account=officer, now=now)
        if isinstance(outcome, Refused):
            return _show(request, case, offered, session, now, outcome)
        end_session(officer=officer, key=str(session.pk), now=now)
        tell(request, outcome, _("%(number)s の証明書を渡しました。画面を閉じました") % {"number": case.number})
        return wiped(SeeOther(reverse("desk:scan")))
    if press not in {"cash", "exempt", "later"}:
        return HttpResponseBadRequest()
    may_cash, amount = "cash" in duties_at(request), posted.get("amount", "")
    done = offered.take(
        case=case, papers=papers, account=officer, now=now,
        received=int(amount) if press == "cash" and may_cash and amount.isdecimal() and len(amount) < 9 else None,
        waived=(posted.get("ground", ""), posted.get("why", "")[:LONGEST_WHY])
        if press == "exempt" and may_cash else None,
    )  # fmt: skip
    if isinstance(done, Refused):
        # the papers may have been recorded before the money was refused
        case.refresh_from_db()
        return _show(request, case, offered, session, now, done)
    return SeeOther(f"{reverse('desk:reserved', args=[case.number])}?print=1")


def _show(
    request: HttpRequest, case: Case, offered: HandOver, session: CounterSession, now: datetime,
    why: Refused | None = None,
) -> HttpResponseBase:  # fmt: skip
    language = page_language_of(request)
    view = offered.counter_view(case, since=session.bound_at or now, language=language, now=now)
    error = said(request, why) if why is not None else ""
    context = {
        "page_title": _("窓口：%(number)s") % {"number": case.number},
        "crumbs": _crumbs(case),
        "case": case,
        "view": view,
        "served": banner(request, view.who),
        "key": session.pk,
        "fee": yen_text(view.fee, language) if view.fee else "",
        "may_cash": "cash" in duties_at(request),
        "ask": _papers(view, request.POST.getlist("papers"), error),
        "grounds": Choices("ground", _("免除の根拠"), offered.grounds(language, now)),
        "why": TextBox("why", _("何で確かめたか"), hint=_("見た書類の名前など"), width=20),
        "at_once": "print" in request.GET,
        "error_list": [("#id_papers_0" if view.papers else "#main", error)] if error else [],
    }
    response = render(
        request, "desk/reserved.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    )
    if view.waits:
        response["Refresh"] = f"{LOOK_AGAIN_SECONDS};url={request.path}?print=1&{AGAIN}=1"
        return response
    return closing_by_itself(response)


def _papers(view: CounterView, ticked: list[str], error: str) -> Choices | None:
    if not view.papers:
        return None
    options = [replace(one, checked=one.value in ticked) for one in view.papers]
    return Choices("papers", _("見せてもらった本人確認書類"), options, error=error, many=True)


def _show_door(request: HttpRequest, case: Case) -> HttpResponseBase:
    context = {"page_title": _("窓口：%(number)s") % {"number": case.number}, "crumbs": _crumbs(case), "case": case}
    return closing_by_itself(render(request, "desk/reserved_door.html", context))


def _show_scan(request: HttpRequest, typed: str, error: str) -> HttpResponseBase:
    session = live_session(officer=officer_of(request), now=timezone.now())
    is_serving = session is not None and session.bound_at is not None
    context = {
        "page_title": _("予約のコードを読み取る"),
        "crumbs": _crumbs(),
        "box": TextBox("code", _("予約のコードか受付番号"), typed, error=error, width=20,
                       hint=_("読み取り機で読むと、そのまま開きます")),
        "served": banner(request, _("前の方")) if is_serving else None,
        "error_list": [("#id_code", error)] if error else [],
    }  # fmt: skip
    return closing_by_itself(render(request, "desk/scan.html", context, status=422 if error else 200))


def _crumbs(case: Case | None = None) -> list[Crumb]:
    first = Crumb(_("受付箱"), reverse("desk:inbox"))
    if case is None:
        return [first, Crumb(_("予約"))]
    return [first, Crumb(_("予約"), reverse("desk:scan")), Crumb(case.number)]
