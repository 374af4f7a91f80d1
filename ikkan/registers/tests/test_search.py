"""Residents are found by name or reading from two characters on, in any width, variant and kana."""

import pytest

from ikkan.registers.models import NameGram, Reading
from ikkan.registers.protecting import Abuser, Filed, protect
from ikkan.registers.search import search_residents
from ikkan.registers.tests.cast_of_register import CHILD, HOME, NOW, OFFICER, SPOUSE, enter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home() -> None:
    for values in (HOME, SPOUSE, CHILD):
        enter(values)


def names(text: str) -> list[str]:
    return [hit.name for hit in search_residents(text, reader=OFFICER, now=NOW, most=20)]


@pytest.mark.parametrize(
    "text", ["花子", "髙橋花", "高橋花子", "高橋　花子", "ﾊﾅｺ", "はなこ", "タカハシ　ハナ", "橋花", "花子 たかはし"]
)
def test_two_characters_any_form_and_any_order_of_words_find(text: str) -> None:
    assert names(text) == ["髙橋　花子"]


def test_a_name_in_hiragana_is_found_and_a_family_name_finds_all() -> None:
    assert names("さくら") == ["髙橋　さくら"]
    assert names("高橋") == ["髙橋　さくら", "髙橋　太郎", "髙橋　花子"]
    assert names("髙") == names("高橋")


@pytest.mark.parametrize("text", ["", "　", "山田", "花橋", "%", "__", "*", "'; DROP"])
def test_what_is_nobodys_name_finds_nobody(text: str) -> None:
    assert names(text) == []


def test_a_former_name_is_forgotten_by_the_index() -> None:
    one = enter({**SPOUSE, "name": "山田　梅", "family_name": "山田", "given_name": "梅", "name_kana": "ヤマダ　ウメ"})
    assert names("山田") == ["山田　梅"]
    changed = {"name": "川口　梅", "family_name": "川口", "name_kana": "カワグチ　ウメ"}
    enter(changed, reason="職権修正", number=one.number)
    assert (names("山田"), names("ヤマダ"), names("川口")) == ([], [], ["川口　梅"])
    assert not NameGram.objects.filter(gram__in=["山田", "ヤマ"], number=one.number).exists()


def test_each_hit_is_a_reading() -> None:
    names("花子")
    assert Reading.objects.filter(purpose=OFFICER.why).count() == 1


def test_a_hit_of_a_protected_person_tells_no_place() -> None:
    guarded = enter({**SPOUSE, "name": "秘田　鶴", "family_name": "秘田", "given_name": "鶴", "building": "秘密荘"})
    protect(Filed(guarded.number, NOW.date(), Abuser("髙橋　太郎")), by="o", now=NOW)
    (hit,) = search_residents("秘田", reader=OFFICER, now=NOW, most=20)
    assert (hit.is_protected, hit.address, hit.household) == (True, "", "")
    assert "秘密荘" not in str(hit)
