"""What kind of file some bytes are, by content; the name that the sender gave is not believed."""

import io
import zipfile
from typing import Literal, TypeAlias

FileKind: TypeAlias = Literal[
    "pdf", "jpeg", "png", "webp", "heic", "gif", "office", "old_office", "xlsx", "archive", "unknown"
]

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
)
# A PDF reader looks for the signature in the first 1,024 bytes (ISO 32000-1, implementation note 13).
_PDF_WITHIN = 1024


def _zip_kind(data: bytes) -> FileKind:
    """Tell office files from other archives by the names inside; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "archive"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "office" if "[Content_Types].xml" in names or "mimetype" in names else "archive"


def file_kind(data: bytes) -> FileKind:
    """Return what the bytes are.

    Args:
        data: the whole file.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "heic"
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}:
        return _zip_kind(data)
    return "pdf" if b"%PDF-" in data[:_PDF_WITHIN] else "unknown"
