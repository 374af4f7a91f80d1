"""How long a case may wait in each room: dated rows of the board's book, which a town replaces by its own."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from ikkan.kernel.book import Book
from ikkan.ledger.editions import town_folder

FOLDER = Path(__file__).parent / "book"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the town set for a day.

    Args:
        days: room to the days that a case may wait there.
        due_soon_days: a deadline within so many days is shown as near.
        look_back_days: the board's figures look back so many days.
        weeks_shown: weeks of the long line.
        source: document that they come from.
    """

    days: dict[str, int]
    due_soon_days: int
    look_back_days: int
    weeks_shown: int
    source: str


@lru_cache(maxsize=4)
def limits_on(day: date) -> Limits:
    """Return the limits in force on a day."""
    own = town_folder(settings.IKKAN_TOWN)
    folders = [FOLDER, *([own / "board"] if own is not None and (own / "board").is_dir() else [])]
    block = Book.open(folders).at(day).block("waiting")
    return Limits(
        days={row.text("room"): int(str(row.values["days"])) for row in block.rows},
        due_soon_days=int(str(block.values["due_soon_days"])),
        look_back_days=int(str(block.values["look_back_days"])),
        weeks_shown=int(str(block.values["weeks_shown"])),
        source=block.source,
    )
