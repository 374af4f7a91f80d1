"""The daily close (日計): what is booked against what was counted, way by way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import BOOK
from ikkan.ledger.cash_rows import CashEntry, DayClose, Kind, Way, WayClose
from ikkan.people.models import Account
from ikkan.store.locks import hold

# what is waived is no money: nobody can count it
COUNTED_WAYS: Final = (Way.COUNTER, Way.POST, Way.ONLINE)
LONGEST_WHY: Final = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """What somebody counted of one way.

    Args:
        yen: what came in less what went out.
        why: why it differs from the book; blank where it does not.
    """

    yen: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class WayTotal:
    """One way of one day, in yen and in entries."""

    way: Way
    received: int
    given_back: int
    entries: int

    @property
    def booked(self) -> int:
        """What must be there: received less given back."""
        return self.received - self.given_back


def totals_of(day: date) -> tuple[WayTotal, ...]:
    """Return what is booked of every way on a day, also of what was waived."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    entries = CashEntry.objects.filter(day=day)
    for way, kind, amount in entries.values_list("way", "kind", "amount"):
        yen, count = sums.get((way, kind), (0, 0))
        sums[way, kind] = (yen + amount, count + 1)
    return tuple(
        WayTotal(way, came[0], went[0], came[1] + went[1])
        for way in Way
        for came, went in [(sums.get((way, Kind.RECEIPT), (0, 0)), sums.get((way, Kind.REFUND), (0, 0)))]
    )


def next_to_close(now: datetime) -> date:
    """Return the earliest day with entries that is not closed, or today where there is none."""
    closed = DayClose.objects.values("day")
    first: date | None = CashEntry.objects.exclude(day__in=closed).aggregate(first=Min("day"))["first"]
    return first if first is not None and first <= timezone.localdate(now) else timezone.localdate(now)


def close_day(*, day: date, counted: Mapping[Way, Counted], account: Account, now: datetime) -> DayClose | Refused:
    """Close a day: every way balances, or says why not; what comes afterwards stands under the next day.

    Args:
        day: today or before.
        counted: of each of COUNTED_WAYS; a way without entries may be left out where nothing was counted.
        account: who counted.
        now: moment.
    """
    if day > timezone.localdate(now):
        return Refused("day_to_come", "まだ来ていない日は締められません。", "A day to come cannot be closed.", "day")
    with transaction.atomic():
        hold(BOOK)
        refused = _refusal_of_day(day, now)
        if refused is not None:
            return refused
        ways = [_way_close(total, counted.get(total.way)) for total in totals_of(day) if total.way in COUNTED_WAYS]
        fault = next((one for one in ways if isinstance(one, Refused)), None)
        if fault is not None:
            return fault
        close = DayClose.objects.create(day=day, closed_at=now, actor=account.pk)
        for row in ways:
            if isinstance(row, WayClose):
                row.close = close
                row.save()
    return close


def _refusal_of_day(day: date, now: datetime) -> Refused | None:
    if DayClose.objects.filter(day__gte=day).exists():
        return Refused(
            "already_closed", f"{day}はもう締めてあります。直すことは次の日に記帳してください。",
            f"{day} is closed already. Enter what must be put right under the next day.", "day",
        )  # fmt: skip
    earlier = next_to_close(now)
    if earlier < day:
        return Refused(
            "earlier_open", f"先に{earlier}を締めてください。日は順に締めます。",
            f"Close {earlier} first: days are closed in their order.", "day",
        )  # fmt: skip
    return None


def _way_close(total: WayTotal, counted: Counted | None) -> WayClose | Refused:
    if counted is None and total.entries:
        return Refused(
            "not_counted", f"{total.way.label}の記帳が{total.entries}件あります。数えた金額を入れてください。",
            f"{total.entries} entries stand under {total.way.value}. Enter what was counted.", total.way.value,
        )  # fmt: skip
    yen, why = (0, "") if counted is None else (counted.yen, counted.why.strip()[:LONGEST_WHY])
    if yen != total.booked and not why:
        return Refused(
            "difference", f"{total.way.label}は帳簿{total.booked:,}円、数えた額{yen:,}円で、"
            f"{yen - total.booked:+,}円合いません。数え直すか、理由を書いてください。",
            f"{total.way.value}: booked {total.booked:,} yen, counted {yen:,} yen, {yen - total.booked:+,} yen apart. "
            "Count again, or say why.", f"{total.way.value}_why",
        )  # fmt: skip
    return WayClose(way=total.way, booked=total.booked, counted=yen, why=why if yen != total.booked else "")


def closes_of(first: date, last: date) -> list[DayClose]:
    """Return the closed days of a time with their ways, the latest first."""
    found = DayClose.objects.filter(day__gte=first, day__lte=last).prefetch_related("ways")
    return list(found.order_by("-day"))
