"""What an officer must look after: protections and holds that near their end, are past it, or wait to start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ikkan.registers.holding import holds_past_end
from ikkan.registers.models import Hold, Protection
from ikkan.registers.protecting import last_month_begins


@dataclass(frozen=True, slots=True)
class ProtectionAlerts:
    """The list of the day; none of these ends by itself. Source: 住民記録システム標準仕様書 3.1, 3.4.

    Args:
        last_month: protections whose last month has begun: the person may ask for an extension.
        past_end: protections past their end that nobody extended or ended.
        provisional: filed and not yet started, or those of a former town.
        holds_past_end: holds (抑止) whose end date is over.
    """

    last_month: Sequence[Protection]
    past_end: Sequence[Protection]
    provisional: Sequence[Protection]
    holds_past_end: Sequence[Hold]


def protection_alerts(*, today: date) -> ProtectionAlerts:
    """Return what is to be looked after today, nearest end first. It names no place of anybody."""
    live = Protection.objects.filter(~Q(state=Protection.State.ENDED)).order_by("ends_on", "pk")
    running = [(one, one.ends_on) for one in live if one.ends_on is not None]
    waiting = (Protection.State.PROVISIONAL, Protection.State.FORMER_TOWN)
    return ProtectionAlerts(
        last_month=[one for one, end in running if last_month_begins(end) <= today <= end],
        past_end=[one for one, end in running if end < today],
        provisional=[one for one in live if one.state in waiting],
        holds_past_end=list(holds_past_end(today=today)),
    )
