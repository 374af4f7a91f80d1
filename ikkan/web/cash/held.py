"""Money that does not fit its charge: an officer takes it as the fee, or gives it back."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ikkan.corridor.refunding import TAKEN_ALREADY, accept_held, note_held, refund_fee
from ikkan.ledger.cash_rows import PaymentMessage
from ikkan.people.guards import require_duty
from ikkan.web.cash.book import DUTY
from ikkan.web.cash.case import LONGEST
from ikkan.web.desk.doors import SeeOther, officer_of, tell
from ikkan.web.throttle import throttled


@require_duty(DUTY)
@throttled("save")
@require_POST
def settle(request: HttpRequest, message: int) -> HttpResponseBase:
    """Do with held money what was pressed."""
    found = PaymentMessage.objects.select_related("charge__case__round", "entry__case__round", "entry__charge")
    one = found.filter(pk=message).exclude(held="").first()
    if one is None:
        raise Http404
    account, now, why = officer_of(request), timezone.now(), request.POST.get("why", "")[:LONGEST]
    press = request.POST.get("press", "")
    if press == "accept":
        tell(request, accept_held(message=one, account=account, why=why, now=now), _("手数料に充てました"))
    elif press == "note":
        tell(request, note_held(message=one, account=account, now=now), _("確かめたことを記録しました"))
    elif press == "refund" and one.entry is not None:
        outcome = TAKEN_ALREADY if one.resolved_at else refund_fee(entry=one.entry, account=account, why=why, now=now)
        tell(request, outcome, _("返金を決済の会社に頼みました"))
    return SeeOther(reverse("cash:book"))
