"""The town's seal on what it hands out: the folder of its keys, and sealing with the key in force."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ikkan.papers.seals.keys import PublishedKey, current_key, published_keys
from ikkan.papers.seals.sealing import seal_pdf


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
