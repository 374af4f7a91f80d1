"""What became of a published round, in pictures and as files: open to everybody, without small numbers.

The PDF takes seconds of a processor to set: officers make it, and the town puts it up.
"""

from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.pages.desk_report import chosen_part, file_of
from ikkan.procedures.nursery.report.figures import RoundFigures
from ikkan.procedures.nursery.report.of_round import figures_of_round
from ikkan.procedures.nursery.report.writing import edition_of, lead_of

MOST_LISTED: Final = 12


def published_rounds() -> QuerySet[Round]:
    """Return the latest rounds that were published."""
    return Round.objects.filter(procedure="nursery", published_at__lte=timezone.now()).order_by("-month", "number")[
        :MOST_LISTED
    ]


@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Show a page of a published round's report."""
    round_, figures = _published(number)
    part, pages = chosen_part(request, figures)
    context = {
        "page_title": _("%(round)sの結果：%(part)s") % {"round": round_.title, "part": part.title},
        "part": part,
        "pages": pages,
        "lead": lead_of(figures),
        "edition": edition_of(figures),
        "files": [(kind.upper(), reverse(f"citizen:round_report_{kind}", args=[number])) for kind in ("csv", "json")],
        "back_url": reverse("citizen:facilities"),
    }
    return render(request, "citizen/round_report.html", context)


@require_safe
def csv_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give a published round's figures as CSV."""
    return file_of(*_published(number), "csv")


@require_safe
def json_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give a published round's figures as JSON."""
    return file_of(*_published(number), "json")


def _published(number: str) -> tuple[Round, RoundFigures]:
    """Return a round whose results everybody may see.

    Raises:
        Http404: there is none, it is not published yet, or its run can no longer be read.
    """
    round_ = Round.objects.filter(procedure="nursery", number=number, published_at__lte=timezone.now()).first()
    figures = figures_of_round(round_, is_whole=False) if round_ else None
    if round_ is None or figures is None or isinstance(figures, Refused):
        raise Http404
    return round_, figures
