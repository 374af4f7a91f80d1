import re
from xml.etree import ElementTree

import pytest
import segno

from ikkan.papers.qr import qr_svg


def _drawn(svg: str) -> set[tuple[int, int]]:
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg)
    return {(int(x) + i - 4, int(y) - 4) for x, y, length in runs for i in range(int(length))}


def test_the_picture_is_the_code_module_by_module() -> None:
    text = "https://example.jp/c/H-2027-000001"
    matrix = segno.make(text, error="m", micro=False, boost_error=False, mask=0).matrix
    assert _drawn(qr_svg(text)) == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


def test_there_is_no_style_and_the_label_is_escaped() -> None:
    svg = qr_svg("x", label='この件の"ページ"<')
    # the text was made two lines above, so nothing here is untrusted
    root = ElementTree.fromstring(svg)  # noqa: S314
    assert root.get("aria-label") == 'この件の"ページ"<'
    assert not re.search(r"style|class|script", svg)


def test_no_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="needs a text"):
        qr_svg("")
