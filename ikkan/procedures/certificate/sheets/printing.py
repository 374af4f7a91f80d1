"""Print a certificate: the sheets as PDF/A-2b, and whatever would not stand on them as the register has it."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.papers.glyphs import missing_glyphs, printable
from ikkan.papers.press import press_and_ask
from ikkan.papers.qr import qr_svg
from ikkan.procedures.certificate.sheets.content import COLUMNS, CertificateContent, Misfit, PersonBox
from ikkan.procedures.certificate.sheets.fitting import MEASURES, row_heights, stands

_TEMPLATE: Final = Path(__file__).with_name("certificate.typ")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed certificate.

    Args:
        pdf: the unsealed file, one copy.
        misfits: what an officer must look at; issuing by itself is allowed only when there is none.
    """

    pdf: bytes
    misfits: tuple[Misfit, ...]


def print_certificate(content: CertificateContent, *, made_on: date) -> Printed:
    """Return the file of one copy, and its misfits. Nothing is ever cut: what does not fit is printed out of its field.

    Args:
        content: what stands on it.
        made_on: creation date written into the file; equal arguments give equal bytes.

    Raises:
        RuntimeError: the typesetting engine refused the content.
    """
    inputs = {"certificate": json.dumps(_typeset_data(content), ensure_ascii=False)}
    pdf, told = press_and_ask(_TEMPLATE, inputs, made_on=made_on, label="too-long")
    return Printed(pdf, (*_without_glyph(content), *(_too_long(one) for one in told)))


def misfits_of(content: CertificateContent, *, made_on: date) -> tuple[Misfit, ...]:
    """Return the misfits of a copy; it is set for trial only where a text might not stand in its field.

    Args:
        content: as for :func:`print_certificate`.
        made_on: as for :func:`print_certificate`.
    """
    return _without_glyph(content) if _all_stand(content) else print_certificate(content, made_on=made_on).misfits


def _typeset_data(content: CertificateContent) -> JsonObject:
    data = _printable(content.as_json())
    if not isinstance(data, dict) or not isinstance(data["sheets"], list):
        raise TypeError("A certificate's JSON must be an object with sheets.")
    for sheet, drawn in zip(content.sheets, data["sheets"], strict=True):
        if isinstance(drawn, dict):
            drawn["qr"] = qr_svg(sheet.code) if sheet.code else ""
    return data


def _printable(value: JsonValue) -> JsonValue:
    """Return a JSON value with every text drawable; what was replaced is told by the misfits."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return value


def _without_glyph(content: CertificateContent) -> tuple[Misfit, ...]:
    found = [
        Misfit(0, label, "no_glyph", signs)
        for label, text in ((content.words.address, content.address), (content.words.head, content.head))
        if (signs := missing_glyphs(text))
    ]
    for number, person in enumerate(content.persons, start=1):
        cells = [(cell.label, cell.above + cell.value) for row in person.rows for cell in row]
        lines = [(content.words.history, "".join(line)) for line in person.history]
        found += [
            Misfit(number, label, "no_glyph", signs)
            for label, text in (*cells, *lines)
            if (signs := missing_glyphs(text))
        ]
    return tuple(found)


def _too_long(told: JsonValue) -> Misfit:
    if not isinstance(told, dict):
        raise TypeError("The template tells of each text that does not fit as an object.")
    return Misfit(int(str(told["person"])), str(told["label"]), "too_long")


def _all_stand(content: CertificateContent) -> bool:
    """Whether every text surely stands in its field."""
    address = int(MEASURES["head_span"])
    head = ((content.address, address), (content.head, COLUMNS - address))
    if not all(stands(text, span=span, height=MEASURES["head_height"]) for text, span in head):
        return False
    return all(
        stands(cell.value, cell.above, span=cell.span, height=height)
        for person in content.persons
        for row, height in zip(person.rows, _heights(content, person), strict=True)
        for cell in row
    )


def _heights(content: CertificateContent, person: PersonBox) -> tuple[float, ...]:
    return row_heights(is_household=content.form == "household", rows=len(person.rows))
