"""The daily close: what was counted against what is booked, way by way; a difference needs its reason."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.parts import Crumb, TextBox
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash_close import COUNTED_WAYS, LONGEST_WHY, Counted, close_day, next_to_close, totals_of
from ikkan.ledger.cash_rows import Way
from ikkan.people.guards import require_duty
from ikkan.web.cash.book import DUTY, held_messages
from ikkan.web.cash.words import day_asked, way_words
from ikkan.web.citizen.paying import yen_text
from ikkan.web.citizen.shown import full_day_text
from ikkan.web.desk.doors import SeeOther, officer_of, said, tell
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

# as long as any sum of a day in yen
LONGEST_SUM = 12


@require_duty(DUTY)
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponseBase:
    """Show the next day to close with what is booked; close it when what was counted fits or its reason is told."""
    now = timezone.now()
    day = next_to_close(now)
    if request.method != "POST":
        return _show(request, day, {})
    shown = day_asked(request.POST.get("day", ""), day)
    counted, errors = _counted(request)
    if errors:
        return _show(request, shown, errors)
    outcome = close_day(day=shown, counted=counted, account=officer_of(request), now=now)
    if isinstance(outcome, Refused):
        field = outcome.field if outcome.field in _boxes() else COUNTED_WAYS[0].value
        return _show(request, shown, {field: said(request, outcome)})
    tell(request, outcome, _("%(day)s を締めました") % {"day": full_day_text(shown, page_language_of(request))})
    return SeeOther(f"{reverse('cash:book')}?day={shown.isoformat()}")


def _boxes() -> frozenset[str]:
    return frozenset(name for way in COUNTED_WAYS for name in (way.value, f"{way.value}_why"))


def _counted(request: HttpRequest) -> tuple[dict[Way, Counted], dict[str, str]]:
    counted, errors = {}, {}
    for way in COUNTED_WAYS:
        text = request.POST.get(way.value, "").strip().replace(",", "").removesuffix("円")[:LONGEST_SUM]
        why = request.POST.get(f"{way.value}_why", "")[:LONGEST_WHY]
        try:
            counted[way] = Counted(int(text), why)
        except ValueError:
            errors[way.value] = _("数えた金額を数字で入れてください。なければ0です")
    return counted, errors


def _show(request: HttpRequest, day: date, errors: dict[str, str]) -> HttpResponse:
    language, posted = page_language_of(request), request.POST
    totals = {one.way: one for one in totals_of(day)}
    ways = [
        {
            "title": way_words(total.way),
            "booked": yen_text(total.booked, language),
            "count": total.entries,
            "box": TextBox(
                total.way.value, _("数えた金額（%(way)s、円）") % {"way": way_words(total.way)},
                posted.get(total.way.value, ""), error=errors.get(total.way.value, ""), width=8, inputmode="numeric",
            ),
            "why": TextBox(
                f"{total.way.value}_why", _("合わない理由（%(way)s）") % {"way": way_words(total.way)},
                posted.get(f"{total.way.value}_why", ""), error=errors.get(f"{total.way.value}_why", ""), optional=True,
                width=20,
            ),
        }
        for total in (totals[way] for way in COUNTED_WAYS)
    ]  # fmt: skip
    context = {
        "page_title": _("日計を締める"),
        "crumbs": [Crumb(_("出納"), reverse("cash:book")), Crumb(_("日計"))],
        "day": day.isoformat(),
        "day_words": full_day_text(day, language),
        "ways": ways,
        "held": held_messages().count(),
        "error_list": [(f"#id_{field}", words) for field, words in errors.items()],
    }
    return render(request, "cash/close.html", context, status=422 if errors else 200)
