"""What becomes of a case when its proposal ends: the corridor says it, because no room knows the order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ikkan.ledger.steps import CaseState, NewEvent
from ikkan.rooms.approve.models import Proposal


@dataclass(frozen=True, slots=True)
class Onward:
    """The ways on from the room, each called within the transaction of the reply.

    Args:
        holds: whether the same would be put up now; asked before every approval.
        approved: writes what was approved; gives its events and the case's next state.
        sent_back: proposal, how it ended, why -> the case's next state, after writing what an officer must look at.
        changed: the case's next state when what was put up no longer holds.
    """

    holds: Callable[[Proposal], bool]
    approved: Callable[[Proposal], tuple[Sequence[NewEvent], CaseState]]
    sent_back: Callable[[Proposal, str, str], CaseState]
    changed: Callable[[Proposal], CaseState]
