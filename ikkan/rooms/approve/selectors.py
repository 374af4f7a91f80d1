"""Reads of proposals."""

from datetime import date

from ikkan.people.models import Account
from ikkan.rooms.approve.models import Proposal
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
    """Return a proposal that this person drafted, replied to or can reply to; another does not exist for them."""
    proposal = Proposal.objects.filter(pk=pk).select_related("round", "case", "drafted_by").first()
    if proposal is None:
        return None
    concerned = (
        proposal.drafted_by_id == account.pk
        # whose turn it is comes most: the question about replies is left out then
        or slot_for(account, open_slots(proposal), on) is not None
        or proposal.replies.filter(account=account).exists()
    )
    return proposal if concerned else None
