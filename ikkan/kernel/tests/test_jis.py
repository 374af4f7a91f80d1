"""A name has a JIS X 0213 form beside it; where that is not sure, none is chosen."""

from ikkan.kernel.jis import jis_form

# Rows of the MJ shrink map as its file has them: 㐀 has two targets, 𠀋 one.
TARGETS = {"髙": "高", "㐀": "丘坵", "㒰": "全", "㐄\U000e0101": "牛井", "葛\U000e0102": "葛"}


def test_a_name_within_the_standard_stands_as_it_is() -> None:
    assert jis_form("高橋　花子", TARGETS).text == "高橋　花子"


def test_one_target_is_taken() -> None:
    assert jis_form("㒰子", TARGETS).text == "全子"
    assert jis_form("髙橋", TARGETS).text == "高橋"


def test_of_several_targets_none_is_chosen() -> None:
    found = jis_form("㐀田", TARGETS)
    assert (found.text, found.unresolved, found.is_whole) == ("〓田", ("㐀",), False)


def test_a_variation_selector_goes_with_its_character() -> None:
    assert jis_form("葛\U000e0102西", TARGETS).text == "葛西"
    assert jis_form("葛\U000e0100西", {}).text == "葛西"


def test_a_private_use_character_has_no_form() -> None:
    assert jis_form("\ue000田", {}).unresolved == ("\ue000",)
