"""Before the nursery form: the list of facilities, and the estimate without login."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.tables import Column, Row, Table
from ikkan.procedures.nursery.pages import QuickForm, estimate_of, has_open_month, places_of
from ikkan.procedures.nursery.pages.kinds import FacilityRow
from ikkan.web.citizen.nursery_report import published_rounds
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

MOST_SHOWN = 100


@require_safe
def facilities(request: HttpRequest) -> HttpResponse:
    """List the facilities with the seats of each class, by words."""
    query = request.GET.get("q", "")[:80].strip()
    places = places_of(None, timezone.now())
    rows = places.rows(query)
    columns = [
        Column("name", _("園")),
        Column("address", _("場所")),
        Column("hours", _("時間")),
        *(Column(f"age{age}", _("%(age)s歳児") % {"age": age}, number=True) for age in range(6)),
    ]
    table = Table("facilities", _("園と募集の人数"), columns, [_row(one) for one in rows[:MOST_SHOWN]], total=len(rows),
                  per_page=MOST_SHOWN, select_name="f", select_links=False)  # fmt: skip
    context = {
        "page_title": _("園と空きの一覧"),
        "table": table,
        "query": query,
        "published": published_rounds(),
        "back_url": reverse("citizen:start", kwargs={"procedure": "nursery"}),
    }
    return render(request, "citizen/facilities.html", context)


@throttled("estimate")
@require_http_methods(["GET", "HEAD", "POST"])
def estimate(request: HttpRequest) -> HttpResponseBase:
    """Give an estimate from a few answers; nothing is kept."""
    language, now = page_language_of(request), timezone.now()
    form = QuickForm(request.POST if request.method == "POST" else None, now=now, language=language)
    found, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            found = estimate_of(form.answers(), language=language, now=now)
        else:
            status = 422
    context = {
        "page_title": _("点数を先に試す"),
        "form": form,
        "estimate": found,
        "can_ask": has_open_month(now),
        "back_url": reverse("citizen:start", kwargs={"procedure": "nursery"}),
    }
    return render(request, "citizen/estimate.html", context, status=status)


def _row(one: FacilityRow) -> Row:
    seats = ["－" if count is None else str(count) for count in one.seats]
    return Row(one.code, [one.name, one.address, one.hours or "－", *seats])
