"""Words: sentences of the book in one language, and days as that language writes them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ikkan.kernel.book import BookAt
from ikkan.kernel.era import show_date, show_date_english, show_day, show_day_english
from ikkan.kernel.json_value import JsonValue

LANGUAGES: Final = ("ja", "en", "easy")


@dataclass(frozen=True, slots=True)
class Words:
    """The book's sentences on one day in ``ja``, ``en`` or ``easy``."""

    book: BookAt
    language: str = "ja"
    # A letter says some sixty sentences, most of them without figures and the same on every letter.
    _fixed: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"There is no wording in {self.language!r}. Ask for one of {', '.join(LANGUAGES)}.")

    def say(self, key: str, **figures: JsonValue) -> str:
        """Return a sentence of texts.toml with its figures.

        Raises:
            LookupError: the book has no such sentence, or a figure is missing.
        """
        if figures:
            return self.book.text(key, self.language, **figures)
        said = self._fixed.get(key)
        if said is None:
            said = self._fixed[key] = self.book.text(key, self.language)
        return said

    def dated(self, day: date) -> str:
        """Return a day with its year, as a letter writes it."""
        return show_date_english(day) if self.language == "en" else show_date(day)

    def near(self, day: date) -> str:
        """Return a day near enough to need no year, with its day of the week."""
        return show_day_english(day) if self.language == "en" else show_day(day)

    def cited(self, text: str, article: str, *, unconfirmed: bool = False) -> str:
        """Return a sentence with its article, marked where the book has not confirmed it."""
        shown = self.say("notice.cited", text=text, article=article) if article else text
        return f"{shown} {self.say('notice.unconfirmed')}" if unconfirmed else shown
