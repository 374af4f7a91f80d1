"""An upgrade: backup, rehearsal on a copy, the real database, the checks; it stops at the first that fails."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from ikkan.cli.operating.backup import make_backup
from ikkan.cli.operating.drill import drill
from ikkan.cli.operating.failed import OperationError
from ikkan.corridor.health.doctor import examine
from ikkan.corridor.health.finding import Finding, State


def upgrade(backup: Path, *, rehearse: bool, tell: Callable[[str], None], now: datetime) -> list[Finding]:
    """Bring the database to the version that is installed and return what the doctor still finds bad.

    The migration is first made on a restored copy of the backup: what would fail, fails there.

    Args:
        backup: folder of the backup to be made.
        rehearse: whether to rehearse; without it a failed migration may need a restore.
        tell: called with each step that held.
        now: moment.

    Raises:
        OperationError: a step failed; the text says what to do.
    """
    make_backup(backup, with_keys=True, now=now)
    tell(f"1/5 backup: {backup}")
    if rehearse:
        _rehearse(backup, now)
    tell("2/5 rehearsal: migrated and verified on a copy" if rehearse else "2/5 rehearsal: left out as asked")
    _migrate(backup)
    tell("3/5 database migrated")
    check_settings()
    tell("4/5 settings checked")
    bad = [finding for finding in examine(now=now) if finding.state is State.BAD]
    tell(f"5/5 doctor: {len(bad)} bad")
    return bad


def check_settings() -> None:
    """Run every check of Django and of ours; in production with those of a deployment.

    Raises:
        OperationError: a check failed.
    """
    raised = run_checks(include_deployment_checks=settings.IKKAN_PRODUCTION)
    errors = [message for message in raised if message.level >= ERROR]
    if errors:
        said = "\n".join(f"  {message.id}: {message.msg} {message.hint or ''}".rstrip() for message in errors)
        raise OperationError(f"The settings are not fit:\n{said}\nMend them and run `ikkan check` again.")


def _rehearse(backup: Path, now: datetime) -> None:
    drilled = drill(backup, now=now)
    if drilled.faults:
        raise OperationError(
            f"The rehearsal failed: {'; '.join(drilled.faults[:3])} The running database was not touched. Go back to "
            "the version installed before, and report this. If only a scratch place is missing: --no-rehearsal"
        )


def _migrate(backup: Path) -> None:
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if settings.IKKAN_PRODUCTION:
            call_command("collectstatic", verbosity=0, interactive=False)
    except (DatabaseError, CommandError, OSError) as fault:
        raise OperationError(
            f"The migration stopped ({type(fault).__name__}: {fault}). Stop the services, move {settings.IKKAN_HOME} "
            "away (PostgreSQL: make an empty database and set DATABASE_URL to it), install the version from before, "
            f"and run: ikkan restore {backup}"
        ) from fault
