"""The cash book of a day: totals way by way, every entry, what is held, and the book as CSV."""

from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.parts import Crumb
from ikkan.counter.tables import Cell, Column, Row, Table
from ikkan.ledger.cash import day_of
from ikkan.ledger.cash_book import book_csv as cash_book_csv
from ikkan.ledger.cash_close import next_to_close, totals_of
from ikkan.ledger.cash_rows import CashEntry, DayClose, Kind, PaymentMessage
from ikkan.people.guards import require_duty
from ikkan.web.cash.words import day_asked, held_words, item_words, kind_words, way_words
from ikkan.web.citizen.paying import yen_text
from ikkan.web.citizen.shown import full_day_text, moment_text
from ikkan.web.language import page_language_of

DUTY: Final = "cash"
PAGE: Final = 200


@require_duty(DUTY)
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """Show a day of the cash book, and the money that an officer must look at."""
    now, language = timezone.now(), page_language_of(request)
    day = day_asked(request.GET.get("day", ""), day_of(now))
    entries = list(CashEntry.objects.filter(day=day).select_related("case").order_by("-pk")[:PAGE])
    context = {
        "page_title": _("出納"),
        "crumbs": [Crumb(_("出納"))],
        "day": day.isoformat(),
        "day_words": full_day_text(day, language),
        "is_closed": DayClose.objects.filter(day__gte=day).exists(),
        "next_to_close": full_day_text(next_to_close(now), language),
        "totals": _totals(day, language),
        "entries": _entries(entries, CashEntry.objects.filter(day=day).count(), language),
        "held": [_held(one, language) for one in held_messages()],
        "month_first": day.replace(day=1).isoformat(),
    }
    return render(request, "cash/book.html", context)


@require_duty(DUTY)
@require_safe
def book_csv(request: HttpRequest) -> HttpResponse:
    """Give the cash book of some days as CSV that Japanese Excel reads."""
    today = timezone.localdate()
    first, last = (day_asked(request.GET.get(name, ""), today) for name in ("from", "to"))
    answer = HttpResponse(cash_book_csv(first, last, for_excel=True), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="cash-{first}-{last}.csv"'
    return answer


def held_messages() -> QuerySet[PaymentMessage]:
    """Return the reports that wait for an officer, the oldest first."""
    found = PaymentMessage.objects.filter(resolved_at=None).exclude(held="")
    return found.select_related("charge__case", "entry").order_by("received_at", "pk")


def _totals(day: date, language: str) -> Table:
    columns = [Column("way", _("方法")), Column("came", _("収入"), number=True), Column("went", _("還付"), number=True),
               Column("left", _("差引"), number=True), Column("count", _("件数"), number=True)]  # fmt: skip
    rows = [
        Row(one.way, [way_words(one.way), yen_text(one.received, language), yen_text(one.given_back, language),
                      yen_text(one.booked, language), str(one.entries)])
        for one in totals_of(day)
    ]  # fmt: skip
    return Table("totals", _("方法ごとの合計"), columns, rows, total=len(rows))


def _entries(found: list[CashEntry], total: int, language: str) -> Table:
    columns = [Column("at", _("記帳")), Column("case", _("受付番号")), Column("item", _("科目")),
               Column("way", _("方法")), Column("kind", _("区分")),
               Column("amount", _("金額"), number=True)]  # fmt: skip
    rows = []
    for one in found:
        url = reverse("cash:case", args=[one.case.number]) if one.case is not None else ""
        signed = one.amount if one.kind == Kind.RECEIPT else -one.amount
        cells: list[Cell | str] = [
            moment_text(one.entered_at, language), Cell(one.case.number if one.case else _("不明"), url),
            item_words(one.item), way_words(one.way), kind_words(one.kind), yen_text(signed, language),
        ]  # fmt: skip
        rows.append(Row(str(one.pk), cells))
    return Table("entries", _("記帳（新しい順）"), columns, rows, total=total)


def _held(one: PaymentMessage, language: str) -> dict[str, object]:
    case = one.charge.case if one.charge is not None else None
    return {
        "pk": one.pk,
        "number": case.number if case is not None else "",
        "amount": yen_text(one.amount, language),
        "asked": yen_text(one.charge.amount, language) if one.charge is not None else "",
        "why": held_words(one.held),
        "day": moment_text(one.received_at, language),
        "transaction": one.transaction,
        "may_accept": one.held in {"other_amount", "replaced"} and case is not None and case.room != "closed",
        "is_money": one.held != "unasked_refund",
    }
