"""The desk that writes: its book on the day of the letter, who signs, where to ask, what instruction holds."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ikkan.kernel.book import Book, BookAt
from ikkan.ledger.editions import book_of_edition
from ikkan.papers.paper import Boxed, Issuer
from ikkan.procedures.nursery.notices.words import Words
from ikkan.rooms.answer.instruction import Authorities, Instruction, instruction_for


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes on one day, by one edition of the book.

    Args:
        book: the book as it stands on the day printed on the letter.
        on: that day.
        issuer: who signs.
        contact: where to ask.
        office: name of the office in Japanese; ``office_en`` in English.
        instruction: 教示 of a disposition of this day.
        japanese: the wording of its letters.
    """

    book: BookAt
    on: date
    issuer: Issuer
    contact: tuple[str, ...]
    office: str
    office_en: str
    instruction: Instruction
    japanese: Words

    def words(self, language: str = "ja") -> Words:
        """Return the desk's wording in a language."""
        return self.japanese if language == "ja" else Words(self.book, language)

    def office_in(self, language: str) -> str:
        """Return the name of the office in a language."""
        return self.office_en if language == "en" else self.office

    @property
    def instruction_box(self) -> Boxed:
        """Return the instruction as it is framed on the letter, its paragraphs numbered."""
        numbered = tuple(f"{chr(ord('１') + n)}　{text}" for n, text in enumerate(self.instruction.ja))
        return Boxed(self.words().say("label.instruction"), numbered)


def desk_of_edition(edition: str, on: date) -> Desk:
    """Return the desk by the edition that a decision was taken by.

    Raises:
        LookupError: the ledger never stored the edition, or the book has no authority on that day.
        FaultyInstruction: the instruction repeats repealed law.
    """
    return desk_of_book(book_of_edition(edition), on)


# A round's letters share one day and edition; a handful of days is in work at a time.
@lru_cache(maxsize=16)
def desk_of_book(book: Book, on: date) -> Desk:
    """Return the desk of a book on a day."""
    at = book.at(on)
    told = {key: str(value) for key, value in at.block("authority").values.items()}
    authorities = Authorities(
        mayor=told["mayor"],
        city=told["town"],
        agency=told.get("agency", ""),
        mayor_en=told["mayor_en"],
        city_en=told["town_en"],
    )
    words = Words(at)
    contact = words.say("notice.contact", office=told["office"], phone=told["phone"], hours=told["hours"])
    return Desk(
        book=at,
        on=on,
        issuer=Issuer(told["mayor_name"], (authorities.agency or authorities.mayor,)),
        contact=(contact,),
        office=told["office"],
        office_en=told["office_en"],
        instruction=instruction_for(told["review_case"], on, authorities),
        japanese=words,
    )
