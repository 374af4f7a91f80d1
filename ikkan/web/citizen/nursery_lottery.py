"""The lottery of a nursery round as anybody reads it: what was fixed, the files, and how to check them."""

from pathlib import Path
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.procedures.nursery.lottery.log import lotteries_of, lottery_named, public_log
from ikkan.procedures.nursery.models import Lottery
from ikkan.procedures.nursery.pages.lottery_words import told_of
from ikkan.procedures.nursery.placement.lottery import check as lottery_check

CHECKER: Final = Path(str(lottery_check.__file__))
CONTENT: Final = {"json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8"}


@require_safe
def lottery(request: HttpRequest, number: str) -> HttpResponse:
    """Show the lottery of a round: the latest attempt, or the one that the address names."""
    found = _asked(request, number)
    attempts = [one.attempt for one in lotteries_of(found.round)]
    context = {
        "page_title": _("抽選の公開の記録"),
        "round": found.round,
        "lottery": found,
        "told": told_of(found),
        "files": list(public_log(found)),
        "others": [one for one in attempts if one != found.attempt],
    }
    return render(request, "citizen/lottery.html", context)


@require_safe
def lottery_file(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Give a file of the public log."""
    data = public_log(_asked(request, number)).get(name)
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type=CONTENT[name.rpartition(".")[2]])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def lottery_checker(request: HttpRequest) -> HttpResponse:
    """Give the one-file program that checks a log; the same bytes as ``tools/check_lottery.py``."""
    answer = HttpResponse(CHECKER.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="check_lottery.py"'
    return answer


def _asked(request: HttpRequest, number: str) -> Lottery:
    attempt = request.GET.get("attempt", "")
    is_number = attempt.isascii() and attempt.isdecimal() and len(attempt) < 4
    found = lottery_named(number, int(attempt) if is_number else None)
    if found is None or (attempt and not is_number):
        raise Http404
    return found
