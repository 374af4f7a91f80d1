"""What happened to people before they ask: moves, a death, a name that no font can draw."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from ikkan.cli.demo.certificates.wish import Wish
from ikkan.cli.demo.filing import DemoFailed
from ikkan.people.models import Account
from ikkan.registers.recording import Change, RefusedChange, record_change
from ikkan.registers.services import ResidentRow

_SOURCE: Final = "つくりもの（ikkan デモ）"
_ELSEWHERE: Final = "静岡県藤枝市岡出山一丁目１１番１号"
# A character of the private use area: no font of ours has a picture for it.
_NO_PICTURE: Final = "\ue000"
_MOVED_WITHIN_BEFORE: Final = timedelta(days=400)
_LEFT_BEFORE: Final = timedelta(days=60)
_LEFT_YESTERDAY: Final = timedelta(days=1)
_DIED_BEFORE: Final = timedelta(days=20)


def record_changes(wishes: Sequence[Wish], officer: Account, now: datetime) -> int:
    """Record the changes that the requests are planned for, and return how many.

    Raises:
        DemoFailed: the register refused one.
    """
    changes = [change for wish in wishes if wish.changed for change in _changes_of(wish, wish.changed, now)]
    for change in changes:
        done = record_change(change, by=str(officer.pk), now=now, source=_SOURCE)
        if isinstance(done, RefusedChange):
            raise DemoFailed(f"The register refused {change.reason}: {', '.join(map(str, done.faults))}")
    return len(changes)


def _changes_of(wish: Wish, one: ResidentRow, now: datetime) -> Iterator[Change]:
    today = timezone.localdate(now)
    match wish.sample or wish.fault:
        case "moved_out":
            day = today - _LEFT_YESTERDAY
            yield Change(one.number, "国内転出", day, {"event_on": day.isoformat(), "planned_address": _ELSEWHERE})
        case "removed":
            day = today - _LEFT_BEFORE
            told = {"event_on": day.isoformat(), "confirmed_address": _ELSEWHERE}
            yield Change(one.number, "国内転出", day, told)
        case "dead":
            day = today - _DIED_BEFORE
            yield Change(one.number, "死亡", day, {"event_on": day.isoformat()})
        case "no_glyph":
            given = one.given_name + _NO_PICTURE
            values = {"given_name": given, "name": f"{one.family_name}\u3000{given}"}
            yield Change(one.number, "誤記修正", today - _LEFT_BEFORE, values)
        case "history":
            day = today - _MOVED_WITHIN_BEFORE
            yield Change(
                one.number, "転居", day, {"block": "９９番地", "building": "", "address_since": day.isoformat()}
            )
