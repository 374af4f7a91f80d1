"""Ends are warned of every day until a person acts; nothing ends by itself."""

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ikkan.corridor.stops.deeds import Deed, Stop, Wish, keep_deed
from ikkan.registers.alerts import protection_alerts
from ikkan.registers.models import Hold, StopDeed

LAST_MONTH: Final = "last_month"
PAST_END: Final = "past_end"
# what an officer does about a warning; each closes the task that it made
_ACTED: Final = (Deed.EXTEND, Deed.END, Deed.TELL, Deed.LIFT)


def warn_of_ends(*, now: datetime) -> int:
    """Write one warning for each end that comes near or is over; return how many are new.

    An end is warned of once in its last month and once when it is over. The rows are the office's tasks.

    Args:
        now: moment.
    """
    alerts = protection_alerts(today=timezone.localdate(now))
    wanted: list[tuple[Stop, str]] = [(one, LAST_MONTH) for one in alerts.last_month]
    wanted += [(one, PAST_END) for one in alerts.past_end]
    wanted += [(one, PAST_END) for one in alerts.holds_past_end]
    warned = set(StopDeed.objects.filter(deed=Deed.WARN).values_list("hold_id", "protection_id", "detail", "day"))
    fresh = [(stop, kind) for stop, kind in wanted if (*_keys(stop), kind, stop.ends_on) not in warned]
    for stop, kind in fresh:
        keep_deed(stop, Wish(Deed.WARN, "", stop.ends_on, kind), by="", now=now)
    return len(fresh)


def open_tasks() -> QuerySet[StopDeed]:
    """Return the warnings after which nobody has acted yet, the nearest end first."""
    same = Q(hold=OuterRef("hold")) | Q(protection=OuterRef("protection"))
    acted = StopDeed.objects.filter(same, deed__in=_ACTED, stage=StopDeed.Stage.DONE, pk__gt=OuterRef("pk"))
    newer = StopDeed.objects.filter(same, deed=Deed.WARN, pk__gt=OuterRef("pk"))
    found = StopDeed.objects.filter(~Exists(acted), ~Exists(newer), deed=Deed.WARN)
    return found.select_related("hold", "protection").order_by("day", "pk")


def _keys(stop: Stop) -> tuple[int | None, int | None]:
    return (stop.pk, None) if isinstance(stop, Hold) else (None, stop.pk)
