"""The items meet the register's by rule: substitutes meet anything, spellings do not matter, other values do."""

from dataclasses import replace

import pytest

from ikkan.kernel.differences import Kind
from ikkan.kernel.input_partial_dates import PartialDate
from ikkan.ports.jpki.comparison import Difference, RegisteredItems, compare_items
from ikkan.ports.jpki.items import CertificateBirth, Sex
from ikkan.ports.jpki.tests.cast import HANAKO

REGISTERED = RegisteredItems(
    names=("髙橋　花子",), sex=Sex.FEMALE, birth=PartialDate(1992, 5, 3), address="静岡県焼津市焼津1-2-3"
)
UNKNOWN_BIRTH = PartialDate(1992, None, None)


def how(**changed: object) -> dict[str, Kind]:
    found = compare_items(HANAKO, replace(REGISTERED, **changed))  # type: ignore[arg-type]
    return {one.item: one.how for one in found}


def test_the_same_person_has_no_difference() -> None:
    assert compare_items(HANAKO, REGISTERED) == ()


@pytest.mark.parametrize("name", ["高橋　花子", "高橋花子", "髙\U000e0101橋 花子"])
def test_forms_of_one_character_width_and_spaces_are_no_difference(name: str) -> None:
    assert how(names=(name,)) == {}


@pytest.mark.parametrize("address", ["静岡県焼津市焼津一丁目２番３号", "静岡県焼津市焼津１−２−３"])
def test_spellings_of_one_address_are_no_difference(address: str) -> None:
    assert how(address=address) == {}


def test_each_item_is_told() -> None:
    assert how(names=("髙橋　桜子",)) == {"name": Kind.OTHER}
    assert how(sex=Sex.MALE) == {"sex": Kind.OTHER}
    assert how(birth=PartialDate(1992, 5, 4)) == {"birth": Kind.OTHER}
    assert how(address="静岡県焼津市焼津1-2-4") == {"address": Kind.OTHER}
    assert how(names=()) == {"name": Kind.OTHER}
    assert set(how(names=("別人",), sex=Sex.MALE, birth=UNKNOWN_BIRTH, address="")) == {
        "name",
        "sex",
        "birth",
        "address",
    }


def test_characters_of_different_families_go_to_an_officer() -> None:
    certificate = replace(HANAKO, name="斎藤　花子")
    found = compare_items(certificate, replace(REGISTERED, names=("斉藤　花子",)))
    assert found == (Difference("name", Kind.VARIANT),)


@pytest.mark.parametrize(
    ("registered", "is_same"), [("𠮷田　花子", True), ("葛\U000e0100田花子", True), ("田　花子", False)]
)
def test_a_substitute_meets_any_one_character(registered: str, is_same: bool) -> None:
    certificate = replace(HANAKO, name="吉田　花子", name_substitutes=(0,))
    assert (compare_items(certificate, replace(REGISTERED, names=(registered,))) == ()) is is_same


def test_without_its_mark_the_same_character_meets_nothing_else() -> None:
    certificate = replace(HANAKO, name="■田　花子")
    assert compare_items(certificate, replace(REGISTERED, names=("葛田　花子",))) == (Difference("name", Kind.OTHER),)


def test_a_substitute_in_the_address_meets_any_one_character() -> None:
    certificate = replace(HANAKO, address="静岡県焼津市■町１丁目２－３", address_substitutes=(6,))
    assert compare_items(certificate, replace(REGISTERED, address="静岡県焼津市鰯町1-2-3")) == ()
    assert compare_items(certificate, replace(REGISTERED, address="静岡県焼津市鰯町1-2-4")) != ()


def test_a_character_that_stands_for_a_place_cannot_be_smuggled_in() -> None:
    certificate = replace(HANAKO, name="\U0010fffd" * 4)
    assert compare_items(certificate, REGISTERED) == (Difference("name", Kind.OTHER),)


def test_signs_of_a_pattern_are_signs_of_a_name() -> None:
    certificate = replace(HANAKO, name=".*")
    assert compare_items(certificate, REGISTERED) == (Difference("name", Kind.OTHER),)


def test_a_foreign_resident_meets_by_any_registered_form() -> None:
    certificate = replace(HANAKO, name="ＮＧＵＹＥＮ　ＶＡＮ　ＡＮ")
    assert compare_items(certificate, replace(REGISTERED, names=("阮文安", "Nguyen Van An"))) == ()


def test_unknown_parts_of_a_birth_date_must_be_unknown_on_both_sides() -> None:
    certificate = replace(HANAKO, birth=CertificateBirth(4, UNKNOWN_BIRTH))
    assert compare_items(certificate, replace(REGISTERED, birth=UNKNOWN_BIRTH)) == ()
    assert compare_items(certificate, REGISTERED) == (Difference("birth", Kind.OTHER),)
