"""The hour of publication: asked for by one person, confirmed by others, and taken back until it strikes."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from ikkan.corridor.letters import drawn_letters, publication_rule, unprepared
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Round
from ikkan.ledger.steps import NewEvent, hold_still, record_round_step
from ikkan.people.models import Account
from ikkan.rooms.answer.models import PublicationConsent
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.proposing import fingerprint_of, void_if_changed


def ask_publication(*, round_: Round, account: Account, at: datetime | None, now: datetime) -> Round | Refused:
    """Ask that an approved round be published at an hour; who asks anew withdraws what was asked before.

    Refused unless the approval is complete, what was approved is still what would be published, every decision has
    its notice, and this person opened the letters drawn for them. Where the book asks for one person only, the hour
    is set at once; otherwise others confirm it (`confirm_publication`).

    Args:
        round_: the round.
        account: who asks.
        at: hour, or None for the moment at which the last person needed confirms.
        now: moment.
    """
    proposal = _ready(round_, now)
    if isinstance(proposal, Refused):
        return proposal
    if round_.publishes_at is not None:
        return Refused(
            "already_scheduled",
            "公表の時刻はもう決まっています。変えるときは、先に公表を止めてください。",
            "An hour is set already. To change it, stop the publication first.",
        )
    if at is not None and at < now:
        return Refused("hour_passed", "公表の時刻は、今より後にしてください。", "Set an hour after now.", "at")
    left = sum(one.opened_at is None for one in drawn_letters(round_, account))
    if left:
        return Refused(
            "letters_unopened",
            f"無作為に選ばれた通知のうち{left}通をまだ開いていません。開いて、中身を確かめてください。",
            f"{left} of the letters drawn at random are not opened yet. Open and check them.",
        )
    with transaction.atomic():
        hold_still(round_)
        _void(proposal, now)
        PublicationConsent.objects.create(proposal=proposal, account=account, at=now, publishes_at=at)
        _record(round_, "round.publication_asked", account, at, persons=1, now=now)
    return round_


def confirm_publication(*, round_: Round, account: Account, asked: int, now: datetime) -> Round | Refused:
    """Confirm what somebody else asked for; the hour is set when as many persons agree as the book asks for.

    Args:
        round_: the round.
        account: who confirms; never one who agreed already.
        asked: key of the first consent as it was shown, so that nobody confirms another hour than they saw.
        now: moment.
    """
    proposal = _ready(round_, now)
    if isinstance(proposal, Refused):
        return proposal
    agreed = list(consents(round_))
    if not agreed or round_.publishes_at is not None or agreed[0].pk != asked:
        return Refused(
            "not_asked",
            "頼まれている公表がないか、内容が変わりました。画面を新しくしてください。",
            "No publication is asked for, or it changed. Reload the page.",
        )
    if account.pk in {one.account_id for one in agreed}:
        return Refused(
            "same_person",
            "公表を頼んだ人は、自分で確かめることができません。ほかの職員に確かめてもらってください。",
            "Who asked for the publication cannot confirm it. Let another officer do so.",
        )
    at = agreed[0].publishes_at
    if at is not None and at < now:
        return Refused(
            "hour_passed",
            "頼まれた時刻を過ぎています。新しい時刻で頼み直してもらってください。",
            "The hour asked for has passed. Let it be asked for anew.",
        )
    with transaction.atomic():
        hold_still(round_)
        PublicationConsent.objects.create(proposal=proposal, account=account, at=now, publishes_at=at)
        _record(round_, "round.publication_confirmed", account, at, persons=len(agreed) + 1, now=now)
    return round_


def consents(round_: Round) -> QuerySet[PublicationConsent]:
    """Return who agreed to publish what is approved now, the one who asked first."""
    standing = PublicationConsent.objects.filter(
        proposal__round=round_, proposal__state=Proposal.State.APPROVED, voided_at=None
    )
    return standing.select_related("account").order_by("pk")


def stop_publication(*, round_: Round, account: Account, why: str, now: datetime) -> Round | Refused:
    """Take a publication back, asked for or set, up to its hour; the approval stands."""
    if round_.published_at is not None:
        return Refused("already_published", "もう公表されているため、止められません。", "It is published already.")
    agreed = consents(round_)
    if round_.publishes_at is None and not agreed.exists():
        return Refused("not_scheduled", "公表の時刻は決まっていません。", "No hour of publication is set.")
    stopped = NewEvent("round.stopped", actor=account.pk, body={"why": why} if why else {})
    with transaction.atomic():
        hold_still(round_)
        agreed.update(voided_at=now)
        record_round_step(round_, [stopped], now=now, publishes_at=None, due_at=None)
    return round_


def _record(round_: Round, name: str, account: Account, at: datetime | None, *, persons: int, now: datetime) -> None:
    """Write the event; with the last person needed, the hour."""
    if persons < publication_rule(round_).persons:
        codes: JsonObject = {"publishes_at": at.isoformat() if at else None}
        record_round_step(round_, [NewEvent(name, actor=account.pk, codes=codes)], now=now)
        return
    scheduled = NewEvent("round.scheduled", actor=account.pk)
    # due at once: the letters get the day of publication before the hour comes
    record_round_step(round_, [scheduled], now=now, publishes_at=at or now, due_at=now)


def _void(proposal: Proposal, now: datetime) -> None:
    PublicationConsent.objects.filter(proposal=proposal, voided_at=None).update(voided_at=now)


def _ready(round_: Round, now: datetime) -> Proposal | Refused:
    """Return the approved proposal of a round that could be published now."""
    if round_.room != "answer" or round_.published_at is not None:
        return Refused(
            "not_approved", "決裁が終わっていないか、もう公表されています。", "Not approved yet, or published."
        )
    proposal = Proposal.objects.filter(round=round_, state=Proposal.State.APPROVED).order_by("-pk").first()
    procedure = procedure_of(round_.procedure)
    content = procedure.proposal(round_) if procedure.proposal else None
    if proposal is None or not isinstance(content, dict) or fingerprint_of(content) != proposal.fingerprint:
        return _content_changed(round_, content, now)
    refused = procedure.publishable(round_) if procedure.publishable else None
    if refused is not None:
        return refused
    missing = unprepared(round_)
    if missing:
        return Refused(
            "notices_missing",
            f"通知がまだ{missing}通できていません。少し待ってください。",
            f"{missing} notices are still being made. Wait a moment.",
        )
    return proposal


def _content_changed(round_: Round, content: JsonObject | Refused | None, now: datetime) -> Refused:
    """Void the approval of what is no longer there, so that the round goes back to its desk and not into a dead end."""
    changed: JsonObject = content if isinstance(content, dict) else {"round": round_.number, "content": None}
    void_if_changed(round_=round_, content=changed, why="決裁のあとに内容が変わった", now=now)
    return Refused(
        "content_changed",
        "決裁のあとに内容が変わったため、承認を取り消しました。もう一度実行して起案してください。",
        "The content changed after the approval, so the approval was voided. Run again and put it up again.",
    )
