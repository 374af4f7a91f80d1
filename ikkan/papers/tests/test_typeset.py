import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2
import pytest

from ikkan.papers.paper import Boxed, Grid, Paper, Paragraph, Recipient
from ikkan.papers.tests.samples import MADE_ON, letter
from ikkan.papers.typeset import ENVELOPE, Window, paper_pdf, papers_pdf, too_long_for_window

_POINTS_PER_MM = 72 / 25.4


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(data)
    yield document
    document.close()


def _page_texts(data: bytes) -> list[str]:
    with _opened(data) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\ufffe\x02]", "", text)


def test_every_text_of_the_paper_is_printed() -> None:
    printed = _squeezed("".join(_page_texts(paper_pdf(letter(), made_on=MADE_ON))))
    for wanted in (
        "結果通知書",
        "〒425-0001",
        "高橋花子様",
        "見本第1号",
        "くすのき",
        "不服があるとき",
        "公印省略",
        "担当見本課",
    ):
        assert wanted in printed


def test_each_page_bears_number_case_and_mark() -> None:
    pages = _page_texts(paper_pdf(letter(), made_on=MADE_ON))
    assert len(pages) == 2
    for number, text in enumerate(pages, start=1):
        assert f"{number} / 2" in text
        assert "H-2027-000001" in text
        assert "つくりもの（デモ）" in text


def test_the_same_paper_and_day_give_the_same_bytes_in_another_process() -> None:
    here = paper_pdf(letter(), made_on=MADE_ON)
    program = (
        "import hashlib;from ikkan.papers.tests.samples import letter,MADE_ON;"
        "from ikkan.papers.typeset import paper_pdf;"
        "print(hashlib.sha256(paper_pdf(letter(),made_on=MADE_ON)).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    assert there == hashlib.sha256(here).hexdigest()


def test_the_file_says_that_it_is_pdf_a_2b() -> None:
    made = paper_pdf(letter(), made_on=MADE_ON)
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in made


def test_a_print_file_numbers_each_letter_by_itself_and_keeps_the_order() -> None:
    short = letter(blocks=(Paragraph("本文"),))
    pages = _page_texts(papers_pdf([letter(), replace(short, number="見本第2号")], made_on=MADE_ON))
    assert [re.findall(r"\d / \d", text) for text in pages] == [["1 / 2"], ["2 / 2"], ["1 / 1"]]
    assert "見本第2号" in _squeezed(pages[2])


def test_a_posting_larger_than_one_part_is_joined_in_order_with_equal_bytes() -> None:
    papers = [letter(number=f"第{i}号", blocks=(Paragraph("本文"),), link="") for i in range(103)]
    first = papers_pdf(papers, made_on=MADE_ON)
    pages = _page_texts(first)
    assert len(pages) == 103
    assert all(f"第{i}号" in _squeezed(text) for i, text in enumerate(pages))
    # the joining library writes the clock's second into its file: a second run must fall into another one
    time.sleep(1.1)
    assert papers_pdf(papers, made_on=MADE_ON) == first


def test_no_letter_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one letter"):
        papers_pdf([], made_on=MADE_ON)


_LONG = Recipient(
    "4250001",
    (
        "見本県見本市下小田中町字東川原番外地特別区画整理事業地内仮換地第百二十三街区四十五画地1234番地の567",
        "グランドメゾンプレミアムシーサイドヴィラレジデンスベイフロントタワーイーストウイング棟4205号室　見本太郎方",
    ),
    ("ジョナサン・アレクサンダー・クリストファー・フィッツジェラルド＝モンゴメリー三世　様",),
)


def _seen_through(window: Window, paper: Paper) -> str:
    """Return the text that stands inside the window's part of the first sheet."""
    with _opened(paper_pdf(paper, made_on=MADE_ON)) as document:
        page = document[0]
        height = page.get_height()
        texts = page.get_textpage()
        left, right = window.left * _POINTS_PER_MM, (window.left + window.width) * _POINTS_PER_MM
        bottom = height - (window.top + window.height) * _POINTS_PER_MM
        return _squeezed(texts.get_text_bounded(left - 1, bottom - 1, right + 1, height))


@pytest.mark.parametrize("recipient", [_LONG, Recipient("", ("見本市1-1",), ("山田　様",))])
def test_the_whole_address_stands_in_the_window(recipient: Recipient) -> None:
    inside = _seen_through(ENVELOPE, letter(recipient=recipient, mark=""))
    for line in (*recipient.address_lines, *recipient.name_lines):
        assert _squeezed(line) in inside
    assert not too_long_for_window(recipient)


def test_an_address_beyond_any_size_is_flagged_and_still_printed_in_full() -> None:
    endless = Recipient("4250001", ("長い町名" * 150,), ("高橋　様",))
    assert too_long_for_window(endless)
    assert (
        _squeezed("".join(_page_texts(paper_pdf(letter(recipient=endless), made_on=MADE_ON)))).count("長い町名") == 150
    )


def test_a_long_latin_word_wraps_inside_its_cell() -> None:
    word = "Wolfeschlegelsteinhausenbergerdorff" * 3
    grid = Grid("", ("名前", "点"), ((word, "1"),))
    with _opened(paper_pdf(letter(blocks=(grid,)), made_on=MADE_ON)) as document:
        page = document[0]
        texts = page.get_textpage()
        assert word in _squeezed(texts.get_text_bounded())
        boxes = [texts.get_charbox(i) for i in range(texts.count_chars())]
        assert max(box[2] for box in boxes) <= page.get_width() - 20 * _POINTS_PER_MM


def test_a_character_without_glyph_is_printed_as_geta() -> None:
    pages = _page_texts(paper_pdf(letter(blocks=(Paragraph("\ue000田 🐟"),)), made_on=MADE_ON))
    assert "〓田 〓" in pages[0]


def test_a_boxed_text_longer_than_a_page_goes_on_over_the_next() -> None:
    texts = tuple(f"第{i}項　" + "この処分に不服がある場合の説明です。" * 12 for i in range(40))
    printed = _squeezed("".join(_page_texts(paper_pdf(letter(blocks=(Boxed("説明", texts),)), made_on=MADE_ON))))
    assert all(f"第{i}項" in printed for i in range(40))


def test_a_text_that_looks_like_markup_is_printed_as_it_is() -> None:
    pages = _page_texts(paper_pdf(letter(blocks=(Paragraph('#panic("x") *太* $x$ @ref <a> \\n'),)), made_on=MADE_ON))
    assert '#panic("x") *太* $x$ @ref <a> \\n' in pages[0]
