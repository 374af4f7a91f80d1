"""The last backup and the last restore drill: how old, and whether they held."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from ikkan.corridor.health.finding import Finding, State
from ikkan.corridor.health.notes import BACKUP, DRILL, moment_of, read_note

DAILY: Final = timedelta(hours=26)
WEEK: Final = timedelta(days=7)
DRILL_EVERY: Final = timedelta(days=92)
DO_BACKUP: Final = "ikkan backup /backup/ikkan-$(date +%F-%H%M)"
DO_DRILL: Final = "ikkan restore --drill /backup/ikkan-…"


def find_backups(now: datetime) -> Iterator[Finding]:
    """Say how old the last backup and the last drill are."""
    yield _backup(now)
    yield _drill(now)


def _backup(now: datetime) -> Finding:
    name = _("最後のバックアップ")
    note = read_note(BACKUP)
    at = moment_of(note)
    if note is None or at is None:
        return Finding("backup.last", name, State.BAD, _("まだ一度もとっていません"), do=DO_BACKUP)
    age = now - at
    state = State.BAD if age > WEEK else State.ATTENTION if age > DAILY else State.GOOD
    said = _("%(hours)d 時間前、%(folder)s") % {"hours": age // timedelta(hours=1), "folder": note.get("folder", "")}
    faults = note.get("faults")
    if faults:
        state = State.BAD
        said += " ・ " + _("読めないファイルがあります：%(faults)s") % {"faults": faults}
    return Finding("backup.last", name, state, said, at, "" if state is State.GOOD else DO_BACKUP)


def _drill(now: datetime) -> Finding:
    name = _("最後の復元の訓練")
    note = read_note(DRILL)
    at = moment_of(note)
    if note is None or at is None:
        said = _("まだ一度もしていません。戻せると分かるまで、バックアップはないのと同じです")
        return Finding("backup.drill", name, State.ATTENTION, said, do=DO_DRILL)
    if not note.get("ok"):
        said = _("最後の訓練で戻せませんでした：%(folder)s") % {"folder": note.get("folder", "")}
        return Finding("backup.drill", name, State.BAD, said, at, DO_DRILL)
    said = _("%(days)d 日前、%(seconds)s 秒で戻せました") % {
        "days": (now - at).days,
        "seconds": note.get("seconds", "?"),
    }
    state = State.ATTENTION if now - at > DRILL_EVERY else State.GOOD
    return Finding("backup.drill", name, state, said, at, DO_DRILL if state is State.ATTENTION else "")
