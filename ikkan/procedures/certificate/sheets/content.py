"""What stands on a certificate of residence, as plain values that are ready to print."""

from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.certificate.sheets.fitting import MEASURES

# Source: 住民記録システム標準仕様書 20.1 (世帯連記式: four persons a sheet; 個人票: one).
PERSONS_A_SHEET: Final = {"household": 4, "person": 1, "removed": 1}
COLUMNS: Final = int(MEASURES["columns"])

Form = Literal["household", "person", "removed"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One item of a person in its box.

    Args:
        label: its name on the form.
        value: as printed: the item, or the word that says that it is left out.
        span: width in twelfths of the sheet.
        above: small line over the value: the reading of a name.
    """

    label: str
    value: str
    span: int = COLUMNS
    above: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.span <= COLUMNS:
            raise ValueError(f"Cell {self.label!r}: span is in twelfths of the sheet, 1 to 12, not {self.span}.")


@dataclass(frozen=True, slots=True)
class PersonBox:
    """A person on the sheet.

    Args:
        rows: rows of cells; the spans of a row add up to twelve.
        history: changes as (day, kind, what it was), only on a 個人票 that asks for them.
    """

    rows: tuple[tuple[Cell, ...], ...]
    history: tuple[tuple[str, str, str], ...] = ()

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if sum(cell.span for cell in row) != COLUMNS:
                spans = " + ".join(str(cell.span) for cell in row)
                raise ValueError(f"Row {number} of a person's box has spans {spans}; they must add up to {COLUMNS}.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its persons, and the code that is printed on it (a signed statement of who stands there)."""

    persons: tuple[PersonBox, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Certified:
    """The attestation at the end of the last page (認証文).

    Args:
        text: wording of the book.
        date_text: day of issue.
        title: office of the one who certifies.
        name: their name.
        seal: words of the electronic seal, one column each from right to left; none where a picture is given.
        seal_picture: SVG of the town's own seal.
    """

    text: str
    date_text: str
    title: str
    name: str
    seal: tuple[str, ...] = ()
    seal_picture: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Fixed words of the form, from the book."""

    address: str
    head: str
    history: str
    history_head: tuple[str, str, str]
    continued: str
    end: str
    verify: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateContent:
    """A certificate of residence: one copy, ready to print.

    Args:
        form: 世帯連記式, 個人票, or 除票.
        title: printed at the top.
        address: address of the household with 方書.
        head: head of the household, or the word that says that it is left out.
        sheets: sheets in order; on paper each begins a new page.
        certified: the attestation on the last page.
        number: number of the copy without its page (発行番号).
        words: fixed words.
        marks: framed at the top of each page: 公用, TEST.
        watermark: large and pale behind the text of each page; blank for none.
    """

    form: Form
    title: str
    address: str
    head: str
    sheets: tuple[Sheet, ...]
    certified: Certified
    number: str
    words: Words
    marks: tuple[str, ...] = ()
    watermark: str = ""

    @property
    def persons(self) -> tuple[PersonBox, ...]:
        """Everybody on the certificate, in order."""
        return tuple(one for sheet in self.sheets for one in sheet.persons)

    def with_codes(self, codes: tuple[str, ...]) -> "CertificateContent":
        """Return the same with one code a sheet."""
        sheets = tuple(replace(sheet, code=code) for sheet, code in zip(self.sheets, codes, strict=True))
        return replace(self, sheets=sheets)

    def as_json(self) -> JsonObject:
        """Return the content as it is typeset."""
        return dict(asdict(self))


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that would not be printed as the register has it; a person looks at it before it is issued.

    Args:
        person: place of the person on the certificate from 1; 0 for the head of the sheet.
        label: name of the item.
        kind: ``too_long`` (printed in full at the least size, but out of its field) or ``no_glyph``.
        signs: the characters without a picture, for ``no_glyph``.
    """

    person: int
    label: str
    kind: Literal["too_long", "no_glyph"]
    signs: tuple[str, ...] = ()


def on_sheets(form: Form, persons: tuple[PersonBox, ...]) -> tuple[Sheet, ...]:
    """Return persons in order on as many sheets as the form needs."""
    most = PERSONS_A_SHEET[form]
    return tuple(Sheet(persons[i : i + most]) for i in range(0, len(persons), most))
