"""Keys under IKKAN_HOME/keys: there, readable by nobody else, and the ones that signed what is in the ledger."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from ikkan.corridor.health.finding import Finding, State
from ikkan.ledger.checkpoints import key_id, signing_key
from ikkan.ledger.models import Checkpoint

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700


def find_keys() -> Iterator[Finding]:
    """Look at every key."""
    folder = Path(settings.IKKAN_HOME) / "keys"
    yield from _modes(folder)
    yield from _secret_key(folder / "secret.key")
    yield from _ledger_key(folder / "ledger.pem")


def _modes(folder: Path) -> Iterator[Finding]:
    name = _("鍵の権限")
    wrong = [path for path in sorted(folder.glob("*")) if stat.S_IMODE(path.stat().st_mode) != FILE_MODE]
    if wrong:
        said = _("ほかの利用者も読めます：%(files)s") % {"files": "、".join(path.name for path in wrong)}
        yield Finding("keys.mode", name, State.BAD, said, do=f"chmod 600 {' '.join(str(path) for path in wrong)}")
    elif folder.is_dir() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        said = _("鍵のフォルダーをほかの利用者も開けます")
        yield Finding("keys.mode", name, State.ATTENTION, said, do=f"chmod {FOLDER_MODE:o} {folder}")
    else:
        yield Finding("keys.mode", name, State.GOOD, _("所有者だけが読めます"))


def _secret_key(path: Path) -> Iterator[Finding]:
    name = _("秘密鍵")
    if os.environ.get("IKKAN_SECRET_KEY"):
        yield Finding("keys.secret", name, State.GOOD, _("IKKAN_SECRET_KEY から読んでいます"))
    elif path.is_file():
        yield Finding("keys.secret", name, State.GOOD, str(path))
    else:
        said = _("ありません。再起動のたびに全員がログアウトします")
        yield Finding("keys.secret", name, State.BAD, said, do="ikkan setup")


def _ledger_key(path: Path) -> Iterator[Finding]:
    name = _("記録に署名する鍵")
    last = Checkpoint.objects.order_by("-size").first()
    if not path.is_file():
        said = _("まだありません。最初の封印のときに作られます")
        if last is not None:
            said = _("なくなりました。過去の署名を確かめられません。バックアップから %(path)s に戻してください") % {
                "path": path
            }
        state = State.GOOD if last is None else State.BAD
        yield Finding("keys.ledger", name, state, said, do="" if last is None else f"cp BACKUP/keys/ledger.pem {path}")
        return
    try:
        current = key_id(signing_key())
    except (ValueError, TypeError) as fault:
        said = _("読めません（%(kind)s）") % {"kind": type(fault).__name__}
        yield Finding("keys.ledger", name, State.BAD, said, do=f"cp BACKUP/keys/ledger.pem {path}")
        return
    if last is not None and last.key_id != current:
        said = _("最後の封印に署名した鍵（%(then)s）と違います（いま %(now)s）") % {"then": last.key_id, "now": current}
        yield Finding("keys.ledger", name, State.BAD, said, do=f"cp BACKUP/keys/ledger.pem {path}")
    else:
        yield Finding("keys.ledger", name, State.GOOD, current)
