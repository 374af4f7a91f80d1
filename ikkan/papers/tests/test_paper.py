import json

import pytest

from ikkan.papers.paper import Grid, Paper, Paragraph
from ikkan.papers.tests.samples import letter


def test_a_paper_comes_back_equal_through_json_text() -> None:
    paper = letter()
    assert Paper.from_json(json.loads(json.dumps(paper.as_json(), ensure_ascii=False))) == paper


def test_a_table_with_a_shifted_row_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Row 2 .* has 1 cells"):
        Grid("点", ("園", "点"), (("あ", "1"), ("い",)))


@pytest.mark.parametrize("key", ["title", "recipient", "blocks", "contact"])
def test_a_missing_key_is_named(key: str) -> None:
    stored = letter().as_json()
    del stored[key]
    with pytest.raises(ValueError, match=key):
        Paper.from_json(stored)


def test_an_unknown_block_is_named() -> None:
    stored = letter().as_json()
    stored["blocks"] = [{"block": "picture"}]
    with pytest.raises(ValueError, match="picture"):
        Paper.from_json(stored)


def test_all_text_holds_names_and_cells() -> None:
    everything = letter(blocks=(Paragraph("本文"), Grid("表", ("頭",), (("\ue000",),)))).all_text()
    assert all(part in everything for part in ("高橋　花子", "本文", "頭", "\ue000", "見本市長"))
