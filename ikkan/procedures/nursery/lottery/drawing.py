"""Drawing: the value from outside comes in, is held against what was named before, and gives every number."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from ikkan.kernel.answers import word
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import NewEvent, hold_still, record_round_step, retry_when_stale
from ikkan.people.models import Account
from ikkan.ports.drand.client import NoBeacon, drand_port
from ikkan.ports.drand.signature import Signed, check_signature
from ikkan.procedures.nursery.lottery.standing import as_refused, open_lottery, source_of
from ikkan.procedures.nursery.models import Lottery, LotteryEntrant
from ikkan.procedures.nursery.placement.lottery.drawing import draw
from ikkan.procedures.nursery.placement.lottery.error import LotteryError
from ikkan.procedures.nursery.placement.lottery.source import DrandRound, Parties

NOT_DRAND: Final = Refused(
    "not_drand", "この抽選の値は、封を開けて決めます。", "The value of this lottery comes from seals that are opened."
)
NOT_SEALED: Final = Refused(
    "not_sealed", "この抽選の値は、drand の回から決まります。", "The value of this lottery comes from a drand round."
)
FORGED: Final = Refused(
    "signature_wrong",
    "signature がこの鎖の公開鍵と合いません。公表された JSON をそのまま貼ってください。",
    "The signature is not of this chain's public key. Paste the published JSON as it is.",
)


class NoValueError(RuntimeError):
    """Say why the value could not be fetched; the outbox tries again."""


def draw_by_beacon(*, round_: Round, beacon: JsonObject, account: Account | None, now: datetime) -> Lottery | Refused:
    """Draw the lottery of a round by the published drand round that was named before.

    Args:
        round_: the round.
        beacon: what drand published: ``round``, ``signature``, and where they are told ``randomness`` and
            ``previous_signature``.
        account: officer, or None for the machine.
        now: moment.
    """
    lottery = open_lottery(round_)
    if isinstance(lottery, Refused):
        return lottery
    source = source_of(lottery)
    if not isinstance(source, DrandRound):
        return NOT_DRAND
    if now < source.at:
        return Refused(
            "too_early", "指定した回の値はまだ公表されていません。", "The value of the round named is not out yet."
        )
    try:
        value = source.value_of(beacon)
    except LotteryError as fault:
        return as_refused(fault)
    signed = check_signature(beacon, scheme=source.chain.scheme, public_key=source.chain.public_key)
    if signed is Signed.WRONG:
        return FORGED
    evidence: JsonObject = {
        "round": source.round, "randomness": value, "signature": word(beacon, "signature"),
        "signature_check": signed.value,
    }  # fmt: skip
    if word(beacon, "previous_signature"):
        evidence["previous_signature"] = word(beacon, "previous_signature")
    return _draw(round_, lottery, value, evidence, account, now)


def draw_by_reveals(*, round_: Round, account: Account | None, now: datetime) -> Lottery | Refused:
    """Draw the lottery of a round once every party has opened its seal."""
    lottery = open_lottery(round_)
    if isinstance(lottery, Refused):
        return lottery
    source = source_of(lottery)
    if not isinstance(source, Parties):
        return NOT_SEALED
    try:
        value = source.value_of(lottery.evidence)
    except LotteryError as fault:
        return as_refused(fault)
    return _draw(round_, lottery, value, lottery.evidence, account, now)


def fetched(lottery: Lottery) -> JsonObject | NoBeacon:
    """Return what drand published for the round that a lottery names."""
    source = source_of(lottery)
    if not isinstance(source, DrandRound):
        return NoBeacon(NOT_DRAND.ja)
    return drand_port().fetch(source.chain.hash, source.round)


def fetch_and_draw(key: str, payload: JsonObject, *, clock: Callable[[], datetime] = timezone.now) -> None:
    """Fetch the value of a lottery and draw it; a lottery that is drawn or void by then is left alone.

    Args:
        key: key of the outbox row.
        payload: ``lottery``.
        clock: gives the moment.

    Raises:
        NoValueError: no relay gave the round, or what it gave is not the round named; the outbox tries again.
    """
    del key
    lottery = Lottery.objects.select_related("round").get(pk=int(str(payload["lottery"])))
    if lottery.drawn_at or lottery.voided_at:
        return
    beacon = fetched(lottery)
    if isinstance(beacon, NoBeacon):
        raise NoValueError(f"{lottery.round.number}: {beacon.why}")
    round_ = lottery.round
    done = retry_when_stale(round_, lambda: draw_by_beacon(round_=round_, beacon=beacon, account=None, now=clock()))
    if isinstance(done, Refused) and done.code not in {"lottery_drawn", "lottery_missing"}:
        raise NoValueError(f"{round_.number}: {done.en}")


def _draw(
    round_: Round, lottery: Lottery, value: str, evidence: JsonObject, account: Account | None, now: datetime
) -> Lottery:
    entrants = {one.entrant: one for one in LotteryEntrant.objects.filter(lottery=lottery)}
    numbered = draw(lottery.commitment, value, list(entrants))
    with transaction.atomic():
        hold_still(round_)
        for one in numbered:
            entrants[one.entrant].draw = one.number
        LotteryEntrant.objects.bulk_update(entrants.values(), ["draw"], batch_size=200)
        lottery.evidence, lottery.value, lottery.drawn_at = evidence, value, now
        lottery.save(update_fields=["evidence", "value", "drawn_at"])
        codes: JsonObject = {
            "attempt": lottery.attempt, "commitment": lottery.commitment, "value": value, "entrants": len(numbered),
        }  # fmt: skip
        event = NewEvent("nursery.lottery_drawn", actor=account.pk if account else None, codes=codes)
        record_round_step(round_, [event], now=now)
    return lottery
