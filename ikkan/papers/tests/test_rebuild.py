import io

import pypdfium2
import pytest
from PIL import Image

from ikkan.papers.rebuild import Effort, Rebuilt, rebuild
from ikkan.papers.refusals import Unreadable
from ikkan.papers.tests import uploads


def _opened(found: Rebuilt | Unreadable) -> Image.Image:
    assert isinstance(found, Rebuilt), found
    return Image.open(io.BytesIO(found.data))


def test_a_photo_is_turned_upright_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "secret place"
    made = _opened(rebuild(uploads.picture("jpeg", exif=exif, comment=b"secret place"), "jpeg"))
    assert made.size == (40, 60)
    assert not made.getexif()
    assert "comment" not in made.info
    top, bottom = made.convert("RGB").getpixel((20, 5)), made.convert("RGB").getpixel((20, 55))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (top[0] > 200, bottom[2] > 200) == (True, True)


def test_bytes_behind_the_picture_are_gone() -> None:
    found = rebuild(uploads.picture("png") + b"<script>alert(1)</script>", "png")
    assert isinstance(found, Rebuilt)
    assert (found.kind, b"script" in found.data) == ("png", False)


def test_transparent_webp_becomes_jpeg_on_white() -> None:
    found = rebuild(uploads.picture("webp", mode="RGBA", lossless=True), "webp")
    assert isinstance(found, Rebuilt)
    assert (found.kind, found.content_type, found.pages) == ("jpeg", "image/jpeg", 1)


def test_a_pdf_becomes_pictures_of_the_same_size_and_keeps_no_text() -> None:
    found = rebuild(uploads.pdf(), "pdf")
    assert isinstance(found, Rebuilt)
    document = pypdfium2.PdfDocument(found.data)
    assert (len(document), found.pages) == (2, 2)
    assert round(document[0].get_height()) == 842
    assert document[0].get_textpage().get_text_bounded().strip() == ""
    darkest = min(document[0].render(scale=1).to_pil().convert("L").tobytes())
    assert darkest < 60


@pytest.mark.parametrize(
    ("data", "kind", "effort", "code"),
    [
        (b"\xff\xd8\xff broken", "jpeg", Effort(), "rebuild_failed"),
        (b"%PDF-1.4 broken", "pdf", Effort(), "rebuild_failed"),
        (uploads.picture("png", (6000, 6000)), "png", Effort(memory=160_000_000), "rebuild_too_large"),
        (uploads.picture("jpeg"), "jpeg", Effort(clock_seconds=0.001), "rebuild_too_slow"),
    ],
)
def test_the_death_of_the_child_is_a_clear_result(data: bytes, kind: str, effort: Effort, code: str) -> None:
    found = rebuild(data, kind, effort=effort)  # type: ignore[arg-type]
    assert isinstance(found, Unreadable)
    assert found.code == code
