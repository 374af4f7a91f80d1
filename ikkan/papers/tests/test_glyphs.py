import pytest

from ikkan.papers.glyphs import missing_glyphs, printable


@pytest.mark.parametrize("text", ["高橋　花子", "髙﨑𠮷野", "Nguyễn Thị", "①№〒・ー―", "line\nbreak\ttab"])
def test_drawable_text_misses_nothing(text: str) -> None:
    assert missing_glyphs(text) == ()


def test_private_use_and_pictures_are_missing_once_each() -> None:
    assert missing_glyphs("\ue000田\ue000中🐟") == ("\ue000", "🐟")


def test_a_known_variant_is_drawn_and_an_unknown_one_is_reported() -> None:
    assert missing_glyphs("葛\U000e0100城") == ()
    assert missing_glyphs("葛\U000e01ef城") == ("葛\U000e01ef",)


def test_printable_shows_geta_and_the_base_of_an_unknown_variant() -> None:
    assert printable("\ue000田葛\U000e01ef\U000f0000") == "〓田葛〓"


def test_printable_drops_control_signs_and_keeps_line_breaks() -> None:
    assert printable("あ\x07い\r\nう\u2028え\u00a0お") in {"あい\nう\nえ お", "あい\nう\nえ\u00a0お"}
