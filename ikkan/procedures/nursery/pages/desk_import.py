"""The desk's page for applications on paper: choose a table, see every row's verdict, take all of it in or nothing.

The file is sent twice, once to be looked at and once to be taken in: nothing of it is kept in between.
"""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.parts import Crumb
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.procedures.nursery.importing import Fault, ImportVerdict, import_judged, judge

MOST_SHOWN = 200


@require_duty("import")
@require_http_methods(["GET", "HEAD", "POST"])
def import_paper(request: HttpRequest) -> HttpResponseBase:
    """Show the form; judge a chosen file, and take it in when asked to and every row is accepted."""
    file = request.FILES.get("file") if request.method == "POST" else None
    verdict = None
    error = ""
    if isinstance(file, UploadedFile):
        now = timezone.now()
        verdict = judge(file.read(), now)
        if verdict.is_accepted and request.POST.get("deed") == "take":
            taken = _take(request, verdict)
            if taken is not None:
                return taken
    elif request.method == "POST":
        error = _("表のファイルを選んでください")
    context = {
        "page_title": _("紙の申込みの取り込み"),
        "crumbs": [Crumb(_("窓口"), reverse("desk:inbox")), Crumb(_("紙の申込みの取り込み"))],
        "error": error,
        "verdict": verdict,
        "counts": verdict.counts() if verdict else {},
        "problems": [_said(fault) for fault in verdict.problems] if verdict else [],
        "rows": _rows(verdict) if verdict else [],
    }
    return render(request, "nursery/desk/import.html", context, status=422 if error else 200)


def _take(request: HttpRequest, verdict: ImportVerdict) -> HttpResponseBase | None:
    """Take an accepted file in; None when it was refused, which is told on the same page."""
    if not isinstance(request.user, Account):
        return None
    outcome = import_judged(verdict, request.user, timezone.now())
    if isinstance(outcome, Refused):
        messages.error(request, outcome.en if get_language() == "en" else outcome.ja, extra_tags="bad")
        return None
    context = {
        "page_title": _("紙の申込みを取り込みました"),
        "crumbs": [Crumb(_("窓口"), reverse("desk:inbox")), Crumb(_("紙の申込みの取り込み"))],
        "new": outcome.new,
        "before": len(outcome.cases) - outcome.new,
        "cases": [(family.number, case.number) for family, case in zip(verdict.families, outcome.cases, strict=True)],
    }
    return render(request, "nursery/desk/imported.html", context)


def _rows(verdict: ImportVerdict) -> list[dict[str, object]]:
    """Return the rows that have something to tell, refused ones first."""
    told = [row for row in verdict.rows if row.faults or row.notes]
    told.sort(key=lambda row: (row.is_accepted, row.line))
    return [
        {
            "line": row.line,
            "number": row.number,
            "child": row.child,
            "faults": [_said(fault) for fault in row.faults],
            "notes": [_said(note) for note in row.notes],
        }
        for row in told[:MOST_SHOWN]
    ]


def _said(fault: Fault) -> str:
    said = fault.en if get_language() == "en" else fault.ja
    return f"{fault.heading}：{said}" if fault.heading and fault.heading not in said else said
