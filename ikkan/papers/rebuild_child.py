"""The process that rebuilds one untrusted file; run by rebuild.py as a plain script, never imported there.

It reads the file from standard input, writes one line of JSON, then a small picture of the first page and the rebuilt
bytes to standard output. Limits are set before the first byte of the file is looked at.
"""

import io
import json
import resource
import sys

import pypdfium2
from PIL import Image, ImageOps

_DPI = 200
_LONGEST_SIDE = 4200
_QUALITY = 85
_THUMB = (256, 336)
_THUMB_QUALITY = 70


def _limit(memory: int, seconds: int) -> None:
    """Take away memory, processor time, files and core dumps beyond what one rebuild needs."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _flat(picture: Image.Image) -> Image.Image:
    """Return a picture upright, without transparency (on white), in grey or RGB."""
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    if upright.mode in {"1", "L"}:
        return upright.convert("L")
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return upright.convert("RGB")


def _clean(picture: Image.Image) -> Image.Image:
    """Return only the pixels: a new picture that carries none of the old one's metadata."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _thumb(picture: Image.Image) -> bytes:
    """Return a small JPEG of a page."""
    small = picture.copy()
    small.thumbnail(_THUMB)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_THUMB_QUALITY)
    return out.getvalue()


def _rebuilt_picture(data: bytes, kind: str) -> tuple[bytes, bytes, dict[str, object]]:
    """Decode and encode a picture again: PNG stays PNG, the rest becomes JPEG."""
    with Image.open(io.BytesIO(data), formats=[kind.upper()]) as opened:
        before = opened.size
        flat = _clean(_flat(opened))
    out = io.BytesIO()
    if kind == "png":
        flat.save(out, "PNG", optimize=False)
    else:
        flat.save(out, "JPEG", quality=_QUALITY)
    kept = "png" if kind == "png" else "jpeg"
    return out.getvalue(), _thumb(flat), {"kind": kept, "pages": 1, "smaller": max(flat.size) < max(before)}


def _rebuilt_pdf(data: bytes) -> tuple[bytes, bytes, dict[str, object]]:
    """Draw every page, filled form fields included, and make a new PDF of the pictures."""
    source, made = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    source.init_forms()
    smaller, thumb = False, b""
    for number in range(len(source)):
        page = source[number]
        width, height = page.get_size()
        scale = _DPI / 72
        if max(width, height) * scale > _LONGEST_SIDE:
            scale, smaller = _LONGEST_SIDE / max(width, height), True
        jpeg = io.BytesIO()
        drawn = page.render(scale=scale).to_pil().convert("RGB")
        drawn.save(jpeg, "JPEG", quality=_QUALITY)
        thumb = thumb or _thumb(drawn)
        image = pypdfium2.PdfImage.new(made)
        image.load_jpeg(jpeg, inline=True)
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        sheet = made.new_page(width, height)
        sheet.insert_obj(image)
        sheet.gen_content()
        page.close()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue(), thumb, {"kind": "pdf", "pages": len(source), "smaller": smaller}


def main() -> int:
    """Rebuild the file on standard input; exit 3 when memory ran out, 4 when the file could not be drawn."""
    kind, memory, seconds, pixels = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    _limit(memory, seconds)
    Image.MAX_IMAGE_PIXELS = pixels
    data = sys.stdin.buffer.read()
    try:
        made, thumb, about = _rebuilt_pdf(data) if kind == "pdf" else _rebuilt_picture(data, kind)
    except MemoryError:
        return 3
    except (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 4
    sys.stdout.buffer.write(json.dumps({**about, "thumb": len(thumb)}).encode() + b"\n" + thumb + made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
