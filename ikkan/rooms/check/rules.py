"""Proposals to the rule book: an officer says that a kind of difference means nothing; whoever approves looks at it."""

from datetime import datetime

from django.db import transaction

from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.rooms.check.models import Finding, RuleProposal


def propose_rule(*, finding: Finding, kind: str, why: str, account: Account, now: datetime) -> RuleProposal | Refused:
    """Propose that the book settle this kind of difference from now on; no rule changes by it.

    Args:
        finding: the example; its case is referred to, none of its values is copied.
        kind: kind of difference as the book names it; blank where no rule may settle it.
        why: reason, without names.
        account: officer.
        now: moment.
    """
    if not kind:
        return Refused(
            "no_rule",
            "値そのものが違うものは、規則にできません。1件ずつ判断してください。",
            "Where the values themselves differ no rule can settle it. Judge each one.",
        )
    if not why.strip():
        return Refused(
            "reason_missing", "この違いに意味がない理由を書いてください。", "Write why it means nothing.", "why"
        )
    case = finding.case
    with transaction.atomic():
        open_one, made = RuleProposal.objects.get_or_create(
            procedure=case.procedure, code=finding.code, kind=kind, state=RuleProposal.State.OPEN,
            defaults={
                "field": finding.field, "example": case, "why": why, "proposed_by": account, "proposed_at": now,
            },
        )  # fmt: skip
    if made:
        return open_one
    return Refused(
        "already_proposed",
        "同じ規則がもう提案されています。一覧で確かめてください。",
        "The same rule is proposed already. Look at the list.",
    )


def settle_rule(
    *, proposal: RuleProposal, taken: bool, note: str, account: Account, now: datetime
) -> RuleProposal | Refused:
    """Mark a proposal as taken into the book, or as declined; who proposed it does neither.

    Args:
        proposal: the proposal.
        taken: whether it stands in the book now.
        note: why; needed to decline.
        account: who settles it.
        now: moment.
    """
    if proposal.proposed_by_id == account.pk:
        return Refused("own_proposal", "自分の提案は、自分では決められません。", "Nobody settles their own proposal.")
    if not taken and not note.strip():
        return Refused("note_missing", "見送る理由を書いてください。", "Write why it is declined.", "note")
    state = RuleProposal.State.TAKEN if taken else RuleProposal.State.DECLINED
    open_one = RuleProposal.objects.filter(pk=proposal.pk, state=RuleProposal.State.OPEN)
    if not open_one.update(state=state, note=note, settled_by=account, settled_at=now):
        return Refused("already_settled", "この提案はもう決まっています。", "This proposal is settled already.")
    proposal.refresh_from_db()
    return proposal
