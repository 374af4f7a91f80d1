"""Composing: from decision records to the drafts of their notices, in the same order."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from ikkan.procedures.nursery.notices import certification, placement
from ikkan.procedures.nursery.notices.told import Told, day_of_letter, gather_told
from ikkan.rooms.answer.notices import NoticeDraft
from ikkan.rooms.decide.models import DecisionRecord

WRITERS: Final[Mapping[str, Callable[[Told], NoticeDraft]]] = {
    certification.KIND: certification.certification_notice,
    placement.KIND: placement.placement_notice,
}


def compose(records: Sequence[DecisionRecord], now: datetime) -> list[NoticeDraft]:
    """Return the draft of each decision's notice.

    Args:
        records: decisions of this procedure, of any kind and round.
        now: moment; a round's letters bear the day of its publication where that is later.

    Raises:
        LookupError: a kind or result that has no notice, a case without a filing, an edition that was never stored.
    """
    drafts = []
    for told in gather_told(records, lambda record: day_of_letter(record, now)):
        writer = WRITERS.get(told.record.kind)
        if writer is None:
            raise LookupError(
                f"Decision {told.record.pk}: there is no notice for decisions of the kind {told.record.kind!r}; "
                f"known are {', '.join(WRITERS)}. Correct the kind that was written."
            )
        drafts.append(writer(told))
    return drafts
