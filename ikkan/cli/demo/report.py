"""What the walk did, room by room: read from the ledger, shown as a table and kept as walk.json."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Final

from rich.console import Console
from rich.table import Table

from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case, Event, Round
from ikkan.procedures.nursery.models import Child, Run
from ikkan.rooms.answer.models import Notice

ROOMS: Final = {"intake": "受付", "check": "審査", "decide": "判定", "approve": "決裁", "answer": "交付"}
BY_PERSON: Final = ("check.judged", "check.asked_citizen", "check.asked_staff")
LEFT_ROOM: Final = {
    "check": ("check.passed",),
    "decide": ("decide.decided",),
}


@dataclass(frozen=True, slots=True)
class RoomFigures:
    """One row of the table: cases in, passed without a person, waiting and why, seconds."""

    entered: int
    automatic: int
    waiting: int
    why: str
    median_seconds: float
    longest_seconds: float

    def as_json(self) -> JsonObject:
        """Return the row as walk.json holds it."""
        return {
            "in": self.entered,
            "automatic": self.automatic,
            "waiting": self.waiting,
            "why": self.why,
            "median_seconds": round(self.median_seconds, 3),
            "longest_seconds": round(self.longest_seconds, 3),
        }


def walk_json(round_: Round, clean: Collection[int]) -> JsonObject:
    """Return what the walk did with the cases of a round, from the ledger's own events.

    A case passed a room without a person when nobody was asked in it. The approval of a round is one decision by
    people for all of its cases, so no case passes the room approve without a person.

    Args:
        round_: the round.
        clean: keys of the cases into which no fault was planted.
    """
    cases = list(Case.objects.filter(entries__round=round_))
    events: dict[int, list[tuple[str, datetime]]] = {case.pk: [] for case in cases}
    for case_id, name, at in Event.objects.filter(case__in=events).order_by("seq").values_list("case_id", "name", "at"):
        events[int(case_id or 0)].append((name, at))
    on_paper = set(Notice.objects.filter(case__in=events, channel="post").values_list("case", flat=True))
    of_round = list(Event.objects.filter(round=round_).order_by("seq").values_list("name", "at"))
    kept = [case for case in cases if not _withdrawn(events[case.pk])]
    rows = {
        "intake": _intake(cases),
        "check": _check(cases, events),
        "decide": _decide(kept, events, of_round),
        "approve": _approve(kept, of_round),
        "answer": _answer(kept, events, of_round, on_paper),
    }
    answered = [case for case in kept if any(name == "answer.delivered" for name, _ in events[case.pk])]
    alone = {case.pk for case in kept if not _asked(events[case.pk])}
    spotless = [case for case in kept if case.pk in clean]
    run = Run.objects.filter(round=round_, is_current=True).first()
    return {
        "procedures": {
            "nursery": {
                "cases": len(cases),
                "withdrawn": len(cases) - len(kept),
                "answered": len(answered),
                "children": Child.objects.filter(case__in=kept, is_withdrawn=False).count(),
                "children_answered": Notice.objects.filter(round=round_, kind="placement", case__in=answered).count(),
                "without_person_percent": percent(len(alone), len(kept)),
                "clean_cases": len(spotless),
                "clean_without_person_percent": percent(sum(c.pk in alone for c in spotless), len(spotless)),
                "rooms": {name: row.as_json() for name, row in rows.items()},
                "totals": run.totals if run else {},
                "verdict": run.verdict if run else {},
                "checker": run.checker if run else {},
            }
        }
    }


def show(walked: JsonObject, console: Console) -> None:
    """Show a table for each procedure, and what was checked."""
    procedures = object_of(walked["procedures"])
    nursery, certificate = object_of(procedures["nursery"]), object_of(procedures["certificate"])
    console.print(_table("保育所の入所  (nursery placement)", object_of(nursery["rooms"])))
    console.print(
        f"児童 {nursery['children_answered']} / {nursery['children']} 人に答え。"
        f"決裁の前に人手が要らなかった申込み {nursery['without_person_percent']}%"
        f"（誤りのない申込み {nursery['clean_cases']}件では {nursery['clean_without_person_percent']}%）"
    )
    console.print(f"検査官（別の計算）: {json.dumps(nursery['checker'], ensure_ascii=False)}")
    console.print(f"判定: {json.dumps(nursery['verdict'], ensure_ascii=False)}")
    console.print(_table("住民票の写し  (certificates of residence)", object_of(certificate["rooms"])))
    console.print(
        f"請求 {certificate['asked']}件：受付 {certificate['cases']}、交付 {certificate['issued']}、"
        f"不交付 {certificate['refused']}、受け取らなかった署名 {certificate['not_received']}。"
        f"電子印のある写し {certificate['files_accepted']} / {certificate['copies']} 通を検証。"
        f"誤りのない電子請求 {certificate['clean_cases']}件の人手なし {certificate['clean_without_person_percent']}%"
    )
    console.print(f"わざと入れた誤り: {json.dumps(certificate['planted'], ensure_ascii=False)}")
    console.print(f"日計（円）: {json.dumps(certificate['cash'], ensure_ascii=False)}")
    for sentence in _sentences(certificate["ended_otherwise"]):
        console.print(f"[bold red]予定とちがう終わり[/] {sentence}")


def write(walked: JsonObject, path: Path) -> None:
    """Write walk.json."""
    path.write_text(json.dumps(walked, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _table(title: str, rooms: JsonObject) -> Table:
    table = Table(title=title)
    for head in ("部屋", "件数", "人手なし", "待ち", "理由", "中央値", "最長"):
        table.add_column(head, justify="left" if head in {"部屋", "理由"} else "right")
    for name, shown in ROOMS.items():
        row = object_of(rooms[name])
        entered = int(str(row["in"]))
        share = f"{int(str(row['automatic'])) * 100 / entered:.1f}%" if entered else "–"
        table.add_row(
            shown, f"{entered:,}", share, str(row["waiting"]), str(row["why"]),
            f"{float(str(row['median_seconds'])):.2f} s", f"{float(str(row['longest_seconds'])):.2f} s",
        )  # fmt: skip
    return table


def _intake(cases: Sequence[Case]) -> RoomFigures:
    # a case is checked from the moment of its receipt on: receipt itself takes no time
    return RoomFigures(len(cases), sum(case.channel in {"web", "api"} for case in cases), 0, "", 0.0, 0.0)


def _check(cases: Sequence[Case], events: dict[int, list[tuple[str, datetime]]]) -> RoomFigures:
    seconds = []
    waiting = [case for case in cases if case.room == "check"]
    for case in cases:
        times = dict(reversed([(name, at) for name, at in events[case.pk] if name == "check.passed"]))
        if times:
            seconds.append((times["check.passed"] - case.received_at).total_seconds())
    automatic = sum(not _asked(events[case.pk]) for case in cases)
    why = "、".join(sorted({case.reason_code for case in waiting}))
    return figures(len(cases), automatic, len(waiting), why, seconds)


def _decide(
    cases: Sequence[Case], events: dict[int, list[tuple[str, datetime]]], of_round: Sequence[tuple[str, datetime]]
) -> RoomFigures:
    ran = [at for name, at in of_round if name == "decide.ran"]
    closed = [at for name, at in of_round if name == "round.closed"]
    decided = [case for case in cases if any(name == "decide.decided" for name, _ in events[case.pk])]
    seconds = [(ran[-1] - closed[-1]).total_seconds()] * len(decided) if ran and closed else []
    return figures(len(decided), len(decided) if ran else 0, 0 if ran else len(decided), "", seconds)


def _approve(cases: Sequence[Case], of_round: Sequence[tuple[str, datetime]]) -> RoomFigures:
    proposed = [at for name, at in of_round if name == "approve.proposed"]
    completed = [at for name, at in of_round if name == "approve.completed"]
    seconds = [(completed[-1] - proposed[-1]).total_seconds()] * len(cases) if proposed and completed else []
    return figures(len(cases), 0, 0 if completed else len(cases), "", seconds)


def _answer(
    cases: Sequence[Case],
    events: dict[int, list[tuple[str, datetime]]],
    of_round: Sequence[tuple[str, datetime]],
    on_paper: set[int],
) -> RoomFigures:
    published = [at for name, at in of_round if name == "answer.published"]
    delivered = {case.pk: at for case in cases for name, at in events[case.pk] if name == "answer.delivered"}
    seconds = [(at - published[-1]).total_seconds() for at in delivered.values()] if published else []
    waiting = len(cases) - len(delivered)
    # paper is handed to the post by a person
    by_machine = sum(case.pk in delivered and case.pk not in on_paper for case in cases)
    return figures(len(cases), by_machine, waiting, "発送待ち" if waiting else "", seconds)


def figures(entered: int, automatic: int, waiting: int, why: str, seconds: list[float]) -> RoomFigures:
    """Return the row of a room: counts, why cases wait, and how long each took in seconds."""
    return RoomFigures(entered, automatic, waiting, why, median(seconds) if seconds else 0.0, max(seconds, default=0.0))


def percent(part: int, whole: int) -> float:
    """Return a share in percent to one place; of nothing it is zero."""
    return round(part * 100 / whole, 1) if whole else 0.0


def _asked(events: Sequence[tuple[str, datetime]]) -> bool:
    return any(name in BY_PERSON for name, _ in events)


def _withdrawn(events: Sequence[tuple[str, datetime]]) -> bool:
    return any(name == "intake.withdrawn" for name, _ in events)


def _sentences(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def object_of(value: object) -> JsonObject:
    """Return a value of walk.json that is an object; an empty one for any other."""
    return value if isinstance(value, dict) else {}
