"""The town's seal on what it hands out: the folder of its keys, sealing with the key in force, and checking."""

from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from ikkan.papers.seals.checking import SealState, SealVerdict, check_seal
from ikkan.papers.seals.code import CodeVerdict, UnfitCodeError, check_code
from ikkan.papers.seals.keys import PublishedKey, current_key, published_keys
from ikkan.papers.seals.sealing import seal_pdf

# A paper of the town has a few pages; past this a file is none, and is not read.
LARGEST: Final = 20 * 1024 * 1024
# The page that checks papers, with a code in its query.
_VERIFY: Final = "/verify/?c="


def keys_folder() -> Path:
    """Return where the keys lie: ``IKKAN_HOME/keys``."""
    return Path(settings.IKKAN_HOME) / "keys"


def town_keys() -> tuple[PublishedKey, ...]:
    """Return every key of the town, also those that ended, the newest first."""
    return published_keys(keys_folder())


def sealed_notice(pdf: bytes, *, case_number: str, now: datetime) -> bytes:
    """Return the PDF of a notice with the town's seal, or as it is where the town has no key in force.

    A notice counts without a seal (it stands in the mailbox of the signed-in person, デジタル手続法 7条): the seal
    lets others check the file that they are handed.

    Args:
        pdf: the notice as PDF.
        case_number: named in the seal.
        now: moment of sealing.
    """
    key = current_key(keys_folder(), now)
    if key is None:
        return pdf
    return seal_pdf(pdf, key, reason=f"{case_number} {timezone.localdate(now):%Y-%m-%d}", at=now)


def check_paper(file: "UploadedFile[bytes]") -> SealVerdict:
    """Say whether a file is a paper of the town, unchanged since it was sealed. Nothing of it is kept."""
    if (file.size or 0) > LARGEST:
        return SealVerdict(SealState.UNREADABLE)
    return check_seal(file.read(), town_keys())


def scannable(code: str) -> str:
    """Return what the printed QR code of a code holds: the address of the page that checks it, or the code alone.

    The address is that of IKKAN_BASE_URL; a town that set none has its papers checked by typing or pasting the code.
    """
    return f"{settings.IKKAN_BASE_URL}{_VERIFY}{code}" if settings.IKKAN_BASE_URL else code


def check_printed_code(code: str) -> CodeVerdict | None:
    """Say whether a code is one that the town printed; None for a text that is no code."""
    try:
        return check_code(code, town_keys())
    except UnfitCodeError:
        return None
