"""A tiny grant (小さな給付): the declaration, its rules and its letters."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone
from jsonschema import Draft202012Validator

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import AskCitizen, AskStaff, CheckOutcome, Decision, Passed, Question, Refused, Text
from ikkan.kernel.procedure import Procedure
from ikkan.kernel.reason import Reason
from ikkan.kernel.registry import register
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.papers.paper import Boxed, Facts, Issuer, Paper, Recipient
from ikkan.rooms.answer.instruction import Authorities, instruction_for
from ikkan.rooms.answer.notices import NoticeDraft
from ikkan.rooms.check.models import Request, Verdict
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filing

FOLDER = Path(__file__).parent
FORM = json.loads((FOLDER / "form.json").read_text("utf-8"))
TOWN = Authorities(mayor="試験市長", city="試験市", mayor_en="the Mayor", city_en="the City")


@dataclass(frozen=True, slots=True)
class Grant:
    """The facts of a case."""

    amount: int
    most: int
    has_receipt: bool
    is_unclear: bool
    delay_told_on: date
    is_decided: bool


def gather(cases: Sequence[Case], book: BookAt, now: datetime) -> list[Grant]:
    return [_grant(case, book) for case in cases]


def _grant(case: Case, book: BookAt) -> Grant:
    answers = current_filing(case).answers
    lapsed = Request.objects.filter(case=case).exclude(lapsed_at=None).exists()
    judged = Verdict.objects.filter(case=case, code="unclear").exists()
    days = int(str(book.value("grant", "tell_delay_after_days")))
    return Grant(
        amount=int(answers["amount"]),
        most=int(str(book.value("grant", "most_yen"))),
        has_receipt=bool(answers.get("receipt", True)) or lapsed,
        is_unclear=bool(answers.get("unclear", False)) and not judged,
        delay_told_on=timezone.localdate(case.received_at) + timedelta(days=days),
        is_decided=DecisionRecord.objects.filter(case=case, voided_at=None).exists(),
    )


def check(grant: Grant) -> CheckOutcome:
    if not grant.has_receipt:
        reason = Reason("receipt_missing", "領収書がありません。", "The receipt is missing.")
        return AskCitizen((Question("receipt_missing", "receipt", reason),))
    if grant.is_unclear:
        return AskStaff((Reason("unclear", "内容を確かめてください。", "Look at it."),))
    return Passed()


def decide(grant: Grant) -> tuple[Decision, ...]:
    if grant.amount <= grant.most:
        return (Decision("grant", "granted", (Reason("within", "上限の内です。", "Within the limit."),)),)
    reason = Reason("above", "上限を超えています。", "Above the limit.", figures=(("most", grant.most),))
    return (Decision("grant", "declined", (reason,), grants_less=True),)


def validate(answers: JsonObject, now: datetime) -> tuple[Refused, ...]:
    faults = Draft202012Validator(FORM["schema"]).iter_errors(answers)
    return tuple(Refused("form", f.message, f.message, ".".join(map(str, f.absolute_path))) for f in faults)


def clocks(grant: Grant) -> tuple[tuple[str, date], ...]:
    return () if grant.is_decided else (("tell_delay", grant.delay_told_on),)


def letter(case: Case, title: str, result: str, now: datetime, *, remedies: tuple[str, ...] = ()) -> Paper:
    answers = current_filing(case).answers
    boxes = (Boxed("教示", remedies),) if remedies else ()
    return Paper(
        title=title, number=case.number, date_text=f"{timezone.localdate(now):%Y-%m-%d}",
        issuer=Issuer("試験 市長"), recipient=Recipient("4250001", (answers["address"],), (f"{answers['name']} 様",)),
        blocks=(Facts((("結果", result),)), *boxes),
    )  # fmt: skip


def compose(records: list[DecisionRecord], now: datetime) -> list[NoticeDraft]:
    return [_draft(record, now) for record in records]


def _draft(record: DecisionRecord, now: datetime) -> NoticeDraft:
    remedies = instruction_for("mayor", timezone.localdate(now), TOWN)
    return NoticeDraft(
        kind="grant", paper=letter(record.case, "給付の決定", record.result, now, remedies=remedies.ja),
        is_disposition=True, grants_less=record.grants_less, instruction=remedies, decision=record.pk,
        reasons=tuple(Reason.from_json(reason) for reason in record.reasons), edition=record.edition,
        dated_on=timezone.localdate(now),
    )  # fmt: skip


def delay(case: Case, clock: str, now: datetime) -> NoticeDraft:
    return NoticeDraft(
        kind="delay", paper=letter(case, "決定が遅れることのお知らせ", clock, now), is_disposition=False,
        edition=book_in_force("tiny").edition, dated_on=timezone.localdate(now),
    )  # fmt: skip


TINY = register(
    Procedure(
        code="tiny",
        letter="T",
        title=Text("小さな給付", "A tiny grant"),
        folder=FOLDER,
        form_version="1",
        reference_day=lambda answers: date.fromisoformat(str(answers["on"])),
        validate=validate,
        find_round=lambda answers, now: None,
        gather=gather,
        check=check,
        decide=decide,
        keep=lambda checked: None,
        compose=compose,
        clocks=clocks,
        delay=delay,
        retention_years=1,
        answer_days=("grant", "answer_working_days"),
    ),
    declared_in=__name__,
)
