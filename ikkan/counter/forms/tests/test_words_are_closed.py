import json
import re
from pathlib import Path

import pytest

from ikkan.counter.forms.form_file import FaultyFormError, load_form, read_form
from ikkan.counter.forms.predicates import WORDS, FaultySchemaError, compile_schema
from ikkan.counter.forms.tests import sample
from ikkan.counter.forms.text_formats import FORMATS

DOCS = Path(__file__).parents[4] / "docs" / "forms.md"
LAYOUT = Path(__file__).parents[1] / "layout.schema.json"


@pytest.mark.parametrize(
    ("path", "said"),
    [(("pages", "name", "colour"), "colour"), (("sections", 0, "onclick"), "onclick"), (("script",), "script"),
     (("pages", "name", "fields", 0, "when"), "when")],
)  # fmt: skip
def test_an_unknown_word_is_refused_with_its_name(path: tuple[str | int, ...], said: str) -> None:
    spoilt = sample.written()
    here: object = spoilt
    for step in path[:-1]:
        here = here[step]  # type: ignore[index]  # walks into parsed JSON
    here[path[-1]] = "x"  # type: ignore[index]  # as above
    with pytest.raises(FaultyFormError, match=said):
        read_form(json.dumps(spoilt).encode())


def test_a_text_without_easy_japanese_is_refused() -> None:
    spoilt = sample.written() | {"title": {"ja": "題", "en": "Title"}}
    with pytest.raises(FaultyFormError, match="easy"):
        read_form(json.dumps(spoilt).encode())


def test_a_section_that_names_no_page_is_refused() -> None:
    spoilt = sample.written() | {"sections": [{"code": "owner", "title": sample.text("x"), "pages": ["nowhere"]}]}
    with pytest.raises(FaultyFormError, match="nowhere"):
        read_form(json.dumps(spoilt).encode())


def test_a_schema_word_that_is_not_compiled_is_refused() -> None:
    with pytest.raises(FaultySchemaError, match="oneOf"):
        compile_schema({"oneOf": []})
    with pytest.raises(FaultySchemaError, match="email"):
        compile_schema({"format": "email"})


def test_every_word_is_in_the_documentation() -> None:
    page = DOCS.read_text(encoding="utf-8")
    said = set(re.findall(r"[A-Za-z$_-]+", page))
    meta = json.loads(LAYOUT.read_text(encoding="utf-8"))
    words = set(meta["properties"]) | set(WORDS) | set(FORMATS)
    for part in meta["$defs"].values():
        words |= set(part.get("properties", {}))
    words |= set(meta["$defs"]["field"]["properties"]["as"]["enum"])
    assert not words - said


def test_old_versions_are_kept_and_found(tmp_path: Path) -> None:
    (tmp_path / "form.json").write_text(json.dumps(sample.WRITTEN), encoding="utf-8")
    (tmp_path / "form-1.json").write_text(json.dumps(sample.WRITTEN | {"version": "1"}), encoding="utf-8")
    assert load_form(tmp_path).version == "2"
    assert load_form(tmp_path, "1").version == "1"
    for missing in ("7", "../x"):
        with pytest.raises(FaultyFormError, match="no version"):
            load_form(tmp_path, missing)
