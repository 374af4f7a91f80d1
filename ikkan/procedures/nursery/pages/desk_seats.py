"""Doors of the console that only nursery rounds have: seats of a facility, confirmation, alarms, facility lists."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ikkan.counter.parts import Crumb
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import Stale
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.procedures.nursery.models import Alarm, Offer, Seat
from ikkan.procedures.nursery.notices.facility_list import facility_list
from ikkan.procedures.nursery.round.alarms import sign_alarm
from ikkan.procedures.nursery.round.seats import confirm_seats, set_seat
from ikkan.registers.models import Facility

LONGEST = 2_000
MOVED = Refused(
    "moved", "同じときに内容が変わりました。もう一度押してください。", "It changed at the same time. Press again."
)


class Seen(HttpResponseRedirect):
    """Go and look there after a form was taken."""

    status_code = 303


@require_duty("desk")
@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: HttpRequest, number: str, facility: str) -> HttpResponseBase:
    """Show the classes of a facility and set the seats of one."""
    round_, place = _round(number), _facility(facility)
    classes = list(Seat.objects.filter(round=round_, facility=facility).order_by("age", "kind"))
    if not classes:
        raise Http404
    if request.method == "POST":
        return _set(request, round_, facility)
    context = {
        "page_title": _("%(name)sの募集人数") % {"name": place.name},
        "crumbs": [
            Crumb(_("選考の回"), reverse("rounds:list")),
            Crumb(round_.number, reverse("rounds:console", args=[number])),
            Crumb(place.name),
        ],
        "round": round_,
        "facility": place,
        "classes": classes,
        "unconfirmed": any(one.confirmed_at is None for one in classes),
    }
    return render(request, "nursery/desk/seat_form.html", context)


def _set(request: HttpRequest, round_: Round, facility: str) -> HttpResponseBase:
    typed, age = request.POST.get("seats", "").strip(), request.POST.get("age", "")
    here = reverse("rounds:seats", args=[round_.number, facility])
    if not (typed.isdecimal() and len(typed) < 6 and age.isascii() and age.isdecimal() and len(age) < 3):
        messages.error(request, _("募集人数を数字で入力してください"), extra_tags="bad")
        return Seen(here)
    try:
        outcome: Seat | Refused = set_seat(
            round_=round_, facility=facility, age=int(age), kind=request.POST.get("kind", "general")[:40],
            seats=int(typed), account=_officer(request), now=timezone.now(),
        )  # fmt: skip
    except Stale:
        outcome = MOVED
    _tell(request, outcome, _("募集人数を直しました。選考はもう一度実行してください"))
    return Seen(here)


@require_duty("desk")
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponseBase:
    """Record that a facility, or all of them, confirmed its seats."""
    round_, facility = _round(number), request.POST.get("facility", "")[:20]
    try:
        outcome = confirm_seats(round_=round_, facility=facility, account=_officer(request), now=timezone.now())
    except Stale:
        outcome = MOVED
    _tell(request, outcome, _("園の確認を記録しました"))
    back = reverse("rounds:seats", args=[number, facility]) if facility else _console(round_, "check")
    return Seen(back)


@require_duty("desk")
@require_POST
def sign(request: HttpRequest, number: str, alarm: int) -> HttpResponseBase:
    """Sign an alarm off with a reason."""
    found = Alarm.objects.filter(pk=alarm, round__number=number).select_related("round").first()
    if found is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()[:LONGEST]
    try:
        with transaction.atomic():
            outcome = sign_alarm(alarm=found, account=_officer(request), reason=reason, now=timezone.now())
    except Stale:
        outcome = MOVED
    _tell(request, outcome, _("理由を書いて認めました"))
    return Seen(_console(found.round, "alarms"))


@require_duty("desk")
@require_safe
def lists(request: HttpRequest, number: str) -> HttpResponse:
    """Show the facilities that get a list of the children placed with them."""
    round_ = _round(number)
    offers = Offer.objects.filter(round=round_).values_list("facility", flat=True)
    counts: dict[str, int] = {}
    for code in offers:
        counts[code] = counts.get(code, 0) + 1
    names = dict(Facility.objects.filter(code__in=counts).values_list("code", "name"))
    rows = sorted(((names.get(code, code), code, count) for code, count in counts.items()), key=lambda row: row[0])
    context = {
        "page_title": _("園に渡す名簿"),
        "crumbs": [
            Crumb(_("選考の回"), reverse("rounds:list")),
            Crumb(round_.number, reverse("rounds:console", args=[number])),
            Crumb(_("名簿")),
        ],
        "round": round_,
        "rows": rows,
    }
    return render(request, "nursery/desk/lists.html", context)


@require_duty("desk")
@require_safe
def list_file(request: HttpRequest, number: str, facility: str, kind: str) -> HttpResponseBase:
    """Give the list of one facility as CSV or PDF; nothing before the publication."""
    made = facility_list(_round(number), _facility(facility), now=timezone.now())
    if isinstance(made, Refused):
        _tell(request, made, "")
        return Seen(reverse("rounds:lists", args=[number]))
    data, content_type = (
        (made.as_csv(), "text/csv; charset=utf-8") if kind == "csv" else (made.as_pdf(), "application/pdf")
    )
    answer = HttpResponse(data, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}-{facility}.{kind}"'
    return answer


def _round(number: str) -> Round:
    found = Round.objects.filter(number=number, procedure="nursery").first()
    if found is None:
        raise Http404
    return found


def _facility(code: str) -> Facility:
    found = Facility.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _officer(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


def _console(round_: Round, step: str) -> str:
    return f"{reverse('rounds:console', args=[round_.number])}#step-{step}"


def _tell(request: HttpRequest, outcome: object, done: str) -> None:
    if isinstance(outcome, Refused):
        words = outcome.en if (get_language() or "").startswith("en") else outcome.ja
        messages.error(request, words, extra_tags="bad")
    else:
        messages.success(request, done, extra_tags="ok")
