"""When the next word comes: from how long the last cases really took, and how many stand in line now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.ledger.models import Case, Event
from ikkan.web.citizen.shown import day_text

LAST_CASES = 200
PACE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day by which the check is expected to end, and the sentence that says why.

    Args:
        check_on: that day; None before any case was finished.
        why: how it was worked out.
        waiting: cases in the same room now.
        a_day: cases that left the room each day, on average.
    """

    check_on: date | None
    why: str
    waiting: int
    a_day: float


def forecast_of(case: Case, now: datetime) -> Forecast:
    """Return when the check of a case is expected to end: the median of the last finished cases, from the ledger."""
    passed = Event.objects.filter(name="check.passed", case__procedure=case.procedure)
    last = list(passed.order_by("-at").values_list("at", "case__received_at")[:LAST_CASES])
    took = [max((at - received).total_seconds() / 86_400, 0) for at, received in last]
    waiting = Case.objects.filter(procedure=case.procedure, room="check").exclude(waits_for="citizen").count()
    a_day = _pace([at for at, _received in last], now)
    if not took:
        return Forecast(None, _("まだ終わった申込みがないため、日数の記録がありません。"), waiting, a_day)
    days = median(took)
    ends = max(case.received_at + timedelta(days=days), now + timedelta(days=1))
    told = _("直近の%(count)s件は、審査が終わるまで中央値で%(days)s日かかりました。")
    why = (told + _("いま%(waiting)s件が審査を待ち、1日におよそ%(pace)s件進みます。")) % {
        "count": len(took), "days": _plain(days), "waiting": waiting, "pace": _plain(a_day),
    }  # fmt: skip
    return Forecast(timezone.localdate(ends), why, waiting, a_day)


def _pace(last: Sequence[datetime], now: datetime) -> float:
    """Return how many left the room a day in the last two weeks, or over the last cases where those are fewer days."""
    recent = [at for at in last if at >= now - timedelta(days=PACE_DAYS)]
    if len(recent) < LAST_CASES:
        return len(recent) / PACE_DAYS
    return len(recent) / max((now - recent[-1]) / timedelta(days=1), 1 / 24)


def room_days(case: Case, forecast: Forecast, language: str) -> dict[str, str]:
    """Return the date text of each of the five rooms: real where done, expected where not."""
    round_ = case.round
    answers = day_text(case.expected_on or (round_.answers_on if round_ else None), language)
    closes = day_text(round_.closes_at if round_ else None, language)
    about = _("%(day)sごろまで")
    check = day_text(forecast.check_on, language)
    passed = Event.objects.filter(case=case, name="check.passed").order_by("-at").values_list("at", flat=True).first()
    unknown = _("日にちはまだ決まっていません")
    return {
        "intake": day_text(case.received_at, language),
        "check": day_text(passed, language) if passed else (about % {"day": check} if check else unknown),
        "decide": _("%(day)sの締切のあと") % {"day": closes} if closes else unknown,
        "approve": _("%(day)sまで") % {"day": answers} if answers else unknown,
        "answer": _("%(day)sごろ") % {"day": answers} if answers else unknown,
    }


def slip_of(case: Case, language: str, today: date) -> str:
    """Say that the day told to the citizen moved or passed, from which day to which and why; blank when it stands."""
    round_, told = case.round, case.expected_on
    if case.room == "closed" or told is None or round_ is None:
        return ""
    moved = _("お知らせの予定が%(old)sから%(new)sに変わりました。理由：%(why)s")
    first = case.entries.order_by("round__answers_on").values_list("round__answers_on", flat=True).first()
    if first is not None and first < told:
        why = _("はじめの選考で決まらず、次の選考を待っているためです")
        return moved % {"old": day_text(first, language), "new": day_text(told, language), "why": why}
    publishes = timezone.localdate(round_.publishes_at) if round_.publishes_at else None
    if publishes is not None and publishes > told:
        why = _("結果を公表する日が変わったためです")
        return moved % {"old": day_text(told, language), "new": day_text(publishes, language), "why": why}
    if today <= told:
        return ""
    late = _("お知らせの予定（%(old)s）を過ぎています。理由：%(why)s")
    why = _("確かめる申込みが多いためです") if case.room == "check" else _("市の決裁に時間がかかっているためです")
    return late % {"old": day_text(told, language), "why": why}


def _plain(value: float) -> str:
    return f"{value:.1f}" if 0 < value < 10 else f"{value:.0f}"
