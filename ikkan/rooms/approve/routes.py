"""Walking a route: what is asked now, and who may fill it."""

from collections.abc import Sequence
from datetime import date

from ikkan.kernel.json_value import JsonValue
from ikkan.kernel.routes import RouteStep
from ikkan.people.models import Account, Posting
from ikkan.rooms.approve.models import Proposal


def steps_of(proposal: Proposal) -> tuple[RouteStep, ...]:
    """Return the steps of a proposal as they stood when it was put up."""
    return tuple(_step(stored) for stored in proposal.route)


def open_slots(proposal: Proposal) -> tuple[RouteStep, ...]:
    """Return the steps that are asked now and have no reply yet."""
    # read whole: a list of proposals brings its replies along
    filled = {
        reply.slot
        for reply in proposal.replies.all()
        if (reply.step, reply.voided_at, reply.verdict) == (proposal.step, None, "approve")
    }
    return tuple(s for s in steps_of(proposal) if s.step == proposal.step and s.slot not in filled)


def postings_on(account: Account, on: date) -> list[Posting]:
    """Return the posts that a person holds on a day."""
    return list(account.postings.filter(starts_on__lte=on).exclude(ends_on__lt=on).select_related("office", "rank"))


def slot_for(account: Account, slots: Sequence[RouteStep], on: date) -> tuple[RouteStep, Posting, bool] | None:
    """Return the first slot that this person may fill, their posting, and whether as a deputy."""
    return fitting_slot(postings_on(account, on), slots)


def fitting_slot(postings: Sequence[Posting], slots: Sequence[RouteStep]) -> tuple[RouteStep, Posting, bool] | None:
    """Return the first slot that one of these posts may fill, that post, and whether as a deputy."""
    for slot in slots:
        for posting in postings:
            if posting.office_id == slot.office and posting.rank_id == slot.rank:
                return slot, posting, False
    for slot in slots:
        for posting in postings:
            if slot.deputy and posting.office_id == slot.office and posting.deputises_for_id == slot.rank:
                return slot, posting, True
    return None


def _step(stored: JsonValue) -> RouteStep:
    if not isinstance(stored, dict):
        raise TypeError(f"A stored route step is an object, not {type(stored).__name__}.")
    return RouteStep(
        step=int(str(stored["step"])),
        office=str(stored["office"]),
        rank=str(stored["rank"]),
        deputy=bool(stored["deputy"]),
    )
