"""Publishing a round: open the letters that were drawn, ask for an hour, let another person agree, stop it."""

from datetime import datetime, time
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikkan.corridor.letters import DrawnLetter, drawn_letters, open_letter
from ikkan.corridor.scheduling import ask_publication, confirm_publication, stop_publication
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import retry_when_stale
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.web.desk.documents import notice_file
from ikkan.web.desk.doors import SeeOther, officer_of, round_of, tell, ticked
from ikkan.web.desk.opening import way_in
from ikkan.web.desk.rounds import LONGEST, back_to_step, posted_day
from ikkan.web.throttle import throttled

NO_HOUR = Refused("hour", "公表の日と時刻を、今より後で入力してください。", "Enter a day and hour after now.")


@require_duty("desk")
@throttled("save")
@require_POST
def open_drawn(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """Record that the officer opens a letter drawn for them, and show it."""
    round_, account = round_of(number), officer_of(request)
    first = way_in(request, _drawn(round_, account, key).notice.case)
    if first not in {"", request.get_full_path()}:
        return SeeOther(first)
    outcome = retry_when_stale(round_, lambda: open_letter(round_=round_, key=key, account=account, now=timezone.now()))
    if isinstance(outcome, Refused):
        tell(request, outcome, "")
        return back_to_step(number, "publish")
    return SeeOther(reverse("rounds:letter", args=[number, key]))


@require_duty("desk")
@require_safe
def letter(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """Show a letter that was drawn for this officer and opened by them."""
    one = _drawn(round_of(number), officer_of(request), key)
    if one.opened_at is None:
        raise Http404
    first = way_in(request, one.notice.case)
    return SeeOther(first) if first else notice_file(one.notice)


def _drawn(round_: Round, account: Account, key: UUID) -> DrawnLetter:
    found = next((one for one in drawn_letters(round_, account) if one.notice.pk == key), None)
    if found is None:
        raise Http404
    return found


@require_duty("desk")
@throttled("save")
@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask for the publication at a day and time, or as soon as another person agrees."""
    at = None if request.POST.get("when") == "now" else _posted_moment(request)
    if at is None and request.POST.get("when") != "now":
        tell(request, NO_HOUR, "")
        return back_to_step(number, "publish")
    round_, account = round_of(number), officer_of(request)
    outcome = retry_when_stale(
        round_, lambda: ask_publication(round_=round_, account=account, at=at, now=timezone.now())
    )
    tell(request, outcome, _("公表を受け付けました。決まった時刻と、まだ要る人はこの下にあります"))
    return back_to_step(number, "publish")


@require_duty("desk")
@throttled("save")
@require_POST
def agree(request: HttpRequest, number: str) -> HttpResponseBase:
    """Agree to a publication that another officer asked for."""
    asked = ticked([request.POST.get("asked", "")], 1)
    round_, account = round_of(number), officer_of(request)
    outcome = retry_when_stale(
        round_,
        lambda: confirm_publication(round_=round_, account=account, asked=sum(asked), now=timezone.now()),
    )
    tell(request, outcome, _("公表を確かめました"))
    return back_to_step(number, "publish")


@require_duty("desk")
@throttled("save")
@require_POST
def stop(request: HttpRequest, number: str) -> HttpResponseBase:
    """Stop a publication before its hour."""
    why = request.POST.get("why", "").strip()[:LONGEST]
    round_, account = round_of(number), officer_of(request)
    outcome = retry_when_stale(
        round_, lambda: stop_publication(round_=round_, account=account, why=why, now=timezone.now())
    )
    tell(request, outcome, _("公表を止めました"))
    return back_to_step(number, "publish")


def _posted_moment(request: HttpRequest) -> datetime | None:
    day = posted_day(request, "at")
    try:
        hour = time.fromisoformat(request.POST.get("at_time", "").strip().zfill(5))
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, hour)) if day else None
