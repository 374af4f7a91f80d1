"""The PDF reader, which works in one thread at a time."""

import hashlib
import io
import re
import threading
from collections.abc import Sequence
from datetime import date

import pypdfium2

# PDFium keeps global state and may not be entered by two threads; every use of it holds this lock.
PDFIUM = threading.Lock()

_FILE_ID = re.compile(rb"/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]")
_CREATED = re.compile(rb"(?<=/CreationDate\()D:\d{14}")


def joined(files: Sequence[bytes], *, made_on: date) -> bytes:
    """Return one PDF with the pages of all files in order.

    Args:
        files: PDFs made by this program.
        made_on: creation date written into the file.
    """
    with PDFIUM:
        whole = pypdfium2.PdfDocument.new()
        for data in files:
            part = pypdfium2.PdfDocument(data)
            whole.import_pages(part)
            part.close()
        out = io.BytesIO()
        whole.save(out)
        whole.close()
    return _repeatable(out.getvalue(), made_on)


def _repeatable(data: bytes, made_on: date) -> bytes:
    """Return the file without the clock and the dice: the date given, and an identifier made of the content.

    Every replacement has the length of what it replaces, so that the offsets in the file stay right.

    Source: ISO 32000-1, 14.4 (file identifiers may be made of any digest).
    """
    dated = _CREATED.sub(f"D:{made_on:%Y%m%d}000000".encode(), data)
    bare = _FILE_ID.sub(b"", dated)
    digest = hashlib.sha256(bare).hexdigest()[:32].upper().encode()
    return _FILE_ID.sub(b"/ID[<" + digest + b"><" + digest + b">]", dated)
