"""The hour of publication: set when everything is approved and ready, and taken back until it strikes."""

from datetime import datetime

from django.db import transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Round
from ikkan.ledger.steps import NewEvent, hold_still, record_round_step
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.proposing import fingerprint_of, void_if_changed
from ikkan.rooms.decide.models import DecisionRecord


def publish_round(*, round_: Round, account: Account, at: datetime, now: datetime) -> Round | Refused:
    """Set the hour of publication; until then it can be stopped by setting another.

    Refused unless the approval is complete, what was approved is still what would be published, and every
    decision has its notice.
    """
    if round_.room != "answer" or round_.published_at is not None:
        return Refused(
            "not_approved", "決裁が終わっていないか、もう公表されています。", "Not approved yet, or published."
        )
    proposal = Proposal.objects.filter(round=round_, state=Proposal.State.APPROVED).order_by("-pk").first()
    declared = procedure_of(round_.procedure).proposal
    content = declared(round_) if declared else None
    if proposal is None or not isinstance(content, dict) or fingerprint_of(content) != proposal.fingerprint:
        return _content_changed(round_, content, now)
    missing = unprepared(round_)
    if missing:
        return Refused(
            "notices_missing",
            f"通知がまだ{missing}通できていません。少し待ってください。",
            f"{missing} notices are still being made. Wait a moment.",
        )
    with transaction.atomic():
        hold_still(round_)
        # due at once: the letters get the day of publication before the hour comes
        record_round_step(round_, [NewEvent("round.scheduled", actor=account.pk)], now=now, publishes_at=at, due_at=now)
    return round_


def unprepared(round_: Round) -> int:
    """Return how many decisions of a round have no notice yet."""
    decisions = DecisionRecord.objects.filter(round=round_, voided_at=None).count()
    return decisions - Notice.objects.filter(round=round_, decision__voided_at=None).count()


def stop_publication(*, round_: Round, account: Account, why: str, now: datetime) -> Round | Refused:
    """Take the hour of publication back, up to that hour; the approval stands."""
    if round_.published_at is not None:
        return Refused("already_published", "もう公表されているため、止められません。", "It is published already.")
    if round_.publishes_at is None:
        return Refused("not_scheduled", "公表の時刻は決まっていません。", "No hour of publication is set.")
    stopped = NewEvent("round.stopped", actor=account.pk, body={"why": why} if why else {})
    with transaction.atomic():
        hold_still(round_)
        record_round_step(round_, [stopped], now=now, publishes_at=None, due_at=None)
    return round_


def _content_changed(round_: Round, content: JsonObject | Refused | None, now: datetime) -> Refused:
    """Void the approval of what is no longer there, so that the round goes back to its desk and not into a dead end."""
    changed: JsonObject = content if isinstance(content, dict) else {"round": round_.number, "content": None}
    void_if_changed(round_=round_, content=changed, why="決裁のあとに内容が変わった", now=now)
    return Refused(
        "content_changed",
        "決裁のあとに内容が変わったため、承認を取り消しました。もう一度実行して起案してください。",
        "The content changed after the approval, so the approval was voided. Run again and put it up again.",
    )
