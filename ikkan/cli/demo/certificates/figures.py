"""What the walk did with the requests for certificates, room by room, read from the ledger's own events."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from ikkan.cli.demo.certificates.filing import Asked
from ikkan.cli.demo.report import BY_PERSON, RoomFigures, figures, percent
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.cash_close import totals_of
from ikkan.ledger.cash_rows import DayClose
from ikkan.ledger.models import Case, Event
from ikkan.procedures.certificate.models import Copy
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.decide.models import DecisionRecord

_BY_HAND: Final = ("certificate.sent", "certificate.handed_over")
_Moments = Mapping[str, datetime]


def certificate_json(asked: Sequence[Asked], *, wrong: Sequence[str], unaccepted: Sequence[str]) -> JsonObject:
    """Return what the walk did with the requests.

    A case passed a room without a person when nobody was asked in it; paper is handed over by a person, always.

    Args:
        asked: the requests.
        wrong: requests that ended elsewhere than planned.
        unaccepted: copies whose file our verifier does not accept.
    """
    cases = list(Case.objects.filter(pk__in=[one.case for one in asked if one.case is not None]))
    moments = _moments_of(cases)
    alone = {case.pk for case in cases if not any(name in moments[case.pk] for name in BY_PERSON)}
    # what was filed online and has no planted fault; at the counter a person looks by the nature of the way
    clean = [
        one.case for one in asked if one.case and one.wish.is_signed and not (one.wish.fault or one.wish.exemption)
    ]
    results = Counter(DecisionRecord.objects.filter(case__in=cases).values_list("result", flat=True))
    copies = Copy.objects.filter(case__in=cases)
    return {
        "asked": len(asked),
        "not_received": len(asked) - len(cases),
        "cases": len(cases),
        "issued": results["issued"],
        "refused": results["refused"],
        "copies": copies.count(),
        "answered": sum(case.room == "closed" for case in cases),
        "without_person_percent": percent(len(alone), len(cases)),
        "clean_cases": len(clean),
        "clean_without_person_percent": percent(sum(case in alone for case in clean), len(clean)),
        "ways": dict(Counter(str(one.wish.way) for one in asked)),
        "planted": dict(Counter(str(one.wish.fault) for one in asked if one.wish.fault)),
        "ended_otherwise": [*wrong],
        "files_accepted": copies.count() - len(unaccepted),
        "files_not_accepted": [*unaccepted],
        "cash": _cash(),
        "rooms": {name: row.as_json() for name, row in _rooms(cases, moments, alone).items()},
    }


def _rooms(cases: Sequence[Case], moments: Mapping[int, _Moments], alone: set[int]) -> dict[str, RoomFigures]:
    on_paper = set(Notice.objects.filter(case__in=cases, channel="post").values_list("case_id", flat=True))
    checked = [case for case in cases if "check.passed" in moments[case.pk]]
    decided = [case for case in cases if "decide.decided" in moments[case.pk]]
    delivered = [case for case in cases if "answer.delivered" in moments[case.pk]]
    waiting = [case for case in cases if case.room == "check"]
    by_machine = [
        case for case in delivered if case.pk not in on_paper and not any(name in moments[case.pk] for name in _BY_HAND)
    ]
    people = [case for case in decided if "approve.proposed" in moments[case.pk]]
    why = "、".join(sorted({case.reason_code for case in waiting}))
    left = len(decided) - len(delivered)
    return {
        "intake": RoomFigures(len(cases), sum(case.channel in {"web", "api"} for case in cases), 0, "", 0.0, 0.0),
        "check": figures(
            len(cases), len(alone), len(waiting), why,
            [_since(moments[case.pk]["check.passed"], case.received_at) for case in checked],
        ),
        "decide": figures(
            len(decided), len(decided), 0, "",
            [_since(moments[case.pk]["decide.decided"], moments[case.pk]["check.passed"]) for case in decided],
        ),
        "approve": figures(
            len(decided), len(decided) - len(people), 0, "",
            [_between(moments[case.pk], "approve.proposed", "approve.completed") for case in decided],
        ),
        "answer": figures(
            len(decided), len(by_machine), left, "渡すのを待つ" if left else "",
            [_since(moments[case.pk]["answer.delivered"], moments[case.pk]["decide.decided"]) for case in delivered],
        ),
    }  # fmt: skip


def _moments_of(cases: Sequence[Case]) -> dict[int, dict[str, datetime]]:
    """Return by case when each event happened, the last of each name."""
    found: dict[int, dict[str, datetime]] = {case.pk: {} for case in cases}
    for case, name, at in Event.objects.filter(case__in=found).order_by("seq").values_list("case_id", "name", "at"):
        found[int(case or 0)][name] = at
    return found


def _cash() -> JsonObject:
    """Return what the last closed day says of each way, in yen; empty where no day was closed."""
    last = DayClose.objects.order_by("day").last()
    return {} if last is None else {total.way.value: total.booked for total in totals_of(last.day)}


def _between(moments: _Moments, first: str, last: str) -> float:
    return _since(moments[last], moments[first]) if first in moments and last in moments else 0.0


def _since(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds()
