"""Giving a lottery up: only while nobody can know the outcome, or where its source never speaks; it stays on record."""

from datetime import datetime, timedelta

from django.db import transaction

from ikkan.kernel.answers import parts
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import NewEvent, hold_still, record_round_step
from ikkan.people.models import Account
from ikkan.procedures.nursery.lottery.revealing import unrevealed
from ikkan.procedures.nursery.lottery.standing import book_of, open_lottery, source_of
from ikkan.procedures.nursery.models import Lottery
from ikkan.procedures.nursery.placement.lottery.source import DrandRound, Parties


def void_lottery(*, round_: Round, why: str, account: Account | None, now: datetime) -> Lottery | Refused:
    """Declare a lottery void with a public reason; the next one names it, and who did not open its seal.

    Args:
        round_: the round.
        why: reason, published in every later log; no names of families.
        account: officer.
        now: moment.
    """
    lottery = open_lottery(round_)
    if isinstance(lottery, Refused):
        return lottery
    if not why.strip():
        return Refused("reason_missing", "無効にする理由を書いてください。", "Write why it is void.", "why")
    refusal = _refusal(round_, lottery, now)
    if refusal is not None:
        return refusal
    source = source_of(lottery)
    is_over = isinstance(source, Parties) and now > source.reveal_by
    missing: list[JsonValue] = [*(unrevealed(lottery) if is_over else [])]
    with transaction.atomic():
        hold_still(round_)
        lottery.voided_at, lottery.void_reason, lottery.unrevealed = now, why.strip(), missing
        lottery.save(update_fields=["voided_at", "void_reason", "unrevealed"])
        codes: JsonObject = {
            "attempt": lottery.attempt, "commitment": lottery.commitment, "unrevealed": len(missing),
        }  # fmt: skip
        event = NewEvent(
            "nursery.lottery_voided", actor=account.pk if account else None, codes=codes, body={"why": why.strip()}
        )
        record_round_step(round_, [event], now=now)
    return lottery


def _refusal(round_: Round, lottery: Lottery, now: datetime) -> Refused | None:
    source = source_of(lottery)
    if isinstance(source, DrandRound):
        until = source.at + timedelta(days=int(str(book_of(round_).value("lottery", "wait_days"))))
        if source.at <= now < until:
            return Refused(
                "value_out",
                "指定した回の値はもう公表されているので、無効にできません。その値で抽選してください。",
                "The value of the round named is out, so it cannot be void. Draw by that value.",
            )
        return None
    if not unrevealed(lottery):
        return Refused(
            "all_open",
            "すべての封が開いているので、無効にできません。抽選してください。",
            "Every seal is open, so it cannot be void. Draw.",
        )
    if parts(lottery.evidence, "reveals") and now <= source.reveal_by:
        return Refused(
            "opening",
            "封が開きはじめたので、開ける期限まで無効にできません。",
            "Seals are being opened: it cannot be void before the time for opening is over.",
        )
    return None
