"""The tiny grant decided in rounds: for tests of rounds without a procedure of the house."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django.db import transaction
from ikkan_tiny.procedure import TINY

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused, Text
from ikkan.kernel.registry import register
from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import NewEvent, record_round_step
from ikkan.people.models import Account
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.decide.records import keep_round_decisions

OPENS = datetime(2026, 10, 1, tzinfo=UTC)


def find_round(answers: JsonObject, now: datetime) -> Round | Refused:
    found = Round.objects.filter(procedure="tiny_round", room="intake").first()
    return found or Refused("no_round", "いまは受け付けていません。", "No round is open.")


def decide_together(round_: Round, book: BookAt, account: Account | None, now: datetime) -> JsonObject:
    """Grant in the order of arrival until the money is gone; then decline."""
    cases = list(Case.objects.filter(round=round_, room="decide").order_by("received_at", "pk"))
    facts = TINY.gather(cases, book, now)
    decisions = [(case, TINY.decide(own)[0]) for case, own in zip(cases, facts, strict=True)]
    with transaction.atomic():
        keep_round_decisions(round_, decisions, edition=book.edition, now=now)
        record_round_step(round_, [NewEvent("decide.ran", actor=account.pk if account else None)], now=now)
    return {"cases": len(cases)}


def proposal(round_: Round) -> JsonObject:
    rows = DecisionRecord.objects.filter(round=round_, voided_at=None).order_by("case__number")
    return {"title": round_.title, "rows": [[r.case.number, r.result] for r in rows.select_related("case")]}


TINY_ROUND = register(
    replace(
        TINY,
        code="tiny_round",
        letter="U",
        title=Text("小さな給付（回）", "A tiny grant by rounds"),
        find_round=find_round,
        decide=lambda grant: (),
        decide_together=decide_together,
        proposal=proposal,
        clocks=None,
        delay=None,
        route="round",
    ),
    declared_in=__name__,
)
MONTH = date(2027, 4, 1)
