"""The wording: complete in every language, the same figures in each, nothing that repealed law said."""

import ast
import string
from datetime import date
from pathlib import Path

import pytest

from ikkan.kernel.book import Block, Book
from ikkan.procedures.nursery import checks
from ikkan.procedures.nursery.notices import summary
from ikkan.procedures.nursery.round import alarms
from ikkan.procedures.nursery.tests import notice_cast as cast
from ikkan.rooms.answer.instruction import REPEALED

FOLDER = Path(__file__).parent.parent
BOOK = Book.open([FOLDER / "book"]).at(date(2027, 1, 29))
TEXTS = {name: BOOK.block(name) for name in BOOK.blocks if "ja" in BOOK.block(name).values}
READ_BY_CITIZENS = (
    "placed.",
    "held.",
    "refused.",
    "kept.",
    "certified.",
    "not_certified.",
    "delay.",
    "notice.",
    "document.",
)
# titles, and what stands in a table that the page draws in its own words
NOT_SPOKEN = (".title", "notice.demo", "notice.cited", "notice.none", "notice.wishes")


def codes_called(package: Path, name: str) -> set[str]:
    """Return the first argument of every call of this name in a package."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in package.glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == name and call.args]
    return {str(call.args[0].value) for call in named if isinstance(call.args[0], ast.Constant)}


def figures_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_there_is_wording_to_look_at() -> None:
    assert len(TEXTS) > 150


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_text_is_there_in_both_languages_and_cited(name: str) -> None:
    values = TEXTS[name].values
    assert values["ja"]
    assert values.get("en")
    assert TEXTS[name].since >= date(2016, 4, 1)
    assert not any(REPEALED.search(str(value)) for value in values.values())


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_no_language_names_a_figure_that_the_japanese_does_not(name: str) -> None:
    values = TEXTS[name].values
    for language in ("en", "easy"):
        assert figures_of(str(values.get(language, ""))) <= figures_of(str(values["ja"]))


@pytest.mark.parametrize("name", sorted(name for name in TEXTS if name.startswith(READ_BY_CITIZENS)))
def test_what_a_citizen_reads_is_there_in_easy_japanese(name: str) -> None:
    assert name.endswith(NOT_SPOKEN) or TEXTS[name].values.get("easy")


def test_every_doubt_has_its_sentence_with_the_article() -> None:
    package = Path(checks.__file__).parent
    codes = codes_called(package, "Doubt") | {"class_differs", "birth_differs"}
    assert "document_missing" in codes
    for code in codes:
        block: Block = BOOK.block(f"doubt.{code}")
        assert block.article


def test_every_alarm_has_its_sentence() -> None:
    codes = codes_called(Path(alarms.__file__).parent, "Raised")
    assert "seats_changed" in codes
    assert all(f"alarm.{code}" in TEXTS for code in codes)


def test_every_kind_of_document_has_its_name() -> None:
    kinds = {row.text("kind") for row in BOOK.rows("documents")} | {"other"}
    assert all(f"document.{kind}" in TEXTS for kind in kinds)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en", "easy"])
@pytest.mark.parametrize("result", ["placed", "held", "refused", "kept"])
def test_the_page_tells_every_placement_whole(result: str, language: str) -> None:
    figures = cast.placed_figures() if result == "placed" else cast.figures()
    said = summary(cast.decision(cast.case(cast.round_()), result, figures=figures), language)
    legal = {"placed": "内定", "held": "保留", "refused": "不承諾", "kept": {"en": "transfer"}.get(language, "園")}
    assert legal[result] in said[0]
    assert any("41" in sentence for sentence in said)
    assert len(said) == len(set(said)) >= 6
    assert all("{" not in sentence for sentence in said)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ja", "en", "easy"])
@pytest.mark.parametrize("result", ["category_2", "category_3", "refused"])
def test_the_page_tells_every_certification_whole(result: str, language: str) -> None:
    said = summary(cast.certification(cast.case(), result), language)
    assert len(said) >= 4
    assert (cast.REASON.en if language == "en" else cast.REASON.ja) in " ".join(said) or result != "refused"


@pytest.mark.django_db
def test_there_is_no_page_in_another_language() -> None:
    with pytest.raises(ValueError, match="'fr'"):
        summary(cast.certification(cast.case()), "fr")
