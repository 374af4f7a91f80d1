"""Grounds on which an officer may waive a fee: rows of the house's book, or of the town's own."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from ikkan.corridor.house_book import corridor_book


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground.

    Args:
        code: stands in the cash book.
        ja: for people, in Japanese.
        en: the same in English.
        article: what it rests on.
    """

    code: str
    ja: str
    en: str
    article: str

    def shown(self, language: str) -> str:
        """Return the words for the language of a page."""
        return self.en if language == "en" else self.ja


def exemption_grounds(now: datetime) -> tuple[Ground, ...]:
    """Return the grounds in force."""
    rows = corridor_book().at(timezone.localdate(now)).rows("exemption")
    return tuple(Ground(row.text("id"), row.text("ja"), row.text("en"), row.article) for row in rows)
