"""Every paper that the form asks for has an example picture with words in three languages."""

import pytest

from ikkan.counter.forms.form_file import load_form
from ikkan.procedures.nursery.pages.examples import example_of, kinds_with_example
from ikkan.procedures.nursery.procedure import NURSERY


def _papers() -> set[str]:
    form = load_form(NURSERY.folder)
    pages = (page for section in form.sections for page in section.pages)
    return {field.paper for page in pages for field in page.fields if field.kind == "upload"}


def test_every_paper_has_an_example_and_no_example_is_for_nothing() -> None:
    assert kinds_with_example() == _papers()


@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_each_number_of_the_drawing_is_told_in_words(language: str) -> None:
    for kind in sorted(_papers()):
        found = example_of(kind, language)
        assert found is not None
        assert found.markup.count("<circle") == len(found.points)
        assert all(found.points)
        assert "style=" not in found.markup


def test_an_unknown_paper_has_none() -> None:
    assert example_of("letter", "ja") is None
