"""What an upload really is: readable, or refused with a sentence that tells the sender what to do."""

import io
import warnings
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image, UnidentifiedImageError

from ikkan.papers.filekind import file_kind
from ikkan.papers.pdfium import PDFIUM
from ikkan.papers.refusals import Unreadable, refuse

ReadableKind: TypeAlias = Literal["pdf", "jpeg", "png", "webp"]

CONTENT_TYPES: dict[ReadableKind, str] = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
_ENDINGS: dict[ReadableKind, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "png": (".png",),
    "webp": (".webp",),
}
_REFUSED = {
    "heic": "file_is_heic",
    "gif": "file_is_gif",
    "office": "file_is_office",
    "old_office": "file_is_office",
    "xlsx": "file_is_office",
    "archive": "file_is_archive",
    "unknown": "file_kind_unknown",
}
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a single upload may ask of this machine: pages of a PDF, pixels of a picture."""

    pages: int = 60
    pixels: int = 80_000_000


@dataclass(frozen=True, slots=True)
class Readable:
    """A file that opens. `width` and `height` are pixels of a picture, points of a PDF's first page.

    `misnamed` says that the name's ending told another kind; the content counts.
    """

    kind: ReadableKind
    content_type: str
    pages: int
    width: int
    height: int
    misnamed: bool


_DEFAULT_BOUNDS = Bounds()


def inspect(
    data: bytes, declared_name: str, *, max_bytes: int, bounds: Bounds = _DEFAULT_BOUNDS
) -> Readable | Unreadable:
    """Say what an upload is by its content, opening it once in full.

    Args:
        data: the uploaded bytes.
        declared_name: the name the sender's device gave; only its ending is looked at.
        max_bytes: the largest file taken.
        bounds: the most pages and pixels taken.

    Returns:
        Readable, or Unreadable with a code and a sentence in Japanese and English. Nothing is raised for a bad file.
    """
    if not data:
        return refuse("file_empty")
    if len(data) > max_bytes:
        size, limit = -(-len(data) // (_MEGABYTE // 10)) / 10, max_bytes / _MEGABYTE
        return refuse("file_too_large", size=f"{size:g}", limit=f"{limit:g}")
    kind = file_kind(data)
    ending = PurePath(declared_name.replace("\\", "/")).suffix.lower()
    if kind == "pdf":
        return _pdf(data, ending, bounds)
    if kind in {"jpeg", "png", "webp"}:
        return _picture(data, kind, ending, bounds)
    return refuse(_REFUSED[kind])


def _readable(kind: ReadableKind, ending: str, pages: int, size: tuple[float, float]) -> Readable:
    """Return the finding for a file that opened."""
    misnamed = bool(ending) and ending not in _ENDINGS[kind]
    return Readable(kind, CONTENT_TYPES[kind], pages, round(size[0]), round(size[1]), misnamed)


def _pdf(data: bytes, ending: str, bounds: Bounds) -> Readable | Unreadable:
    """Open a PDF, count its pages and load each one."""
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            locked = getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD
            return refuse("file_locked" if locked else "file_broken")
        try:
            pages = len(document)
            if pages == 0:
                return refuse("pdf_no_pages")
            if pages > bounds.pages:
                return refuse("pdf_too_many_pages", pages=pages, limit=bounds.pages)
            sizes = [document[number].get_size() for number in range(pages)]
        except pypdfium2.PdfiumError:
            return refuse("file_broken")
        finally:
            document.close()
    return _readable("pdf", ending, pages, sizes[0])


def _picture(data: bytes, kind: ReadableKind, ending: str, bounds: Bounds) -> Readable | Unreadable:
    """Open a picture with its own decoder only, after a look at its size, and decode it to the end."""
    try:
        with warnings.catch_warnings():
            # the size is checked below with our own bound, so the library's milder warning would only be noise
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=[kind.upper()])
        with picture:
            size = picture.size
            if size[0] * size[1] > bounds.pixels:
                return refuse("image_too_many_pixels")
            picture.load()
    except Image.DecompressionBombError:
        return refuse("image_too_many_pixels")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return refuse("file_broken")
    return _readable(kind, ending, 1, size)
