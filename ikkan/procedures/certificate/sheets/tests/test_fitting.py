"""What is said to stand without a trial stands; where that is open, the trial is made and tells."""

import pytest

from ikkan.procedures.certificate.sheets import printing
from ikkan.procedures.certificate.sheets.content import COLUMNS, Cell, CertificateContent, Form, PersonBox
from ikkan.procedures.certificate.sheets.fitting import row_heights, stands
from ikkan.procedures.certificate.sheets.printing import misfits_of, print_certificate
from ikkan.procedures.certificate.sheets.tests.samples import MADE_ON, certificate, person

SPANS = (2, 3, 4, 6, 8, 9, 12)
FORMS: tuple[Form, ...] = ("household", "person")


def longest(sign: str, span: int, height: float, *, is_above: bool = False) -> str:
    """Return the longest text of one sign that is said to stand, or a blank."""
    sure = [n for n in range(200) if stands("国", sign * n, span=span, height=height)] if is_above else [
        n for n in range(200) if stands(sign * n, span=span, height=height)
    ]  # fmt: skip
    return sign * max(sure, default=0)


def filled(sign: str, form: Form, rows: int) -> CertificateContent:
    """Return a certificate whose every field holds as much as is said to stand."""
    heights = row_heights(is_household=form == "household", rows=rows)
    made = []
    for height, span in zip(heights, (*SPANS, *SPANS), strict=False):
        above = longest(sign, span, height, is_above=True) if height == heights[0] else ""
        rest = () if span == COLUMNS else (Cell("残り", "", COLUMNS - span),)
        made.append((Cell("項目", longest(sign, span, height) if not above else "国", span, above), *rest))
    return certificate(PersonBox(tuple(made)), form=form, address=longest(sign, 9, 11.0), head=longest(sign, 3, 11.0))


@pytest.mark.parametrize("sign", ["国", "ー", "ガ", "。", "W", "@", "%", "Ｗ", "　"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rows", [2, 6, 7, 9])
def test_what_is_said_to_stand_is_no_misfit_when_it_is_set(sign: str, form: Form, rows: int) -> None:
    content = filled(sign, form, min(rows, len(SPANS)))
    assert print_certificate(content, made_on=MADE_ON).misfits == ()


@pytest.mark.parametrize(
    "content",
    [
        certificate(person("寿限無" * 60)),
        certificate(person(above="ジュゲム" * 200)),
        certificate(address="長い町名" * 200),
        certificate(head="長い名前" * 100),
        certificate(person("高橋\ue000子")),
        certificate(person("⸻" * 200)),
        certificate(person("一\n" * 30)),
        certificate(PersonBox(((Cell("氏名", "一"),), *[(Cell("項目", "一"),)] * 12))),
    ],
)
def test_nothing_that_a_trial_tells_is_lost(content: CertificateContent) -> None:
    told = print_certificate(content, made_on=MADE_ON).misfits
    assert told
    assert misfits_of(content, made_on=MADE_ON) == told


def test_a_usual_certificate_is_not_set_for_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "press_and_ask", None)
    assert misfits_of(certificate(), made_on=MADE_ON) == ()
