"""Opening a filing for protection: no place is shown before an officer wrote what for, and it closes again."""

from http import HTTPStatus

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.corridor.stops.deeds import DUTY
from ikkan.corridor.stops.receiving import open_record, opened_for
from ikkan.counter.parts import Crumb
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_duty
from ikkan.registers.models import Protection
from ikkan.web.desk.doors import SeeOther, officer_of
from ikkan.web.desk.stop_boxes import error_list, posted_of, why_box
from ikkan.web.throttle import throttled


def way_in(request: HttpRequest, protection: Protection) -> str:
    """Return where an officer must go before a filing is shown; blank while it is open to them."""
    is_open = opened_for(protection, officer_of(request), timezone.now())
    return "" if is_open else reverse("stops:open", args=[protection.pk])


@require_duty(DUTY)
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, protection: int) -> HttpResponseBase:
    """Ask what an officer looks into a filing for, and log it."""
    found = Protection.objects.filter(pk=protection).first()
    if found is None:
        raise Http404
    posted, now = posted_of(request), timezone.now()
    if request.method == "POST":
        outcome = open_record(found, why=posted.text("why"), account=officer_of(request), now=now)
        if not isinstance(outcome, Refused):
            return SeeOther(reverse("stops:protection", args=[found.pk]))
        posted.refuse(request, outcome)
    box = why_box(posted, _("何のために見ますか"), _("書いたことは、本人が見る記録に残ります"))
    context = {
        "page_title": _("見る目的を書いてください"),
        "crumbs": [Crumb(_("支援措置"), reverse("stops:protections")), Crumb(found.number)],
        "facts": [(_("申出者の宛名番号"), found.number)],
        "boxes": [("text", box)], "label": _("目的を記録して開く"), "back": reverse("stops:protections"),
        "error_list": error_list(posted, [box]),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted.errors else HTTPStatus.OK
    return render(request, "desk/stop_deed.html", context, status=status)
