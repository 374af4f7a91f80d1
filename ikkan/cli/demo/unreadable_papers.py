"""Files that nobody can read, as citizens really send them: a photo cut off on the way, a PDF with a password."""

import struct
from functools import cache
from hashlib import md5
from io import BytesIO
from typing import Final

from PIL import Image

from ikkan.cli.demo.papers_of_family import Paper, paper_of

# ISO 32000-1, algorithm 2, step a: fills a password up to 32 bytes.
_PADDING: Final = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_PERMISSIONS: Final = -4
_FILE_ID: Final = bytes(range(16))


@cache
def truncated_photo() -> Paper:
    """Return a JPEG of which the upload lost the second half."""
    picture = Image.radial_gradient("L").resize((640, 880))
    written = BytesIO()
    picture.save(written, "JPEG", quality=70)
    whole = written.getvalue()
    return paper_of(whole[: len(whole) // 2], "証明書の写真.jpg")


@cache
def locked_pdf() -> Paper:
    """Return a PDF that opens with a password only (ISO 32000-1 7.6, standard handler revision 2, 40 bit)."""
    owner = _rc4(_md5(_padded(b"owner"))[:5], _padded(b"himitsu"))
    key = _md5(_padded(b"himitsu") + owner + struct.pack("<i", _PERMISSIONS) + _FILE_ID)[:5]
    user = _rc4(key, _PADDING)
    content = _rc4(_md5(key + (4).to_bytes(3, "little") + b"\x00\x00")[:10], b"0 0 200 200 re f")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>" % (owner.hex().encode(), user.hex().encode(), _PERMISSIONS),
    )
    return paper_of(_file_of(objects), "証明書（パスワード付き）.pdf")


def _file_of(objects: tuple[bytes, ...]) -> bytes:
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    file_id = _FILE_ID.hex().encode()
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R/Encrypt 5 0 R/ID[<%s><%s>]>>\n" % (
        body, len(objects) + 1, table, len(objects) + 1, file_id, file_id,
    ) + b"startxref\n%d\n%%%%EOF\n" % len(body)  # fmt: skip


def _padded(password: bytes) -> bytes:
    return (password + _PADDING)[:32]


def _md5(data: bytes) -> bytes:
    return md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
