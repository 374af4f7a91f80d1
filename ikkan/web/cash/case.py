"""The fee of a case at the cash desk: received at the counter or by post, waived, or given back."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikkan.corridor.exemptions import exemption_grounds
from ikkan.corridor.paying import exempt_fee, pay_at_counter
from ikkan.corridor.refunding import refund_fee
from ikkan.counter.parts import Choice, Choices, Crumb, TextBox
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reason import Reason
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.cash import open_charge
from ikkan.ledger.cash_rows import CashEntry, Kind, PaymentMessage, Refund, Way
from ikkan.ledger.models import Case
from ikkan.people.guards import require_duty
from ikkan.web.cash.book import DUTY
from ikkan.web.cash.words import item_words, kind_words, way_words
from ikkan.web.citizen.paying import yen_text
from ikkan.web.citizen.shown import moment_text
from ikkan.web.desk.doors import SeeOther, case_of, officer_of, tell
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

LONGEST = 500


@require_duty(DUTY)
@require_safe
def find(request: HttpRequest) -> HttpResponseBase:
    """Go to the case of a number; the end of it is enough where only one case ends so."""
    wanted = request.GET.get("q", "").strip().upper()[:20]
    found = list(Case.objects.filter(number__endswith=wanted).order_by("-pk")[:2]) if wanted else []
    if len(found) == 1:
        return SeeOther(reverse("cash:case", args=[found[0].number]))
    missing = Refused(
        "not_one", "その番号の手続きは一つに決まりません。番号を全部入れてください。",
        "No single case has that number. Enter the whole number.",
    )  # fmt: skip
    tell(request, missing, "")
    return SeeOther(reverse("cash:book"))


@require_duty(DUTY)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a case owes and every entry of it, with what can be done."""
    found, language, now = case_of(number), page_language_of(request), timezone.now()
    charge = open_charge(found) if found.waits_for == "payment" else None
    context = {
        "page_title": found.number,
        "procedure_title": procedure_of(found.procedure).title.shown(language),
        "crumbs": [Crumb(_("出納"), reverse("cash:book")), Crumb(found.number)],
        "case": found,
        "charge": charge,
        "amount": yen_text(charge.amount, language) if charge is not None else "",
        "reason": Reason.from_json(charge.reason).shown(language) if charge is not None else "",
        "grounds": _grounds(now, language),
        "why": TextBox("why", _("何で確かめたか"), hint=_("見た書類の名前など"), width=20),
        "entries": _entries(found, language),
    }
    return render(request, "cash/case.html", context)


@require_duty(DUTY)
@throttled("save")
@require_POST
def receive(request: HttpRequest, number: str) -> HttpResponseBase:
    """Record that the whole fee was received at the counter or by post."""
    found, way = case_of(number), request.POST.get("way", "")
    amount = request.POST.get("amount", "")
    outcome = pay_at_counter(
        case=found, way=Way(way) if way in Way else Way.EXEMPT, amount=int(amount) if amount.isdecimal() else 0,
        account=officer_of(request), now=timezone.now(),
    )  # fmt: skip
    tell(request, outcome, _("受け取りを記帳しました"))
    return SeeOther(reverse("cash:case", args=[number]))


@require_duty(DUTY)
@throttled("save")
@require_POST
def exempt(request: HttpRequest, number: str) -> HttpResponseBase:
    """Waive the fee on a ground."""
    outcome = exempt_fee(
        case=case_of(number), ground=request.POST.get("ground", ""), why=request.POST.get("why", "")[:LONGEST],
        account=officer_of(request), now=timezone.now(),
    )  # fmt: skip
    tell(request, outcome, _("免除を記帳しました"))
    return SeeOther(reverse("cash:case", args=[number]))


@require_duty(DUTY)
@throttled("save")
@require_POST
def refund(request: HttpRequest, entry: int) -> HttpResponseBase:
    """Give a receipt back."""
    one = CashEntry.objects.select_related("case__round", "charge").filter(pk=entry).first()
    if one is None:
        raise Http404
    outcome = refund_fee(
        entry=one, account=officer_of(request), why=request.POST.get("why", "")[:LONGEST], now=timezone.now()
    )
    done = _("返金を決済の会社に頼みました") if one.way == Way.ONLINE else _("返金を記帳しました")
    tell(request, outcome, done)
    return SeeOther(reverse("cash:case", args=[one.case.number]) if one.case else reverse("cash:book"))


def _grounds(now: datetime, language: str) -> Choices:
    options = [Choice(one.code, one.shown(language), one.article) for one in exemption_grounds(now)]
    return Choices("ground", _("免除の根拠"), options)


def _entries(found: Case, language: str) -> list[dict[str, object]]:
    entries = list(CashEntry.objects.filter(case=found).order_by("-pk"))
    refunds = {one.entry_id: one for one in Refund.objects.filter(entry__in=entries)}
    reported = set(PaymentMessage.objects.filter(entry__in=entries).values_list("entry_id", flat=True))
    return [
        {
            "pk": one.pk,
            "at": moment_text(one.entered_at, language),
            "words": f"{item_words(one.item)}　{way_words(one.way)}　{kind_words(one.kind)}",
            "amount": yen_text(one.amount, language),
            "is_asked": one.pk in refunds and refunds[one.pk].done_at is None,
            "is_returned": one.pk in refunds and refunds[one.pk].done_at is not None,
            "may_refund": one.kind == Kind.RECEIPT and one.way != Way.EXEMPT and one.pk not in refunds
            and (one.way != Way.ONLINE or one.pk in reported),
        }
        for one in entries
    ]  # fmt: skip
