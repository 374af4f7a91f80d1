"""Pictures of papers, marked as made up. One of a few per kind, so that thousands of families share few blobs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from io import BytesIO
from time import gmtime
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from ikkan.papers.glyphs import font_folder

VARIANTS: Final = 3
TITLES: Final[Mapping[str, str]] = {
    "work_certificate": "就労証明書",
    "diagnosis": "診断書",
    "disability_card": "障害者手帳（写し）",
    "maternity_book": "母子健康手帳（写し）",
    "care_report": "介護・看護状況申告書",
    "student_proof": "在学証明書",
    "disaster_proof": "罹災証明書",
    "single_parent_proof": "児童扶養手当証書（写し）",
    "paid_care_proof": "保育証明書",
    "welfare_proof": "生活保護受給証明書",
    "other": "その他の書類",
}
_SIZE: Final = (620, 877)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file: its bytes, hash and name."""

    data: bytes
    sha256: str
    name: str


@dataclass(slots=True)
class PaperStore:
    """The files that a family's documents name, by hash."""

    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, paper: Paper) -> Paper:
        """Keep a file and return it."""
        self.files[paper.sha256] = paper.data
        return paper


def paper_of(data: bytes, name: str) -> Paper:
    """Return a file with its hash."""
    return Paper(data, sha256(data).hexdigest(), name)


@cache
def sample_paper(kind: str, variant: int) -> Paper:
    """Return a valid one-page picture of a kind of document: PNG, PDF and JPEG in turn.

    Args:
        kind: kind of the form's documents.
        variant: 0 to VARIANTS - 1.
    """
    title = TITLES[kind]
    picture = _draw(title, variant)
    written = BytesIO()
    if variant % 3 == 0:
        picture.save(written, "PNG", optimize=True)
        return paper_of(written.getvalue(), f"{title}.png")
    if variant % 3 == 1:
        # A fixed day keeps the bytes, and so the hash, the same in every run.
        day = gmtime(0)
        picture.save(written, "PDF", resolution=75.0, creationDate=day, modDate=day)
        return paper_of(written.getvalue(), f"{title}.pdf")
    picture.save(written, "JPEG", quality=60)
    return paper_of(written.getvalue(), f"{title}.jpg")


def _draw(title: str, variant: int) -> Image.Image:
    picture = Image.new("L", _SIZE, 250)
    pen = ImageDraw.Draw(picture)
    large, small = _fonts()
    pen.text((310, 70), title, font=large, fill=20, anchor="mm")
    pen.text((310, 110), f"つくりもの（ikkan デモ）見本 {variant + 1}", font=small, fill=60, anchor="mm")
    for line in range(14):
        top = 160 + 44 * line
        pen.rectangle((60, top, 560, top + 44), outline=120)
        pen.line((210, top, 210, top + 44), fill=120)
        pen.text((70, top + 22), f"項目 {line + 1}", font=small, fill=90, anchor="lm")
    pen.text((560, 830), "この書類は実在の人や事業所のものではありません", font=small, fill=60, anchor="rm")
    return picture


@cache
def _fonts() -> tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont]:
    path = str(font_folder() / "NotoSansJP-Regular.otf")
    return ImageFont.truetype(path, 30), ImageFont.truetype(path, 15)
