"""Dated backups in one folder: a new one each time, and no more of them than are kept."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils import timezone

from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.manifest import NAME

DATED: Final = re.compile(r"ikkan-\d{4}-\d{2}-\d{2}-\d{6}")


def dated_folder(parent: Path, *, now: datetime) -> Path:
    """Return the name of a new backup in a folder of backups, by the town's clock."""
    return parent / timezone.localtime(now).strftime("ikkan-%Y-%m-%d-%H%M%S")


def remove_old(parent: Path, *, keep: int) -> list[Path]:
    """Remove the oldest dated backups beyond a number, and return them; other folders are left alone.

    Data that a person had destroyed lives on in backups until they are removed: keep only as many as are needed.

    Raises:
        OperationError: keep is less than one, or a backup may not be removed.
    """
    if keep < 1:
        raise OperationError(f"--keep {keep} would remove every backup. Keep at least 1.")
    dated = sorted(path for path in parent.iterdir() if DATED.fullmatch(path.name) and (path / NAME).is_file())
    old = dated[:-keep]
    for path in old:
        try:
            shutil.rmtree(path)
        except OSError as fault:
            raise OperationError(f"{path} cannot be removed ({fault.strerror}). Remove it by hand.") from fault
    return old
