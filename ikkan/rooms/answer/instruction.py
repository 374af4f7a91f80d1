"""教示: what every disposition tells about remedies (行政不服審査法 82条, 行政事件訴訟法 46条), from dated data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from ikkan.kernel.book import Book
from ikkan.kernel.json_value import JsonObject

# wording from before April 2016: 60 days, 異議申立て; old templates with it still go round
REPEALED: Final = re.compile(r"異議申立|(60|６０|六十)\s*日以内")


class FaultyInstruction(ValueError):  # noqa: N818 -- reads as the sentence that it says
    """The instruction on remedies is missing or repeats repealed law; the notice cannot be made."""


@dataclass(frozen=True, slots=True)
class Authorities:
    """Whom the instruction names in this town.

    Args:
        mayor: the mayor's title, such as 焼津市長.
        city: the public body, such as 焼津市.
        agency: the head who decided under a delegation, or blank.
        mayor_en: the same in English.
        city_en: the same in English.
    """

    mayor: str
    city: str
    agency: str = ""
    mayor_en: str = ""
    city_en: str = ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """The instruction as printed.

    Args:
        case: which case of the law it follows.
        ja: paragraphs in Japanese.
        en: paragraphs in English.
        review_months: months within which a review may be requested, counted from the day after knowledge.
        source: law that it follows.
    """

    case: str
    ja: tuple[str, ...]
    en: tuple[str, ...]
    review_months: int
    source: str

    def as_json(self) -> JsonObject:
        """Return the instruction as it is stored with its notice."""
        return {
            "case": self.case,
            "ja": list(self.ja),
            "en": list(self.en),
            "review_months": self.review_months,
            "source": self.source,
        }


@lru_cache(maxsize=1)
def house_book() -> Book:
    """Return the house's own book of notices."""
    return Book.open([Path(__file__).parent / "book"])


def instruction_for(case: str, on: date, authorities: Authorities) -> Instruction:
    """Return the instruction that a disposition of a day carries.

    Args:
        case: ``mayor``, ``delegated``, ``board_of_education`` or ``personal_data``.
        on: day of the disposition.
        authorities: whom it names.

    Raises:
        LookupError: no such case, or none in force on that day (before April 2016).
        FaultyInstruction: the wording repeats repealed law.
    """
    block = house_book().at(on).block(f"instruction.{case}")
    names = {
        "mayor": (authorities.mayor, authorities.mayor_en or authorities.mayor),
        "city": (authorities.city, authorities.city_en or authorities.city),
        "board_of_education": (f"{authorities.city}教育委員会", f"the Board of Education of {authorities.city_en}"),
    }
    to, defendant = names[str(block.values["review_to"])], names[str(block.values["defendant"])]
    paragraphs = []
    for index, language in enumerate(("ja", "en")):
        figures: Mapping[str, object] = {
            **block.values,
            "review_to": to[index],
            "defendant": defendant[index],
            "mayor": names["mayor"][index],
            "agency": authorities.agency,
        }
        parts = tuple(str(block.values[f"{language}_{part}"]).format(**figures) for part in ("review", "suit"))
        paragraphs.append(parts)
    refuse_repealed(" ".join(paragraphs[0]))
    return Instruction(case, paragraphs[0], paragraphs[1], int(str(block.values["review_months"])), block.source)


def refuse_repealed(text: str) -> None:
    """Refuse wording of the law before April 2016.

    Raises:
        FaultyInstruction: it speaks of 60 days or of 異議申立て.
    """
    found = REPEALED.search(text)
    if found:
        raise FaultyInstruction(
            f"The notice says 「{found[0]}」: that remedy was abolished in April 2016. "
            "Take the wording of rooms/answer/book/instruction.toml."
        )
