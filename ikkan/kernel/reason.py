"""Reason: why a decision fell as it did, in a form that a person can read and a machine can check."""

from collections.abc import Mapping
from dataclasses import dataclass

from ikkan.kernel.json_value import JsonObject, JsonValue

Figure = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a decision.

    Args:
        code: stable machine word, such as ``work_certificate_missing``.
        ja: the sentence for people, in Japanese.
        en: the same sentence in English.
        figures: name and value of every number that the sentence uses.
        article: article of the law or ordinance that it rests on.
        row: table and row of the book that it came from.
        source: document of that table.
        easy: the sentence in easy Japanese; blank where the Japanese serves.
        unconfirmed: whether the book marks the row as not yet confirmed; it is shown as such.
    """

    code: str
    ja: str
    en: str
    figures: tuple[tuple[str, Figure], ...] = ()
    article: str = ""
    row: str = ""
    source: str = ""
    unconfirmed: bool = False
    easy: str = ""

    def shown(self, language: str) -> str:
        """Return the sentence in ``ja``, ``easy`` or ``en``."""
        return {"en": self.en, "easy": self.easy or self.ja}.get(language, self.ja)

    def as_json(self) -> JsonObject:
        """Return the reason as a JSON object; :meth:`from_json` reads it back."""
        return {
            "code": self.code,
            "ja": self.ja,
            "en": self.en,
            "figures": dict(self.figures),
            "article": self.article,
            "row": self.row,
            "source": self.source,
            "unconfirmed": self.unconfirmed,
            # left out where there is none: what is stored and compared stays as it was before there was such a text
            **({"easy": self.easy} if self.easy else {}),
        }

    @staticmethod
    def from_json(stored: Mapping[str, JsonValue]) -> "Reason":
        """Read a reason written by :meth:`as_json`.

        Raises:
            KeyError: a part is missing.
        """
        figures = stored["figures"]
        pairs = figures.items() if isinstance(figures, dict) else ()
        return Reason(
            code=str(stored["code"]),
            ja=str(stored["ja"]),
            en=str(stored["en"]),
            figures=tuple((name, value) for name, value in pairs if not isinstance(value, list | dict)),
            article=str(stored["article"]),
            row=str(stored["row"]),
            source=str(stored["source"]),
            unconfirmed=bool(stored["unconfirmed"]),
            easy=str(stored.get("easy", "")),
        )
