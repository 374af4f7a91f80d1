"""Paying a fee: what is owed and how it stands, and the way to the provider's page."""

from typing import Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from ikkan.corridor.paying import begin_payment
from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reason import Reason
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.cash import open_charge
from ikkan.ledger.cash_rows import CashEntry, Charge, Kind, PaymentMessage, Way
from ikkan.ledger.models import Case
from ikkan.people.guards import require_citizen
from ikkan.ports.payment.port import payment_port
from ikkan.web.citizen.doors import citizen_of, seen_case, told_of
from ikkan.web.citizen.shown import full_day_text
from ikkan.web.language import page_language_of

Standing = Literal["owed", "waiting", "declined", "nothing"]


@require_citizen
@require_safe
def payment(request: HttpRequest, number: str) -> HttpResponse:
    """Show what is owed, whether it was paid, is on its way or was refused, and what to do next."""
    found, language = seen_case(citizen_of(request), number), page_language_of(request)
    charge = open_charge(found) if found.waits_for == "payment" else None
    reason = Reason.from_json(charge.reason) if charge is not None else None
    context = {
        "page_title": _("手数料の支払い"),
        "procedure_title": procedure_of(found.procedure).title.shown(language),
        "case": found,
        "standing": standing_of(charge),
        "amount": yen_text(charge.amount, language) if charge is not None else "",
        "reason": reason.shown(language) if reason is not None else "",
        "article": reason.article if reason is not None else "",
        "is_online": payment_port() is not None,
        "is_held": PaymentMessage.objects.filter(charge__case=found, resolved_at=None).exclude(held="").exists(),
        "entries": _entries(found, language),
        "back_url": reverse("citizen:case", kwargs={"number": found.number}),
    }
    return render(request, "citizen/payment.html", context)


@require_citizen
@require_GET
def pay(request: HttpRequest, number: str) -> HttpResponseBase:
    """Send the person to the provider. A link leads here: the policy lets no form of ours end elsewhere."""
    found = seen_case(citizen_of(request), number)
    here = reverse("citizen:payment", kwargs={"number": found.number})
    page = begin_payment(
        case=found, account=citizen_of(request), back_url=request.build_absolute_uri(here), now=timezone.now()
    )
    if isinstance(page, Refused):
        messages.error(request, told_of(page, request), extra_tags="bad")
        return redirect(here)
    return redirect(page.url)


def standing_of(charge: Charge | None) -> Standing:
    """Return how the payment of a charge stands."""
    if charge is None:
        return "nothing"
    if charge.declined_at is not None:
        return "declined"
    return "waiting" if charge.begun_at is not None else "owed"


def yen_text(amount: int, language: str) -> str:
    """Return an amount as the page's language writes it."""
    return Yen(amount).show_with_sign() if language == "en" else Yen(amount).show()


def _entries(found: Case, language: str) -> list[tuple[str, str, str]]:
    """Return what was received, waived and given back, each in words; held money is told of apart."""
    words = {
        (Way.EXEMPT, Kind.RECEIPT): _("免除しました"),
        (Way.ONLINE, Kind.RECEIPT): _("オンラインで受け取りました"),
        (Way.COUNTER, Kind.RECEIPT): _("窓口で受け取りました"),
        (Way.POST, Kind.RECEIPT): _("郵送で受け取りました"),
    }
    entries = CashEntry.objects.filter(case=found).exclude(reference__startswith="accept:").order_by("pk")
    return [
        (
            full_day_text(one.entered_at, language),
            yen_text(one.amount, language),
            words.get((Way(one.way), Kind(one.kind)), _("お返ししました")),
        )
        for one in entries
    ]
