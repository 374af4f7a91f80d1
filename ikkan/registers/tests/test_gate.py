"""The gate: what each kind of reader learns of a protected person, through every selector of the register."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ikkan.kernel.reader import Reader
from ikkan.registers.availability import Unavailable
from ikkan.registers.certificates import certificate_members, certificate_person, resident_history
from ikkan.registers.protecting import Abuser, Filed, Together, UnfitProtectionError, protect, release_protection
from ikkan.registers.protection import Hidden, Refused, Shown, gate
from ikkan.registers.search import search_residents
from ikkan.registers.selectors import find_residents, read_household, read_resident
from ikkan.registers.tests.cast_of_register import CHILD, HOME, NOW, OFFICER, SPOUSE, enter

pytestmark = pytest.mark.django_db
SECRET = "秘密荘９号"
CHIEF = "00000000-0000-0000-0000-000000000009"
BIRTH = date.fromisoformat(SPOUSE["birth"])
FIELDS = ("family_name", "given_name", "birth", "town", "block", "building", "postal")


@pytest.fixture
def numbers() -> tuple[str, str, str]:
    """Plant an abuser, and a spouse and child under protection in the same household."""
    head = enter(HOME)
    spouse, child = enter({**SPOUSE, "building": SECRET}), enter({**CHILD, "building": SECRET})
    filing = Filed(spouse.number, NOW.date(), Abuser("髙橋　太郎", head.number), (Together(child.number, "子"),))
    protect(filing, by="o", now=NOW)
    return head.number, spouse.number, child.number


def everything(reader: Reader, spouse: str) -> str:
    """Return all that a reader gets out of the register, as one text."""
    got = [
        certificate_members("9000", reader=reader, now=NOW),
        certificate_person(spouse, reader=reader, now=NOW),
        resident_history(spouse, reader=reader, now=NOW),
        search_residents("髙橋", reader=reader, now=NOW, most=50),
        *(vars(one) for one in read_household("9000", reader=reader, fields=FIELDS, now=NOW)),
        *(vars(one) for one in [read_resident(spouse, reader=reader, fields=FIELDS, now=NOW)] if one),
        *(vars(one) for one in find_residents(birth=BIRTH, kana_key="タカハシハナコ", reader=reader, now=NOW)),
    ]
    return re.sub(r" at 0x[0-9a-f]+", "", str(got))  # where an object lies in memory may spell any number


READERS: dict[str, Callable[[str, str], Reader]] = {
    "the abuser as a citizen": lambda head, spouse: Reader("", "自分の情報", resident=head),
    "the person on her own screen": lambda head, spouse: Reader("", "自分の情報", resident=spouse),
    "an officer without purpose": lambda head, spouse: Reader(OFFICER.who, "見たいから"),
    "an officer with purpose": lambda head, spouse: OFFICER,
    "a machine step": lambda head, spouse: Reader("", "自動照合", "C-1", "法"),
}


@pytest.mark.parametrize("who", READERS)
def test_nobody_reads_a_protected_place(who: str, numbers: tuple[str, str, str]) -> None:
    head, spouse, _ = numbers
    assert SECRET not in everything(READERS[who](head, spouse), spouse)


@pytest.mark.parametrize("who", ["the abuser as a citizen", "an officer without purpose"])
def test_they_do_not_even_learn_that_there_is_such_a_person(who: str, numbers: tuple[str, str, str]) -> None:
    head, spouse, child = numbers
    reader = READERS[who](head, spouse)
    got = everything(reader, spouse)
    assert "花子" not in got
    assert "さくら" not in got
    assert spouse not in got
    assert isinstance(gate([child], reader=reader, now=NOW)[child], Refused)


def test_an_officer_with_purpose_sees_the_person_without_places(numbers: tuple[str, str, str]) -> None:
    _, spouse, _ = numbers
    assert "花子" in everything(OFFICER, spouse)
    one = certificate_person(spouse, reader=OFFICER, now=NOW)
    assert one is not None
    assert not isinstance(one, Unavailable)
    assert (one.address, one.domicile, one.previous_address, one.is_protected) == ("", "", "", "1")


def test_a_release_opens_for_one_reader_and_case_and_closes_by_itself(numbers: tuple[str, str, str]) -> None:
    _, spouse, child = numbers
    release_protection(spouse, reader=OFFICER.who, case="C-1", why="本人の請求", by=CHIEF, now=NOW)
    assert gate([spouse, child], reader=OFFICER, now=NOW)[spouse] == Shown()
    assert isinstance(gate([child], reader=OFFICER, now=NOW)[child], Hidden)
    assert isinstance(gate([spouse], reader=replace(OFFICER, case="C-2"), now=NOW)[spouse], Hidden)
    assert isinstance(gate([spouse], reader=replace(OFFICER, who=CHIEF), now=NOW)[spouse], Hidden)
    assert isinstance(gate([spouse], reader=OFFICER, now=NOW + timedelta(days=1))[spouse], Hidden)


def test_nobody_releases_for_themself_or_without_a_reason(numbers: tuple[str, str, str]) -> None:
    for by, why in ((OFFICER.who, "本人の請求"), (CHIEF, " ")):
        with pytest.raises(UnfitProtectionError):
            release_protection(numbers[1], reader=OFFICER.who, case="C-1", why=why, by=by, now=NOW)


def test_a_register_that_is_down_says_so_and_nothing_else(numbers: tuple[str, str, str], settings) -> None:  # type: ignore[no-untyped-def]
    settings.IKKAN_REGISTER = "down"
    assert isinstance(certificate_members("9000", reader=OFFICER, now=NOW), Unavailable)
    settings.IKKAN_REGISTER, settings.IKKAN_LAYER = "up", "internet"
    assert isinstance(resident_history(numbers[0], reader=OFFICER, now=NOW), Unavailable)


def test_a_household_stands_in_the_order_of_a_certificate() -> None:
    for values in (CHILD, SPOUSE, HOME):
        enter(values)
    found = certificate_members("9000", reader=OFFICER, now=NOW)
    assert not isinstance(found, Unavailable)
    assert [one.relation for one in found] == ["世帯主", "妻", "子"]
    assert str(found[0].day("address_since")) == "2010-04-01"
    assert found[0].address == "静岡県焼津市本町二丁目１６番３２号　港荘２０１号"
