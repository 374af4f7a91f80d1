"""What stands on a letter, as plain values: the same content can be stored, sent through a parcel and typeset again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.papers.paper_json import flag, objects, table, text, texts, word

Style: TypeAlias = Literal["plain", "lead", "small", "center", "right"]
Align: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; a line break in the text stays one. `lead` is the large sentence with the conclusion."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading; sections are numbered in order unless `numbered` is false."""

    text: str
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """A ruled list of (label, value)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Every row has as many cells as `head`; `align` is per column and may be shorter (rest: left)."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[Align, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a ragged table, because a shifted cell in a notice is a wrong notice."""
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.head):
                raise ValueError(
                    f"Row {number} of the table '{self.caption}' has {len(row)} cells, the head has {len(self.head)}. "
                    "Give every row one cell a column; use an empty string where nothing is to be printed."
                )

    @property
    def cards(self) -> list[list[tuple[str, str]]]:
        """Give every row with the head of each cell, for phones where a row becomes a card."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Boxed:
    """A framed text with a title, used for the instruction on remedies (教示)."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who certifies, at the foot of a certificate: lines, name, and what stands where a seal would (e.g. 公印省略)."""

    lines: tuple[str, ...]
    name: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Start a new page here."""


Block: TypeAlias = Paragraph | Heading | Facts | Grid | Boxed | Signature | PageBreak

_NAMES: dict[type[Block], str] = {
    Paragraph: "paragraph",
    Heading: "heading",
    Facts: "facts",
    Grid: "grid",
    Boxed: "boxed",
    Signature: "signature",
    PageBreak: "page_break",
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """The acting authority: title lines (焼津市長, an agency) and the name of the person in office."""

    name: str
    title_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """What shows through the envelope's window; name lines already end in 様 or 御中. Empty postal: no 〒 line."""

    postal: str
    address_lines: tuple[str, ...]
    name_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter or certificate.

    `footer` is printed on each page (usually the case number), `contact` at the end, `mark` in a frame on each page
    (e.g. that the data is made up), `link` as a QR code with `link_text` beside it. Empty means: leave it out.
    """

    title: str
    number: str
    date_text: str
    issuer: Issuer
    recipient: Recipient
    blocks: tuple[Block, ...]
    footer: str = ""
    contact: tuple[str, ...] = ()
    mark: str = ""
    link: str = ""
    link_text: str = ""
    language: str = "ja"

    @property
    def named_blocks(self) -> tuple[tuple[str, Block], ...]:
        """Give every block with the name of its kind, as a page draws it."""
        return tuple((_NAMES[type(block)], block) for block in self.blocks)

    def as_json(self) -> JsonObject:
        """Return the paper as JSON; `from_json` gives an equal paper back."""
        whole: JsonObject = {
            f.name: _plain(getattr(self, f.name))
            for f in fields(self)
            if f.name not in {"issuer", "recipient", "blocks"}
        }
        whole["issuer"] = _record(self.issuer)
        whole["recipient"] = _record(self.recipient)
        whole["blocks"] = [{"block": _NAMES[type(block)], **_record(block)} for block in self.blocks]
        return whole

    @staticmethod
    def from_json(value: Mapping[str, JsonValue]) -> Paper:
        """Return the paper that `as_json` wrote.

        Raises:
            ValueError: a key is missing or has another type; the text names the key.
        """
        (issuer,), (recipient,) = (
            objects([value.get("issuer")], "issuer"),
            objects([value.get("recipient")], "recipient"),
        )
        return Paper(
            title=text(value, "title"),
            number=text(value, "number"),
            date_text=text(value, "date_text"),
            issuer=Issuer(text(issuer, "name"), texts(issuer, "title_lines")),
            recipient=Recipient(
                text(recipient, "postal"), texts(recipient, "address_lines"), texts(recipient, "name_lines")
            ),
            blocks=tuple(_block(b) for b in objects(value.get("blocks"), "blocks")),
            footer=text(value, "footer"),
            contact=texts(value, "contact"),
            mark=text(value, "mark"),
            link=text(value, "link"),
            link_text=text(value, "link_text"),
            language=text(value, "language"),
        )

    def all_text(self) -> str:
        """Return every character that will be printed, to look for missing glyphs."""
        return "\n".join(_strings(self.as_json()))


def _plain(value: object) -> JsonValue:
    """Return a field's value with tuples as lists."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str | bool | int):
        return value
    raise TypeError(f"A paper holds only texts, flags and lists of them, got {type(value).__name__}. Format it first.")


def _record(value: Block | Issuer | Recipient) -> JsonObject:
    """Return a frozen dataclass of texts as a JSON object."""
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}


def _strings(value: JsonValue) -> list[str]:
    """Return all strings inside a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [s for item in value for s in _strings(item)]
    if isinstance(value, dict):
        return [s for item in value.values() for s in _strings(item)]
    return []


def _style(value: str) -> Style:
    """Narrow a stored word to a paragraph style."""
    return word(value, "style", ("plain", "lead", "small", "center", "right"))


def _aligns(values: tuple[str, ...]) -> tuple[Align, ...]:
    """Narrow stored words to column alignments."""
    return tuple(word(value, "align", ("left", "center", "right")) for value in values)


def _block(value: Mapping[str, JsonValue]) -> Block:
    """Return one block from its JSON object."""
    name = text(value, "block")
    if name == "paragraph":
        return Paragraph(text(value, "text"), _style(text(value, "style")))
    if name == "heading":
        return Heading(text(value, "text"), flag(value, "numbered"))
    if name == "facts":
        return Facts(tuple((label, fact) for label, fact in table(value, "rows", width=2)))
    if name == "grid":
        return Grid(text(value, "caption"), texts(value, "head"), table(value, "rows"), _aligns(texts(value, "align")))
    if name == "boxed":
        return Boxed(text(value, "title"), texts(value, "paragraphs"))
    if name == "signature":
        return Signature(texts(value, "lines"), text(value, "name"), text(value, "seal"))
    if name == "page_break":
        return PageBreak()
    known = ", ".join(_NAMES.values())
    raise ValueError(f"A paper has no block called '{name}'. Known blocks: {known}.")
