"""Reads of proposals."""

from datetime import date

from django.db.models import Prefetch

from ikkan.people.models import Account
from ikkan.rooms.approve.models import Proposal, Reply
from ikkan.rooms.approve.routes import fitting_slot, open_slots, postings_on, slot_for


def proposals_for(account: Account, on: date) -> list[Proposal]:
    """Return the open proposals that this person can reply to now, the most urgent first."""
    open_ones = Proposal.objects.filter(state=Proposal.State.OPEN).select_related("round", "case", "drafted_by")
    postings = postings_on(account, on)
    mine = [
        proposal
        for proposal in open_ones.exclude(drafted_by=account).prefetch_related("replies")
        if fitting_slot(postings, open_slots(proposal)) is not None
    ]
    return sorted(mine, key=lambda proposal: (proposal.due_on or date.max, proposal.pk))


def find_proposal(pk: int, account: Account, on: date) -> Proposal | None:
    """Return a proposal, with its replies, that this person drafted, replied to or can reply to; no other exists."""
    replies = Prefetch("replies", Reply.objects.select_related("account").order_by("pk"))
    found = Proposal.objects.filter(pk=pk).select_related("round", "case", "drafted_by")
    proposal = found.prefetch_related(replies).first()
    if proposal is None:
        return None
    concerned = (
        proposal.drafted_by_id == account.pk
        or any(reply.account_id == account.pk for reply in proposal.replies.all())
        or slot_for(account, open_slots(proposal), on) is not None
    )
    return proposal if concerned else None
