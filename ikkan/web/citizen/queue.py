"""When the next word comes: from how long the last cases really took, and how many stand in line now."""

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
    last = passed.order_by("-at").values_list("at", "case__received_at")[:LAST_CASES]
    took = [max((at - received).total_seconds() / 86_400, 0) for at, received in last]
    waiting = Case.objects.filter(procedure=case.procedure, room="check").exclude(waits_for="citizen").count()
    a_day = passed.filter(at__gte=now - timedelta(days=PACE_DAYS)).count() / PACE_DAYS
    if not took:
        return Forecast(None, _("まだ終わった申込みがないため、日数の記録がありません。"), waiting, a_day)
    days = median(took)
    ends = max(case.received_at + timedelta(days=days), now + timedelta(days=1))
    told = _("直近の%(count)s件は、審査が終わるまで中央値で%(days)s日かかりました。")
    why = (told + _("いま%(waiting)s件が審査を待ち、1日におよそ%(pace)s件進みます。")) % {
        "count": len(took), "days": _plain(days), "waiting": waiting, "pace": _plain(a_day),
    }  # fmt: skip
    return Forecast(timezone.localdate(ends), why, waiting, a_day)


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


def _plain(value: float) -> str:
    return f"{value:.1f}" if 0 < value < 10 else f"{value:.0f}"
