"""Files as people and attackers send them, made in memory."""

import io
import zipfile

import pypdfium2
from PIL import Image

from ikkan.papers.tests.samples import MADE_ON, letter
from ikkan.papers.typeset import paper_pdf


def picture(kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    """Return a picture, left half red, right half blue."""
    drawn = Image.new(mode, size, "red")
    drawn.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    drawn.save(out, kind, **options)
    return out.getvalue()


def pdf() -> bytes:
    """Return a letter of two pages."""
    return paper_pdf(letter(), made_on=MADE_ON)


def pdf_with_pages(count: int) -> bytes:
    """Return a PDF of empty pages."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(200, 300)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def archive(*names: str) -> bytes:
    """Return a ZIP with parts of those names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


def locked_pdf() -> bytes:
    """Return a PDF whose trailer asks for a password that nobody knows."""
    body = pdf_with_pages(1)
    head, tail = body.split(b"/Root", 1)
    encrypt = (
        b"/Encrypt <</Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <" + b"AB" * 32 + b"> /U <" + b"CD" * 32 + b">>> "
        b"/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>] /Root"
    )
    return head + encrypt + tail
