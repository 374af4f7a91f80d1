"""Requests that an officer enters: those that came by letter, and those of third parties and public bodies."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.handover_kinds import Entry
from ikkan.counter.parts import Crumb
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case
from ikkan.people.guards import require_duty
from ikkan.web.desk.doors import SeeOther, officer_of, said, tell
from ikkan.web.desk.offered import ENTRIES
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

LONGEST_KEY = 60


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, procedure: str) -> HttpResponseBase:
    """Show the form of a procedure for officers, and file what they entered."""
    offered, language, now = ENTRIES.get(procedure), page_language_of(request), timezone.now()
    if offered is None:
        raise Http404
    posted = _posted(request)
    if request.method != "POST" or request.POST.get("press") != "file":
        return _show(request, procedure, offered.entry_form(posted, language, now), [])
    key = f"entered:{request.POST.get('_key', '')[:LONGEST_KEY]}"
    outcome = offered.enter(posted, key=key, language=language, account=officer_of(request), now=now)
    if isinstance(outcome, Entry):
        return _show(request, procedure, outcome, outcome.errors)
    if isinstance(outcome, Case):
        tell(request, outcome, _("請求を受け付けました。受付番号は %(number)s です") % {"number": outcome.number})
        return SeeOther(reverse("desk:case", args=[outcome.number]))
    form = offered.entry_form(posted, language, now)
    return _show(request, procedure, form, [("#main", said(request, outcome))])


def _posted(request: HttpRequest) -> Mapping[str, Sequence[str]]:
    return {name: [str(value) for value in values] for name, values in request.POST.lists()}


def _show(request: HttpRequest, procedure: str, form: Entry, errors: Sequence[tuple[str, str]]) -> HttpResponseBase:
    context = {
        "page_title": _("請求書を入力する"),
        "procedure_title": procedure_of(procedure).title.shown(page_language_of(request)),
        "crumbs": [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(_("請求書"))],
        "parts": form.parts,
        # the same page sent twice is one request
        "key": request.POST.get("_key", "")[:LONGEST_KEY] or str(uuid4()),
        "error_list": list(errors),
    }
    return render(request, "desk/enter.html", context, status=422 if errors else 200)
