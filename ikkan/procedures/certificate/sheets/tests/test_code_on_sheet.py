"""The printed QR code is the town's code, square by square, in squares that a phone reads, however long it is."""

import re
from pathlib import Path

import pypdfium2
import pytest
import segno
from django.utils import timezone
from pytest_django import Settings

from ikkan.papers.qr import qr_svg
from ikkan.papers.seals.code import Statement, check_code, make_code, person_digest
from ikkan.papers.seals.keys import current_key, make_practice_key
from ikkan.procedures.certificate.sheets.content import PERSONS_A_SHEET
from ikkan.procedures.certificate.sheets.printing import print_certificate
from ikkan.procedures.certificate.sheets.tests.samples import MADE_ON, certificate, person
from ikkan.rooms.answer.seals import keys_folder, scannable, town_keys

NUMBER = "20270129 とても長い名前の町役場の見本市 本庁1 プリンタ001 011"
# 100 characters: ikkan.E016 refuses a longer one.
LONGEST_HOST = f"https://{'a' * 81}.example.jp"
_DPI = 300
_MM = _DPI / 25.4
_SIDE = 33
_QUIET = 4
# QRコードの印字: readers need squares of 0.33 mm at least.
SMALLEST_SQUARE = 0.33


@pytest.fixture
def code(home: Path, settings: Settings) -> str:
    settings.IKKAN_BASE_URL = LONGEST_HOST
    settings.IKKAN_PRODUCTION = False
    now = timezone.now()
    make_practice_key(keys_folder(), town="見本市", now=now, days=400)
    key = current_key(keys_folder(), now)
    assert key is not None
    digests = tuple(person_digest(NUMBER, f"見本　{n}", MADE_ON) for n in range(PERSONS_A_SHEET["household"]))
    return scannable(make_code(Statement(NUMBER, timezone.localdate(now), "222127", digests), key))


def squares(pdf: bytes, count: int) -> tuple[list[list[bool]], float]:
    """Return the squares of the code on the first sheet, True for dark, and the width of one in mm."""
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = page.render(scale=_DPI / 72, grayscale=True).to_pil()
    left, right = round((195 - _SIDE) * _MM), round(195 * _MM)
    field = picture.crop((left, round(245 * _MM), right, picture.height))
    dark = [(x, y) for y in range(field.height) for x in range(field.width) if field.getpixel((x, y)) < 128]
    top = min(y for _, y in dark)
    begin = min(x for x, y in dark if y - top < 20 * _MM)
    square = _SIDE / (count + 2 * _QUIET) * _MM
    found = [
        [field.getpixel((begin + (x + 0.5) * square, top + (y + 0.5) * square)) < 128 for x in range(count)]
        for y in range(count)
    ]
    return found, square / _MM


def test_the_longest_code_stands_on_the_sheet_in_squares_that_are_read(code: str) -> None:
    persons = tuple(person(f"見本　{n}") for n in range(PERSONS_A_SHEET["household"]))
    matrix = segno.make(code, error="m", micro=False, boost_error=False, mask=0).matrix
    printed = print_certificate(certificate(*persons).with_codes((code,)), made_on=MADE_ON)
    found, width = squares(printed.pdf, len(matrix))
    assert found == [[bool(square) for square in row] for row in matrix]
    assert width >= SMALLEST_SQUARE
    assert f'viewBox="0 0 {len(matrix) + 2 * _QUIET} ' in qr_svg(code)


def test_what_is_scanned_is_believed_with_and_without_the_address(code: str) -> None:
    assert code.startswith(f"{LONGEST_HOST}/verify/?c=IKKAN1.")
    bare = re.sub(r".*=", "", code)
    for text in (code, bare, code.replace("/verify/?", "/verify?")):
        verdict = check_code(text, town_keys())
        assert (verdict.is_good, verdict.statement.number) == (True, NUMBER)


def test_without_an_address_the_bare_code_is_printed(settings: Settings) -> None:
    settings.IKKAN_BASE_URL = ""
    assert scannable("IKKAN1.x.y") == "IKKAN1.x.y"
