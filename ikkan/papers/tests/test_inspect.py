import struct
import zlib

import pytest

from ikkan.papers.inspect import Bounds, Readable, inspect
from ikkan.papers.refusals import _WORDS, Unreadable, refuse
from ikkan.papers.tests import uploads

_LIMIT = 10_000_000


def _code(data: bytes, name: str = "a.pdf", **options: Bounds) -> str:
    found = inspect(data, name, max_bytes=_LIMIT, **options)
    assert isinstance(found, Unreadable), found
    return found.code


def _png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("kind", "ending"), [("jpeg", "JPG"), ("png", "png"), ("webp", "webp")])
def test_pictures_open(kind: str, ending: str) -> None:
    found = inspect(uploads.picture(kind), f"就労証明書.{ending}", max_bytes=_LIMIT)
    assert found == Readable(kind, f"image/{kind}", 1, 60, 40, misnamed=False)  # type: ignore[arg-type]


def test_a_pdf_opens_with_its_pages() -> None:
    found = inspect(uploads.pdf(), "証明書.pdf", max_bytes=_LIMIT)
    assert found == Readable("pdf", "application/pdf", 2, 595, 842, misnamed=False)


def test_the_content_counts_and_a_wrong_ending_is_said() -> None:
    found = inspect(uploads.picture("jpeg"), "C:\\写真\\証明書.PDF", max_bytes=_LIMIT)
    assert isinstance(found, Readable)
    assert (found.kind, found.misnamed) == ("jpeg", True)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (uploads.picture("gif"), "file_is_gif"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64, "file_is_heic"),
        (uploads.archive("[Content_Types].xml", "word/document.xml"), "file_is_office"),
        (uploads.archive("[Content_Types].xml", "xl/workbook.xml"), "file_is_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_is_office"),
        (uploads.archive("a.pdf"), "file_is_archive"),
        (b"PK\x03\x04broken", "file_is_archive"),
        (b"MZ\x90\0" + b"\0" * 100, "file_kind_unknown"),
        (b"<html><script>alert(1)</script>", "file_kind_unknown"),
        (b"%PDF-1.7\nnothing follows", "file_broken"),
        (uploads.picture("jpeg", (600, 400))[:900], "file_broken"),
        (uploads.picture("png", (600, 400))[:400], "file_broken"),
        (uploads.locked_pdf(), "file_locked"),
        (uploads.pdf_with_pages(61), "pdf_too_many_pages"),
        (_png_claiming(60_000, 60_000), "image_too_many_pixels"),
        (_png_claiming(10_000, 9_000), "image_too_many_pixels"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert _code(data) == code


def test_forty_megabytes_are_refused_with_both_figures() -> None:
    found = inspect(b"%PDF-" + b"\0" * 40_000_000, "a.pdf", max_bytes=_LIMIT)
    assert isinstance(found, Unreadable)
    assert found.code == "file_too_large"
    assert "40.1MB" in found.ja
    assert "10MB" in found.ja


def test_bounds_are_the_callers() -> None:
    assert _code(uploads.pdf(), bounds=Bounds(pages=1)) == "pdf_too_many_pages"
    assert _code(uploads.picture("png"), bounds=Bounds(pixels=100)) == "image_too_many_pixels"


@pytest.mark.parametrize("code", sorted(_WORDS))
def test_every_refusal_says_what_to_do_and_blames_nobody(code: str) -> None:
    figures = {"size": 1, "limit": 1, "pages": 1, "line": 1, "what": "行", "what_en": "rows"}
    said = refuse(code, **figures)  # type: ignore[arg-type]
    assert "ください" in said.ja or "できます" in said.ja
    assert not any(word in said.ja + said.en for word in ("不正", "恐れ入り", "エラー", "invalid", "{"))
