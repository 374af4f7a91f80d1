"""The town's character data are a file beside the program: read where it is set, missed by nobody where it is not."""

from pathlib import Path

import pytest

from ikkan.registers.models import NameKey, RegisterRow
from ikkan.registers.moji import UnfitMojiError, shrink_targets
from ikkan.registers.tests.cast_of_register import HOME, enter

# Rows in the shape of moji.csv and moji_ivs.csv (文字情報基盤 縮退マップ).
PLAIN = "\ufeffmj,kanji,lines,yomi,shrink,jis\n1,々,3,おなじ,々,1-01-25\n4,㐀,5,キュウ,丘坵,\n9,髙,11,コウ,高,\n"
VARIANTS = "\ufeffmj,ucs,lines,yomi,shrink\n7,3404_E0101,3,カ,牛井\n8,845B_E0102;2B9E4,12,カツ,葛\n"


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:  # type: ignore[no-untyped-def]
    made = tmp_path / "moji"
    made.mkdir()
    (made / "moji.csv").write_text(PLAIN, encoding="utf-8")
    (made / "moji_ivs.csv").write_text(VARIANTS, encoding="utf-8")
    settings.IKKAN_MOJI = str(made)
    return made


def test_targets_are_read_by_character_and_by_code_points(folder: Path) -> None:
    assert shrink_targets()["髙"] == "高"
    assert shrink_targets()["葛\U000e0102"] == "葛"
    assert shrink_targets()["\U0002b9e4"] == "葛"
    assert shrink_targets()["㐀"] == "丘坵"


def test_without_character_data_nothing_is_missed(settings) -> None:  # type: ignore[no-untyped-def]
    settings.IKKAN_MOJI = ""
    assert shrink_targets() == {}


def test_a_folder_without_the_files_is_told_with_the_way_out(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.IKKAN_MOJI = str(tmp_path / "nowhere")
    with pytest.raises(UnfitMojiError, match="IKKAN_MOJI"):
        shrink_targets()


@pytest.mark.django_db
def test_the_form_stands_beside_the_name_which_is_never_changed(folder: Path) -> None:
    one = enter({**HOME, "name": "髙㐀　太郎", "family_name": "髙㐀"})
    assert RegisterRow.objects.get(number=one.number).name == "髙㐀　太郎"
    key = NameKey.objects.get(number=one.number)
    assert (key.jis_name, key.is_jis_whole) == ("高〓　太郎", False)
