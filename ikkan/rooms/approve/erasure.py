"""What this room forgets when retention ends: what was put up, and what approvers wrote about it."""

from collections.abc import Collection

from django.db.models import Q

from ikkan.ledger.personal import register_eraser
from ikkan.rooms.approve.models import Proposal, Reply


def erase(cases: Collection[int], rounds: Collection[int]) -> set[str]:
    """Empty proposals and comments; who approved which fingerprint, and when, stays."""
    proposals = Proposal.objects.filter(Q(case__in=cases) | Q(round__in=rounds))
    Reply.objects.filter(proposal__in=proposals).update(comment="", void_reason="")
    proposals.update(content={}, title="", why_ended="")
    return set()


def register() -> None:
    """Enter this room's ways."""
    register_eraser("approve", erase)
