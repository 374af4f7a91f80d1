"""What nursery placement adds to a round's console: seats, alarms, the run with its checker, and what it changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ikkan.counter.desk_kinds import ConsoleParts
from ikkan.counter.parts import Answer, AnswerCard
from ikkan.counter.tables import Cell, Column, Row, Table
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.models import Alarm, Run, RunChild, Seat
from ikkan.procedures.nursery.pages.desk_words import total_title
from ikkan.procedures.nursery.pages.lottery_words import told_of_round
from ikkan.registers.models import Facility

AGES: Final = range(6)
# alarms that no reason can lift; the service refuses them too
NEVER_SIGNED: Final = frozenset({"checker_failed", "score_mismatch"})
TEMPLATES: Final = {
    "check": "nursery/desk/seats.html",
    "run": "nursery/desk/run.html",
    "verify": "nursery/desk/verify.html",
    "compare": "nursery/desk/compare.html",
}


def console_parts(round_: Round, language: str, now: datetime) -> ConsoleParts:
    """Return what the console of a nursery round shows beyond the generic steps.

    Args:
        round_: the round.
        language: ja, easy or en.
        now: moment.
    """
    del now
    seats = list(Seat.objects.filter(round=round_).order_by("facility", "age", "kind"))
    names = dict(Facility.objects.filter(code__in={seat.facility for seat in seats}).values_list("code", "name"))
    standing = _standing(round_)
    alarms = [_alarm(one, names, _book(round_), language) for one in standing]
    runs = list(Run.objects.filter(round=round_).order_by("-number")[:2])
    current = next((run for run in runs if run.is_current), None)
    unsigned = sum(not alarm["signed"] for alarm in alarms)
    unready = 0 if round_.room in {"answer", "closed"} else _unready(round_)
    done = (
        {"check"} if seats and not unready and all(s.confirmed_at for s in seats) and round_.closed_at else set[str]()
    )
    if current is not None:
        done |= {"run", "compare"}
        if current.checker.get("feasible"):
            done.add("verify")
    return ConsoleParts(
        templates=TEMPLATES,
        context={
            "seat_table": _seat_table(round_, seats, names),
            "seat_sums": _sums(seats),
            "unconfirmed": sum(seat.confirmed_at is None for seat in seats),
            "alarms": alarms,
            "unsigned": unsigned,
            "score_ok": not any(one.code == "score_mismatch" for one in standing),
            "unready": unready,
            "run": _run(current, language) if current else None,
            "is_outdated": bool(runs) and current is None,
            "compare": _compare(current, runs, language),
            # what was drawn matters until the round goes up for approval; the page of the lottery has it afterwards
            "lottery": told_of_round(round_) if round_.room in {"intake", "decide"} else None,
            "lists_url": reverse("rounds:lists", args=[round_.number]),
            "report_url": reverse("rounds:report", args=[round_.number]) if current else "",
        },
        done=frozenset(done),
        blocked=_blocked(current, runs, unsigned),
    )


def _blocked(current: Run | None, runs: list[Run], unsigned: int) -> dict[str, str]:
    if current is None:
        again = _("募集人数を直したので、もう一度実行してください。")
        return {"approve": again if runs else _("まだ実行していません。")}
    if unsigned:
        return {"approve": _("警報が%(n)s件残っています。園に確かめて理由を書いてください。") % {"n": unsigned}}
    return {}


def _book(round_: Round) -> BookAt:
    return book_in_force(round_.procedure).at(round_.month)


def _standing(round_: Round) -> list[Alarm]:
    found = Alarm.objects.filter(round=round_, cleared_at=None).select_related("signed_by")
    return sorted(found, key=lambda alarm: (alarm.signed_at is not None, alarm.code, alarm.subject))


def _alarm(alarm: Alarm, names: dict[str, str], book: BookAt, language: str) -> dict[str, object]:
    figures = {key: value for key, value in alarm.figures.items() if not isinstance(value, list)}
    return {
        "pk": alarm.pk,
        "words": book.text(f"alarm.{alarm.code}", "en" if language == "en" else "ja", **figures),
        "subject": names.get(alarm.subject, alarm.subject),
        "details": _listed(alarm.figures),
        "may_sign": alarm.code not in NEVER_SIGNED,
        "signed": alarm.signed_at is not None,
        "by": str(alarm.signed_by or ""),
        "reason": alarm.sign_reason,
    }


def _listed(figures: JsonObject) -> list[str]:
    return [str(one) for value in figures.values() if isinstance(value, list) for one in value][:20]


def _unready(round_: Round) -> int:
    open_ones = Case.objects.filter(round=round_).exclude(room="closed")
    return open_ones.exclude(room="decide", waits_for="round").count()


def _sums(seats: Iterable[Seat]) -> dict[str, object]:
    known = [seat for seat in seats if seat.last_year is not None]
    now, before = sum(seat.seats for seat in known), sum(seat.last_year or 0 for seat in known)
    return {"now": now, "before": before, "change": f"{now - before:+d}"}


def _seat_table(round_: Round, seats: list[Seat], names: dict[str, str]) -> Table:
    """Return one row a facility, the biggest change against last year first: that is where mistakes are."""
    by_facility: dict[str, list[Seat]] = {}
    for seat in seats:
        by_facility.setdefault(seat.facility, []).append(seat)
    columns = [
        Column("name", _("園")),
        *(Column(f"age{age}", _("%(age)s歳") % {"age": age}, number=True) for age in AGES),
        Column("sum", _("合計"), number=True),
        Column("before", _("昨年"), number=True),
        Column("change", _("差"), number=True),
        Column("confirmed", _("園の確認")),
    ]
    order = sorted(by_facility, key=lambda code: (-abs(_change(by_facility[code])), names.get(code, code)))
    rows = [_seat_row(round_, code, by_facility[code], names.get(code, code)) for code in order]
    return Table("seats", _("定員表"), columns, rows, tall=True)


def _change(seats: Iterable[Seat]) -> int:
    return sum(seat.seats - seat.last_year for seat in seats if seat.last_year is not None)


def _seat_row(round_: Round, code: str, seats: list[Seat], name: str) -> Row:
    by_age: dict[int, list[Seat]] = {}
    for seat in seats:
        by_age.setdefault(seat.age, []).append(seat)
    change = _change(seats)
    confirmed = all(seat.confirmed_at for seat in seats)
    return Row(
        code,
        [
            Cell(name, reverse("rounds:seats", args=[round_.number, code])),
            *(_class_cell(by_age.get(age, [])) for age in AGES),
            str(sum(seat.seats for seat in seats)),
            str(sum(seat.last_year or 0 for seat in seats)),
            Cell(f"{change:+d}", tone="warn") if change else "0",
            Cell(_("済み"), tone="ok") if confirmed else Cell(_("まだ"), tone="warn"),
        ],
    )


def _class_cell(seats: list[Seat]) -> str:
    if not seats:
        return "－"
    now, before = sum(seat.seats for seat in seats), sum(seat.last_year or 0 for seat in seats)
    return str(now) if now == before else _("%(now)s（昨年%(before)s）") % {"now": now, "before": before}


def _run(run: Run, language: str) -> dict[str, object]:
    checker = run.checker
    return {
        "number": run.number,
        "seconds": f"{run.seconds:.1f}",
        "edition": run.edition[:8],
        "market": run.market_digest[:8],
        "totals": totals_card(run.totals, language),
        "feasible": bool(checker.get("feasible")),
        "stable": bool(checker.get("stable")),
        "blocking": checker.get("blocking", 0),
        "problems": list(checker.get("problems", [])),
        "placed": checker.get("placed", 0),
        "verdict": verdict_words(run.verdict),
        "reasons_counted": "explanations.csv" in run.files and not checker.get("problems"),
        "children": run.totals.get("children", 0),
    }


def verdict_words(verdict: JsonObject) -> list[str]:
    """Return what a run's verdict says beyond its figures: what is proven, what is not, and how one was chosen.

    Args:
        verdict: as the run keeps it.
    """
    said = []
    if verdict.get("status") == "no_stable_placement":
        said.append(_("不満の組が出ない決め方は、ないことを確かめました"))
    if verdict.get("proved_only"):
        said.append(_("不満の組が出ない決め方は、これだけです"))
    if verdict.get("proved_largest"):
        said.append(_("入れる人数は最大です"))
    elif larger := verdict.get("larger_by"):
        said.append(_("不満の組が出ない決め方で、あと%(n)s人多く入れるものがあります") % {"n": larger})
    chosen = {
        "family_leaning": _("選び方：家族の希望の順を優先"),
        "largest": _("選び方：入れる人数を優先"),
    }.get(str(verdict.get("choose")))
    if chosen and not verdict.get("proved_only"):
        said.append(chosen)
    asked = {
        "stable": _("不満の組が出ない決め方があるか"),
        "largest": _("入れる人数が最大か"),
        "fewest": _("不満の組がこれより少なくできないか"),
    }
    unanswered = verdict.get("unanswered")
    open_ = [asked[str(one)] for one in unanswered if str(one) in asked] if isinstance(unanswered, list) else []
    if open_:
        said.append(_("時間内に確かめられなかったこと：%(what)s") % {"what": "、".join(open_)})
    return said


def totals_card(totals: JsonObject, language: str) -> AnswerCard:
    """Return the totals of a run under their names."""
    return AnswerCard("", [Answer(total_title(code, language), str(value)) for code, value in totals.items()])


def _compare(current: Run | None, runs: list[Run], language: str) -> dict[str, object] | None:
    """Say what changed against the run before: by totals, and how many children were placed elsewhere."""
    before = next((run for run in runs if run is not current), None)
    if current is None or before is None:
        return None
    moved = RunChild.objects.filter(run=current).filter(~_same_facility(before)).count()
    rows = [
        Row(code, [total_title(code, language), str(before.totals.get(code, 0)), str(value),
                   f"{int(str(value)) - int(str(before.totals.get(code, 0))):+d}"])
        for code, value in current.totals.items()
    ]  # fmt: skip
    columns = [
        Column("what", _("項目")), Column("before", _("前の実行"), number=True), Column("now", _("今回"), number=True),
        Column("change", _("差"), number=True),
    ]  # fmt: skip
    return {"table": Table("compare", _("前の実行との違い"), columns, rows), "moved": moved}


def _same_facility(before: Run) -> Q:
    same = RunChild.objects.filter(run=before, child=OuterRef("child"), facility=OuterRef("facility"))
    return Q(Exists(same))
