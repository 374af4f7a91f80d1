"""The printed sheets: four persons each, attested once, every copy numbered, nothing cut and nothing silent."""

from hashlib import sha256

import pypdfium2
import pytest

from ikkan.procedures.certificate.sheets.content import Cell, Form, Misfit, PersonBox
from ikkan.procedures.certificate.sheets.printing import print_certificate
from ikkan.procedures.certificate.sheets.tests.samples import ATTESTED, MADE_ON, certificate, page_texts, person

_MM = 25.4 / 72


def test_a_household_of_fifty_takes_thirteen_sheets_and_is_attested_on_the_last() -> None:
    printed = print_certificate(certificate(*(person(f"高橋　{n:02}子") for n in range(50))), made_on=MADE_ON)
    pages = page_texts(printed.pdf)
    assert len(pages) == 13
    assert [ATTESTED in page for page in pages] == [False] * 12 + [True]
    assert ["（次の用紙に続きます）" in page for page in pages] == [True] * 12 + [False]
    assert all(f"011{number}/13" in page for number, page in enumerate(pages, start=1))
    assert [n for n in range(50) if not any(f"高橋{n:02}子" in page for page in pages)] == []
    assert printed.misfits == ()


@pytest.mark.parametrize("form", ["person", "removed"])
def test_a_sheet_of_its_own_for_each_person(form: Form) -> None:
    pages = page_texts(print_certificate(certificate(person("一"), person("二"), form=form), made_on=MADE_ON).pdf)
    assert ["一" in pages[0], "二" in pages[1], len(pages)] == [True, True, 2]


def test_the_sheet_is_a4_portrait() -> None:
    document = pypdfium2.PdfDocument(print_certificate(certificate(), made_on=MADE_ON).pdf)
    assert [round(side * _MM) for side in document[0].get_size()] == [210, 297]


def test_a_long_text_shrinks_and_stays_whole() -> None:
    domicile = "静岡県焼津市" + "大字長い名前の土地" * 8 + "1234番地"
    printed = print_certificate(certificate(person(domicile=domicile)), made_on=MADE_ON)
    assert printed.misfits == ()
    assert domicile in page_texts(printed.pdf)[0]


def test_what_does_not_fit_at_the_least_size_is_told_and_still_printed_whole() -> None:
    name = "寿限無" * 60
    printed = print_certificate(certificate(person(), person(name)), made_on=MADE_ON)
    assert printed.misfits == (Misfit(2, "氏名", "too_long"),)
    assert name in page_texts(printed.pdf)[0]


def test_a_latin_name_without_a_space_breaks_rather_than_runs_out_of_the_sheet() -> None:
    name = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 4
    printed = print_certificate(certificate(person(name, above="")), made_on=MADE_ON)
    assert name in page_texts(printed.pdf)[0].replace("\u200b", "").replace("\ufffe", "").replace("\x02", "")


def test_a_sign_without_a_picture_is_told_by_place() -> None:
    printed = print_certificate(certificate(person(), person("高橋\ue000子")), made_on=MADE_ON)
    assert printed.misfits == (Misfit(2, "氏名", "no_glyph", ("\ue000",)),)


def test_a_sign_without_a_picture_in_the_address_is_told() -> None:
    printed = print_certificate(certificate(address="見本市\ue123町1"), made_on=MADE_ON)
    assert printed.misfits == (Misfit(0, "住所", "no_glyph", ("\ue123",)),)


def test_marks_stand_on_every_page() -> None:
    content = certificate(*(person() for _ in range(5)), marks=("公用", "TEST"), watermark="TEST")
    pages = page_texts(print_certificate(content, made_on=MADE_ON).pdf)
    assert [("公用" in page, "TEST" in page) for page in pages] == [(True, True)] * 2


def test_history_follows_the_person_over_as_many_pages_as_it_takes() -> None:
    box = PersonBox(((Cell("氏名", "高橋　花子"),),), tuple((f"令和{n}年", "転居", f"前の住所{n}") for n in range(90)))
    pages = page_texts(print_certificate(certificate(box, form="person"), made_on=MADE_ON).pdf)
    assert len(pages) > 1
    assert [n for n in range(90) if not any(f"前の住所{n}" in page for page in pages)] == []
    assert [ATTESTED in page for page in pages] == [False] * (len(pages) - 1) + [True]


def test_each_sheet_bears_its_own_code() -> None:
    content = certificate(*(person() for _ in range(5)))
    one, other = (
        print_certificate(content.with_codes(codes), made_on=MADE_ON).pdf for codes in (("a", "b"), ("a", "c"))
    )
    assert _pictures(one)[0] == _pictures(other)[0]
    assert _pictures(one)[1] != _pictures(other)[1]


def test_the_same_content_gives_the_same_bytes() -> None:
    assert print_certificate(certificate(), made_on=MADE_ON) == print_certificate(certificate(), made_on=MADE_ON)


def test_a_row_that_does_not_fill_the_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="must add up to 12"):
        PersonBox(((Cell("氏名", "高橋", 6),),))


def _pictures(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [sha256(page.render(scale=1).to_pil().tobytes()).hexdigest() for page in document]
