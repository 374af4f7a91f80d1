"""Opening a case is reading about a person: it is logged once a session, and a protected person asks for a purpose."""

from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.parts import Crumb, TextBox
from ikkan.kernel.reader import Reader
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.registers.selectors import read_resident
from ikkan.web.desk.doors import SeeOther, case_of, officer_of
from ikkan.web.desk.reading_words import reading_words
from ikkan.web.throttle import throttled

SESSION_KEY: Final = "desk_opened"
MOST_REMEMBERED: Final = 200
LONGEST_PURPOSE: Final = 200
OPEN: Final = "open"
CLOSED: Final = "purpose_needed"


def way_in(request: HttpRequest, case: Case) -> str:
    """Return where an officer must go before a case is shown: nowhere (blank) once it is open to them.

    The first opening of a session logs the reading of the applicant's entry and looks whether they are protected.
    """
    opened = dict(request.session.get(SESSION_KEY, {}))
    state = opened.get(case.number)
    if state is None:
        account, now = officer_of(request), timezone.now()
        state = CLOSED if is_protected(case, account, now) else OPEN
        _remember(request, case, str(state))
        if state == OPEN:
            return request.get_full_path()
    return "" if state == OPEN else reverse("desk:purpose", args=[case.number])


def is_protected(case: Case, account: Account, now: datetime) -> bool:
    """Look whether the applicant is a protected person (支援措置), and log that this officer opened the case."""
    if not case.subject:
        return False
    title = procedure_of(case.procedure).title.ja
    reader = Reader(
        who=str(account.pk),
        why=reading_words().opened.format(title=title),
        case=case.number,
        ground=reading_words().ground,
    )
    found = read_resident(case.subject, reader=reader, fields=("is_protected",), now=now)
    return found is not None and found.is_protected


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask for what an officer reads a protected person's case, and log it in their own words."""
    case = case_of(number)
    if not case.subject:
        raise Http404
    error = ""
    if request.method == "POST":
        why = request.POST.get("why", "").strip()[:LONGEST_PURPOSE]
        if why:
            reader = Reader(who=str(officer_of(request).pk), why=why, case=case.number, ground=reading_words().ground)
            read_resident(case.subject, reader=reader, fields=("is_protected",), now=timezone.now())
            _remember(request, case, OPEN)
            return SeeOther(reverse("desk:case", args=[number]))
        error = _("何のために見るかを書いてください")
    return _ask(request, case, error)


def _ask(request: HttpRequest, case: Case, error: str) -> HttpResponse:
    context = {
        "page_title": _("見る目的を書いてください"),
        "crumbs": [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(case.number)],
        "box": TextBox(
            "why", _("何のために見ますか"), rows=3, error=error, hint=_("書いたことは、本人が見る記録に残ります"),
        ),
        "error_list": [("#id_why", error)] if error else [],
    }  # fmt: skip
    return render(request, "desk/purpose.html", context, status=422 if error else 200)


def _remember(request: HttpRequest, case: Case, state: str) -> None:
    opened = dict(request.session.get(SESSION_KEY, {}))
    opened.pop(case.number, None)
    kept = list(opened.items())[-MOST_REMEMBERED:]
    request.session[SESSION_KEY] = {**dict(kept), case.number: state}
