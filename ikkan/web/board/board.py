"""The manager's board: rooms and reasons, never a ranking of persons. Every chart stands beside its table."""

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter import charts
from ikkan.counter.tables import Cell, Column, Row, Table
from ikkan.counter.tracker import ROOM_NAMES
from ikkan.kernel.registry import procedures
from ikkan.ledger.calendar import town_calendar
from ikkan.people.guards import require_duty
from ikkan.people.models import Posting
from ikkan.web.board import figures
from ikkan.web.board.forecast import Forecast, forecast
from ikkan.web.board.limits import Limits, limits_on
from ikkan.web.citizen.shown import day_text
from ikkan.web.desk.doors import officer_of
from ikkan.web.desk.inbox import waits_words
from ikkan.web.desk.offered import desk_of
from ikkan.web.desk.rechecking import agreement_now, agreement_words
from ikkan.web.desk.rule_figures import settled_by_rules
from ikkan.web.language import page_language_of

STUCK_SHOWN = 10
REASONS_SHOWN = 5


@require_duty("board")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the flow through the rooms, what stands still, why, and how far this pace carries."""
    now, language = timezone.now(), page_language_of(request)
    today = timezone.localdate(now)
    known = [(one.code, one.title.shown(language)) for one in procedures()]
    procedure = request.GET.get("procedure", "")
    procedure = procedure if procedure in dict(known) else ""
    limits = limits_on(today)
    cases = figures.open_now(procedure, now)
    standings = figures.standings(cases, limits)
    since = now - timedelta(days=limits.look_back_days)
    deeds = figures.deeds_since(_start(today, limits), procedure)
    late = figures.stuck(cases, limits, today)
    context = {
        "page_title": _("ボード"),
        "print_number": _("ボード"),
        "print_time": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        "procedures": [(code, title, code == procedure) for code, title in known] if len(known) > 1 else [],
        "rooms": _rooms_table(standings, figures.room_shares(deeds, since, procedure), limits),
        "flow": _flow(standings),
        "weeks": _weeks(deeds, limits, today),
        "stuck": _stuck_table(late[:STUCK_SHOWN], language),
        "stuck_count": len(late),
        "stuck_url": f"{reverse('desk:inbox')}?tab=stuck",
        "reasons": _reasons(deeds, procedure, language),
        "rule": _rule_words(since, procedure, language),
        "rules_url": reverse("desk:rules"),
        "recheck": agreement_words(second := agreement_now(officer_of(request))),
        "recheck_apart": second.apart,
        "recheck_url": reverse("desk:rechecks"),
        "door": figures.door_to_answer(deeds),
        "untouched": figures.untouched_share(deeds, since),
        "forecast": _forecast_words(_forecast(cases, procedure, now, limits), language),
        "look_back": limits.look_back_days,
        "source": limits.source,
    }
    return render(request, "board/board.html", context)


def _start(today: date, limits: Limits) -> datetime:
    first = figures.monday(today) - timedelta(weeks=limits.weeks_shown - 1)
    return timezone.make_aware(datetime.combine(first, time.min))


def _days(value: float) -> str:
    return _("%(n)s日") % {"n": f"{value:.1f}"}


def _share(value: float | None) -> str:
    return "－" if value is None else f"{value:.0%}"


def _rooms_table(standings: dict[str, figures.Standing], shares: dict[str, float | None], limits: Limits) -> Table:
    columns = [
        Column("room", _("部屋")), Column("count", _("件数"), number=True),
        Column("median", _("待ちの中央値"), number=True),
        Column("decile", _("長い方の1割"), number=True), Column("late", _("上限より長い"), number=True),
        Column("limit", _("上限"), number=True), Column("share", _("人手なしの割合"), number=True),
    ]  # fmt: skip
    rows = [
        Row(
            room,
            [
                Cell(str(ROOM_NAMES[room]), f"{reverse('desk:inbox')}?tab={room}"),
                str(one.count),
                _days(one.median_days),
                _days(one.decile_days),
                Cell(_("%(n)s件") % {"n": one.late}, tone="warn") if one.late else "0",
                _("%(n)s日") % {"n": limits.days[room]},
                _share(shares[room]),
            ],
        )
        for room, one in standings.items()
    ]
    return Table("rooms", _("五つの部屋"), columns, rows)


def _flow(standings: dict[str, figures.Standing]) -> charts.Chart:
    rooms = [
        charts.RoomFlow(str(ROOM_NAMES[room]), one.count, one.median_days, _days(one.median_days), one.late > 0)
        for room, one in standings.items()
    ]
    most = max(rooms, key=lambda room: room.count)
    finding = (
        _("%(room)sに%(n)s件あり、真ん中の申込みは%(wait)s待っています")
        % {"room": most.name, "n": most.count, "wait": most.wait_text}
        if most.count
        else _("待っている申込みはありません")
    )
    return charts.flow("flow", finding, rooms)


def _weeks(deeds: figures.Deeds, limits: Limits, today: date) -> charts.Chart:
    rows = figures.weekly_check(deeds, limits.weeks_shown, today)
    last, before = rows[-1], rows[-2] if len(rows) > 1 else rows[-1]
    now, then = (_days(wait) if count else _("記録なし") for _day, wait, count in (last, before))
    finding = _("受付から審査を通るまで、今週は%(now)s、先週は%(before)s（中央値）") % {"now": now, "before": then}
    steps = [f"{day.month}/{day.day}" for day, _wait, _count in rows]
    line = charts.Line(str(ROOM_NAMES["check"]), [round(wait, 1) for _day, wait, _count in rows])
    return charts.weeks("weeks", finding, steps, [line], limit=limits.days["check"], unit=_("日"))


def _stuck_table(late: list[figures.Open], language: str) -> Table:
    columns = [
        Column("number", _("番号")), Column("room", _("部屋")), Column("days", _("日数"), number=True),
        Column("why", _("理由")), Column("whose", _("だれの番か")), Column("due", _("期限")),
    ]  # fmt: skip
    rows = [
        Row(
            one.number,
            [
                Cell(one.number, reverse("desk:case", args=[one.number])),
                str(ROOM_NAMES[one.room]),
                f"{one.days:.0f}",
                desk_of(one.procedure).reason_title(one.reason, language) if one.reason else "－",
                waits_words(one.waits_for),
                day_text(one.deadline, language) or "－",
            ],
        )
        for one in late
    ]
    return Table("stuck", _("止まっている申込み"), columns, rows)


def _reasons(deeds: figures.Deeds, procedure: str, language: str) -> charts.Chart | None:
    total = sum(deeds.asked.values())
    if not total:
        return None
    codes = [procedure] if procedure else [one.code for one in procedures()]

    def title(code: str) -> str:
        known = next((desk_of(one) for one in codes if code in desk_of(one).reason_codes()), None)
        return known.reason_title(code, language) if known else code

    bars = [
        charts.Bar(title(code), count, f"{count / total:.0%}") for code, count in deeds.asked.most_common(REASONS_SHOWN)
    ]
    finding = _("いちばん多い理由は「%(reason)s」（%(share)s）") % {"reason": bars[0].label, "share": bars[0].text}
    return charts.bars("reasons", finding, bars, head=(_("理由"), _("割合")))


def _rule_words(since: datetime, procedure: str, language: str) -> str:
    """Return which rule would have let most cases through by themselves; blank where none would."""
    most = settled_by_rules(since, procedure).most_common(1)
    if not most:
        return ""
    rule, count = most[0]
    desk = desk_of(rule.procedure)
    return _("「%(reason)s」（%(kind)s）の規則を足せば、%(n)s件が自動になっていました") % {
        "reason": desk.reason_title(rule.code, language), "kind": desk.rule_kind_word(rule.kind), "n": count,
    }  # fmt: skip


def _forecast(cases: list[figures.Open], procedure: str, now: datetime, limits: Limits) -> Forecast:
    today = timezone.localdate(now)
    waiting = [case for case in cases if case.waits_for == "officer"]
    limit = limits.days["check"]
    due = [case.deadline or today + timedelta(days=limit - int(case.days)) for case in waiting]
    judged = figures.judgements_by_day(now - timedelta(days=limits.look_back_days), procedure)
    officers = Posting.objects.filter(starts_on__lte=today).exclude(ends_on__lt=today)
    count = sum("desk" in duties for duties in officers.values_list("duties", flat=True))
    return forecast(due, judged, today=today, calendar=town_calendar(today), officers=count)


def _forecast_words(one: Forecast, language: str) -> dict[str, str]:
    """Return the forecast as a sentence, with the method and its past error."""
    if one.waiting == 0:
        said = _("職員の判断を待つ申込みはありません。")
    elif one.done_on is None:
        said = _("この2週間に職員の判断がないため、いつ終わるかを見立てられません。")
    elif one.late:
        said = _("このままだと %(n)s件が期限を超えます（%(day)sまで）。審査に1人が%(days)s日加われば 0件です。") % {
            "n": one.late, "day": day_text(one.done_on, language), "days": one.worker_days,
        }  # fmt: skip
    else:
        said = _("このままで期限に間に合います。終わるのは %(day)s。") % {"day": day_text(one.done_on, language)}
    method = _("見立て方：待っている %(n)s件を期限の順に、この2週間の速さ（開庁日1日 %(pace)s件）で判断した場合") % {
        "n": one.waiting, "pace": f"{one.pace:.1f}",
    }  # fmt: skip
    error = (
        _("先週の見立てとの差はまだ測れません")
        if one.past_error is None
        else _("先週の見立ては %(n)s件外れました") % {"n": f"{one.past_error:.0f}"}
    )
    return {"said": said, "method": f"{method}。{error}。"}
