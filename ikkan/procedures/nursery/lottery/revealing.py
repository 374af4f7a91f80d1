"""Opening the seals of a lottery, one party after another; nobody reads a value before all are open."""

from datetime import datetime

from django.db import transaction

from ikkan.kernel.answers import parts, word
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import NewEvent, hold_still, record_round_step
from ikkan.people.models import Account
from ikkan.procedures.nursery.lottery.drawing import NOT_SEALED
from ikkan.procedures.nursery.lottery.standing import as_refused, open_lottery, source_of
from ikkan.procedures.nursery.models import Lottery
from ikkan.procedures.nursery.placement.lottery.error import LotteryError
from ikkan.procedures.nursery.placement.lottery.source import Parties


def reveal(
    *, round_: Round, party: str, salt: str, value: str, account: Account | None, now: datetime
) -> Lottery | Refused:
    """Take what a party sealed; it must give the seal. The same party again changes nothing.

    Args:
        round_: the round.
        party: name of the party.
        salt: 32 or more hex digits.
        value: what it chose.
        account: officer.
        now: moment; after the time for opening it is refused.
    """
    lottery = open_lottery(round_)
    if isinstance(lottery, Refused):
        return lottery
    source = source_of(lottery)
    if not isinstance(source, Parties):
        return NOT_SEALED
    if now > source.reveal_by:
        return Refused(
            "reveal_over",
            "封を開ける期限が過ぎました。抽選を無効にして、やり直してください。",
            "The time for opening is over. Declare the lottery void and hold it again.",
        )
    opened: JsonObject = {"name": party, "salt": salt, "value": value}
    try:
        source.opened_text(party, opened)
    except LotteryError as fault:
        return as_refused(fault)
    with transaction.atomic():
        hold_still(round_)
        before = parts(lottery.evidence, "reveals")
        if party in [word(one, "name") for one in before]:
            return lottery
        lottery.evidence = {"reveals": list[JsonValue]([*before, opened])}
        lottery.save(update_fields=["evidence"])
        codes: JsonObject = {"attempt": lottery.attempt, "opened": len(before) + 1, "parties": len(source.parties)}
        event = NewEvent(
            "nursery.lottery_revealed", actor=account.pk if account else None, codes=codes, body={"party": party}
        )
        record_round_step(round_, [event], now=now)
    return lottery


def unrevealed(lottery: Lottery) -> list[str]:
    """Return the parties of a lottery that have not opened their seal."""
    source = source_of(lottery)
    if not isinstance(source, Parties):
        return []
    opened = {word(one, "name") for one in parts(lottery.evidence, "reveals")}
    return [one.name for one in source.parties if one.name not in opened]
