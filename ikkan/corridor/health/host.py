"""The machine: version, home, disk, clock, database."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import django
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from ikkan.corridor.health.finding import Finding, State
from ikkan.ledger.models import Event, TownMark
from ikkan.version import VERSION

GIGABYTE: Final = 1024**3
# Below the first there is time to act; below the second the next backup or upload fails.
LITTLE_DISK: Final = 5 * GIGABYTE
NO_DISK: Final = GIGABYTE
CLOCK_MAY_DIFFER: Final = timedelta(seconds=5)


def find_version() -> Iterator[Finding]:
    """Say which version runs, and whether the database is of the same."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    said = f"Ikkan {VERSION} ・ Python {python} ・ Django {django.get_version()} ・ IKKAN_LAYER={settings.IKKAN_LAYER}"
    yield Finding("version", _("版"), State.GOOD, said)
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        said = _("データベースがこの版より古いです（未適用 %(n)d 件）") % {"n": len(pending)}
        yield Finding("migrations", _("データベースの版"), State.BAD, said, do="ikkan upgrade")
    else:
        yield Finding("migrations", _("データベースの版"), State.GOOD, _("この版と同じです"))


def find_database() -> Iterator[Finding]:
    """Say which database answers, and whether it belongs to the town of the settings."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        found = cursor.fetchone()
    engine = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    yield Finding("database", _("データベース"), State.GOOD, f"{engine} {found[0] if found else ''}".strip())
    marks = list(TownMark.objects.values_list("code", flat=True))
    if not settings.IKKAN_TOWN:
        said = _("IKKAN_TOWN（6けたの団体コード）が決まっていません。モデル条例で動いています")
        yield Finding("town", _("自治体"), State.ATTENTION, said, do="export IKKAN_TOWN=…  &&  ikkan setup")
    elif marks != [settings.IKKAN_TOWN]:
        said = _("データベースは %(marks)s のもので、IKKAN_TOWN は %(town)s です。設定を確かめてください") % {
            "marks": "・".join(marks) or _("どこの自治体のものでもない"),
            "town": settings.IKKAN_TOWN,
        }
        do = "ikkan setup" if not marks else f"export IKKAN_TOWN={marks[0]}"
        yield Finding("town", _("自治体"), State.BAD, said, do=do)
    else:
        yield Finding("town", _("自治体"), State.GOOD, settings.IKKAN_TOWN)


def find_disk() -> Iterator[Finding]:
    """Say how much room is left where this town's data lies, and whether it can be written."""
    home = Path(settings.IKKAN_HOME)
    left = shutil.disk_usage(home if home.is_dir() else home.parent).free
    said = _("%(home)s に %(left).1f GB 残っています") % {"home": home, "left": left / GIGABYTE}
    state = State.BAD if left < NO_DISK else State.ATTENTION if left < LITTLE_DISK else State.GOOD
    do = "" if state is State.GOOD else f"du -xh --max-depth=2 {home} | sort -h | tail"
    yield Finding("disk", _("ディスク"), state, said, do=do)


def find_clock(now: datetime) -> Iterator[Finding]:
    """Hold this machine's clock against the database's, a new file's and the newest event's."""
    name = _("時計")
    far: list[str] = []
    theirs = _database_clock()
    if abs(theirs - datetime.now(UTC)) > CLOCK_MAY_DIFFER:
        far.append(_("データベースの時計は %(at)s です") % {"at": theirs.isoformat(timespec="seconds")})
    try:
        with tempfile.NamedTemporaryFile(dir=settings.IKKAN_HOME) as file:
            written = datetime.fromtimestamp(Path(file.name).stat().st_mtime, UTC)
    except OSError as fault:
        said = _("IKKAN_HOME に書けません（%(kind)s）") % {"kind": type(fault).__name__}
        yield Finding("home", _("データの置き場所"), State.BAD, said, do=f"ls -ld {settings.IKKAN_HOME}")
        return
    if abs(written - datetime.now(UTC)) > CLOCK_MAY_DIFFER:
        far.append(_("ディスクの時計は %(at)s です") % {"at": written.isoformat(timespec="seconds")})
    newest = Event.objects.order_by("-id").values_list("at", flat=True).first()
    if newest is not None and newest > now + CLOCK_MAY_DIFFER:
        far.append(_("最後の記録は未来の %(at)s です") % {"at": newest.isoformat(timespec="seconds")})
    if far:
        said = _("この機械の時計 %(now)s と合いません：") % {"now": now.isoformat(timespec="seconds")} + "、".join(far)
        yield Finding("clock", name, State.BAD, said, do="timedatectl status")
    else:
        yield Finding("clock", name, State.GOOD, _("データベース・ディスク・最後の記録と合っています"))


def _database_clock() -> datetime:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        else:
            cursor.execute("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS')")
        found = cursor.fetchone()
    if found is None:
        raise DatabaseError("The database told no time.")
    return datetime.fromisoformat(str(found[0])).replace(tzinfo=UTC)
