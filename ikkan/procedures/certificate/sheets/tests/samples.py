"""Certificates of made-up people."""

from dataclasses import replace
from datetime import date

import pypdfium2

from ikkan.procedures.certificate.sheets.content import (
    Cell,
    CertificateContent,
    Certified,
    Form,
    PersonBox,
    Words,
    on_sheets,
)

MADE_ON = date(2027, 1, 29)
ATTESTED = "この写しは、世帯全員の住民票の原本と相違ないことを証明する。"
_WORDS = Words(
    address="住所",
    head="世帯主",
    history="異動の履歴",
    history_head=("年月日", "事由", "異動前"),
    continued="（次の用紙に続きます）",
    end="（以下余白）",
    verify="この用紙の確かめ方",
)
_CERTIFIED = Certified(ATTESTED, "令和9年1月29日", "見本市長", "見本　太郎", ("見本市", "長之印"))


def person(name: str = "高橋　花子", *, above: str = "タカハシ　ハナコ", domicile: str = "（省略）") -> PersonBox:
    """Return a person's box in the shape of 世帯連記式."""
    return PersonBox(
        (
            (Cell("氏名", name, 6, above), Cell("生年月日", "平成2年4月1日", 4), Cell("性別", "女", 2)),
            (Cell("続柄", "（省略）", 6), Cell("届出の年月日", "令和3年4月2日", 6)),
            (Cell("本籍", domicile, 8), Cell("筆頭者", "（省略）", 4)),
            (Cell("転入前住所", "静岡県焼津市本町二丁目16番32号"),),
        )
    )


def certificate(*persons: PersonBox, form: Form = "household", **changes: object) -> CertificateContent:
    """Return a certificate of these persons; `changes` replace whole fields."""
    content = CertificateContent(
        form=form,
        title="住民票",
        address="静岡県見本市本町一丁目2番3号　見本ハイツ203号室",
        head="（省略）",
        sheets=on_sheets(form, persons or (person(),)),
        certified=_CERTIFIED,
        number="20270129 見本市 本庁1 プリンタ001 011",
        words=_WORDS,
    )
    # the tests pass fields of the right types; a wrong one fails in the template
    return replace(content, **changes)  # type: ignore[arg-type]


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    texts = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    document.close()
    return texts
