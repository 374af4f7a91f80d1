"""The round in pictures: pages and files for officers, and the edition that may be published."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.parts import Crumb
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.people.guards import require_duty
from ikkan.procedures.nursery.report.figures import RoundFigures
from ikkan.procedures.nursery.report.of_round import figures_of_round
from ikkan.procedures.nursery.report.paper import report_pdf
from ikkan.procedures.nursery.report.pictures import A_SHEET, Part, report_parts
from ikkan.procedures.nursery.report.writing import edition_of, figures_csv, lead_of

TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_duty("desk")
@require_safe
def report(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show a page of the round's report, the officers' edition: the whole round, or some of its facilities."""
    round_ = round_of_report(number)
    figures = figures_of_round(round_, is_whole=True)
    if isinstance(figures, Refused):
        return _back(request, number, figures)
    part, pages = chosen_part(request, figures)
    files = [
        (f"{words} {kind.upper()}", reverse("rounds:report_file", args=[number, edition, kind]))
        for edition, words in (("whole", _("職員用")), ("public", _("公表用")))
        for kind in TYPES
    ]
    context = {
        "page_title": _("図と表：%(title)s") % {"title": part.title},
        "crumbs": [
            Crumb(_("選考の回"), reverse("rounds:list")),
            Crumb(round_.number, reverse("rounds:console", args=[number])),
            Crumb(_("図と表")),
        ],
        "part": part,
        "pages": pages,
        "lead": lead_of(figures),
        "edition": edition_of(figures),
        "files": files,
        "print_number": round_.number,
    }
    return render(request, "nursery/desk/report.html", context)


@require_duty("desk")
@require_safe
def report_file(request: HttpRequest, number: str, edition: str, kind: str) -> HttpResponseBase:
    """Give the report as PDF, or its figures as CSV or JSON, in the officers' or in the public edition."""
    round_ = round_of_report(number)
    figures = figures_of_round(round_, is_whole=edition == "whole")
    if isinstance(figures, Refused):
        return _back(request, number, figures)
    return file_of(round_, figures, kind)


def file_of(round_: Round, figures: RoundFigures, kind: str) -> HttpResponse:
    """Return the report of a round as PDF, or its figures as CSV or JSON, as a file to be saved."""
    if kind == "pdf":
        data = report_pdf(
            report_parts(figures, most=A_SHEET), title=round_.title, lead=lead_of(figures), edition=edition_of(figures),
            language="en" if (get_language() or "").startswith("en") else "ja", made_on=timezone.localdate(),
        )  # fmt: skip
    elif kind == "csv":
        data = figures_csv(figures).encode("utf-8-sig")
    else:
        data = json.dumps(figures.rows(), ensure_ascii=False).encode()
    answer = HttpResponse(data, content_type=TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{round_.number}.{kind}"'
    return answer


def chosen_part(request: HttpRequest, figures: RoundFigures) -> tuple[Part, list[tuple[str, str, bool]]]:
    """Return the page that ``?part=`` asks for, and (title, address, whether it is this one) of every page.

    Raises:
        Http404: there is no such page.
    """
    parts, wanted = report_parts(figures), request.GET.get("part", "0")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 4 and int(wanted) < len(parts)):
        raise Http404
    pages = [(part.title, f"?part={at}", at == int(wanted)) for at, part in enumerate(parts)]
    return parts[int(wanted)], pages


def round_of_report(number: str) -> Round:
    """Return the round that an address names.

    Raises:
        Http404: there is none.
    """
    found = Round.objects.filter(number=number, procedure="nursery").first()
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest, number: str, refused: Refused) -> HttpResponseBase:
    words = refused.en if (get_language() or "").startswith("en") else refused.ja
    messages.error(request, words, extra_tags="bad")
    return redirect("rounds:console", number)
