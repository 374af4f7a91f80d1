"""Each planted fault breaks one thing, and mending it gives the right form back."""

import json
from collections import Counter
from datetime import date
from importlib.resources import files
from itertools import pairwise

import jsonschema
import pypdfium2
import pytest
from PIL import Image

from ikkan.cli.demo.family import Family
from ikkan.cli.demo.faults import COUNTERPART, PLANTS, Draft, plant, plant_faults
from ikkan.cli.demo.seats import Nursery
from ikkan.cli.demo.spelling_faults import spell_address_differently, write_name_in_variant
from ikkan.cli.demo.tests.conftest import FILED_ON, START, chance, facts_of
from ikkan.cli.demo.town import read_data
from ikkan.cli.demo.unreadable_papers import locked_pdf, truncated_photo
from ikkan.kernel.addresses import address_key
from ikkan.kernel.names import compare_key
from ikkan.kernel.terms import class_age, fiscal_year_of
from ikkan.procedures.nursery.validation import validate

ASKED_BACK = sorted(read_data("families.toml")["faults"]["asked_back"])


def first_planted(code: str, families: list[Family]) -> tuple[Family, Family]:
    for before, other in pairwise(families):
        planted = plant(code, Draft(before, other, chance(), FILED_ON))
        if planted is not None:
            return before, planted
    raise AssertionError(f"{code} found no hold")


@pytest.mark.parametrize("code", ASKED_BACK)
def test_a_fault_changes_the_form_and_mending_gives_the_right_one_back(code: str, families: list[Family]) -> None:
    before, planted = first_planted(code, families)
    assert planted.answers != before.answers
    assert planted.mend() == before.answers
    assert planted.children == before.children
    assert (planted.clean, planted.faults) == (False, (code,))
    documents = planted.answers["documents"]
    assert isinstance(documents, list)
    assert {str(one["sha256"]) for one in documents if isinstance(one, dict)} <= set(planted.files)


def test_every_fault_of_the_data_is_known() -> None:
    faults = read_data("families.toml")["faults"]
    assert {*faults["asked_back"], *faults["for_officer"], *faults["settled_by_machine"]} == set(PLANTS)


def test_about_an_eighth_of_the_families_is_faulty(families: list[Family]) -> None:
    planted = plant_faults(families, filed_on=FILED_ON, seed=3, shares=read_data("families.toml"))
    found = Counter(code for one in planted for code in one.faults)
    counterparts = found.pop(COUNTERPART, 0)
    assert sum(found.values()) == round(len(families) * 0.12)
    assert found["double_application"] == counterparts
    assert sum(one.children for one in planted) == 150
    assert planted == plant_faults(families, filed_on=FILED_ON, seed=3, shares=read_data("families.toml"))


def test_intake_lets_every_fault_through_to_the_check(families: list[Family], nurseries: tuple[Nursery, ...]) -> None:
    path = files("ikkan.procedures.nursery") / "form.json"
    form = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8"))["schema"])
    planted = plant_faults(families, filed_on=FILED_ON, seed=3, shares=read_data("families.toml"))
    places = facts_of(nurseries)
    for one in planted:
        assert form.is_valid(one.answers)
        assert validate(one.answers, facilities=places, today=FILED_ON) == ()


def test_a_wrong_birth_keeps_the_class_and_a_wrong_year_changes_it(families: list[Family]) -> None:
    for code, same in (("birth_contradicts_register", True), ("age_class_wrong", False)):
        before, planted = first_planted(code, families)
        assert (_classes(before) == _classes(planted)) is same
        assert max(_classes(planted)) <= 5


def test_a_photo_cut_off_cannot_be_decoded(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "photo.jpg"
    path.write_bytes(truncated_photo().data)
    with pytest.raises(OSError, match="truncated"):
        Image.open(path).load()


def test_the_locked_pdf_opens_with_its_password_only() -> None:
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(locked_pdf().data)
    assert len(pypdfium2.PdfDocument(locked_pdf().data, password="himitsu")) == 1


@pytest.mark.parametrize("family", ["髙橋", "高橋", "𠮷田", "濵田", "渡邊", "斉藤"])
def test_a_variant_of_a_name_still_meets_it(family: str) -> None:
    written = write_name_in_variant(family)
    assert written not in (None, family)
    assert compare_key(str(written)) == compare_key(family)


@pytest.mark.parametrize("block", ["3-2", "1-2-3"])
def test_a_respelled_address_still_meets_it(block: str) -> None:
    written = spell_address_differently(block)
    assert written != block
    assert address_key(written) == address_key(block)


def test_what_an_officer_judges_is_not_mended_by_the_parent(families: list[Family]) -> None:
    draft = Draft(families[0], families[1], chance(), FILED_ON)
    planted = plant("name_in_kana", draft, is_asked_back=False, needs_officer=True)
    assert planted is not None
    assert planted.needs_officer
    assert planted.mend() == planted.answers


def _classes(family: Family) -> list[int]:
    children = family.answers["children"]
    assert isinstance(children, list)
    births = [str(one["birth"] or one["due"]) for one in children if isinstance(one, dict)]
    return [class_age(date.fromisoformat(birth), fiscal_year_of(START)) for birth in births]
