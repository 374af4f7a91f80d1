"""The draft that goes up for approval: one for the round, with lists, verdicts, alarms and differences."""

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Event, Round
from ikkan.procedures.nursery.models import Alarm, Child, Run, RunChild, Seat
from ikkan.procedures.nursery.round.alarms import unsigned


def proposal(round_: Round) -> JsonObject | Refused:
    """Return what is put up for approval; its fingerprint changes when anything in it does."""
    run = Run.objects.filter(round=round_, is_current=True).first()
    if run is None:
        return Refused("not_run", "選考がまだ実行されていません。", "The placement was not run yet.")
    stale = changed_since(run)
    if stale:
        return Refused(
            "run_outdated",
            f"選考のあとに、申込み{stale}件の内容か状態が変わっています。選考をもう一度実行してください。",
            f"{stale} applications changed since the placement was run. Run it again.",
        )
    left = unsigned(round_)
    if left:
        return Refused(
            "alarms_left",
            f"警報が{left}件残っています。原因を直すか、理由を書いて認めてください。",
            f"{left} alarms remain. Mend their cause, or sign them off with a reason.",
        )
    signed = Alarm.objects.filter(round=round_, cleared_at=None).order_by("code", "subject")
    seats = list(Seat.objects.filter(round=round_))
    return {
        "title": f"{round_.title} 利用調整の結果について",
        "round": round_.number,
        "run": run.number,
        "edition": run.edition,
        "market": run.market_digest,
        "placement": run.files["placement.csv"],
        "totals": run.totals,
        "verdict": run.verdict,
        "checker": run.checker,
        "seats": sum(seat.seats for seat in seats),
        "seats_last_year": sum(seat.last_year or 0 for seat in seats),
        "alarms": [
            {"code": a.code, "subject": a.subject, "figures": a.figures, "reason": a.sign_reason} for a in signed
        ],
    }


def publishable(round_: Round) -> Refused | None:
    """Return what keeps an approved round from going out: a run that the checker refused, seats nobody confirmed."""
    run = Run.objects.filter(round=round_, is_current=True).first()
    if run is None or not run.checker.get("feasible"):
        return Refused(
            "checker_failed",
            "検査に合格した選考の結果がありません。もう一度実行して、検査の結果を確かめてください。",
            "No run stands that the checker passed. Run it again and look at the checker's result.",
        )
    unconfirmed = Seat.objects.filter(round=round_, confirmed_at=None).count()
    if unconfirmed:
        return Refused(
            "seats_unconfirmed",
            f"園が募集人数を確認していないクラスが{unconfirmed}あります。園に確かめてから公表してください。",
            f"{unconfirmed} classes have seats that no nursery confirmed. Have them confirmed, then publish.",
        )
    return None


def changed_since(run: Run) -> int:
    """Return how many cases of a run's round are no longer as the run saw them, or were not seen by it."""
    ready = {"case__round": run.round, "case__room": "decide", "case__waits_for": "round"}
    seen = RunChild.objects.filter(run=run)
    now = Child.objects.filter(**ready, is_withdrawn=False, placed_facility="", case__nursery_standing__isnull=False)
    of_run, of_now = set(seen.values_list("child", "child__case")), set(now.values_list("pk", "case"))
    cases = {case for _, case in of_run ^ of_now}
    checked = Event.objects.filter(case__in={case for _, case in of_run}, name="check.passed", at__gt=run.started_at)
    return len(cases | set(checked.values_list("case", flat=True)))
