"""Each spelling that the input rules accept is accepted; each refusal says how to mend it."""

import pytest

from ikkan.kernel.characters import DASH_LOOKALIKES
from ikkan.kernel.inputs import (
    Accepted,
    Label,
    Rejected,
    read_block,
    read_email,
    read_hours,
    read_kana,
    read_minutes,
    read_name,
    read_number,
    read_phone,
    read_postal,
    read_text,
    read_yen,
    read_yes_no,
    show_phone,
)
from ikkan.kernel.money import Yen


def code_of(answer: object) -> str:
    assert isinstance(answer, Rejected)
    assert answer.message_ja
    assert answer.message_en
    return answer.code


@pytest.mark.parametrize(
    "name", ["髙橋", "葛\U000e0100城", "\ufa19田", "𠮷田", "山﨑　太郎", "O'Brien", "Ｓｍｉｔｈ", "﨑", "①", "Nguyễn"]
)
def test_names_are_kept_as_typed(name: str) -> None:
    assert read_name(name) == Accepted(name, name)
    assert read_name(f"　{name} ") == Accepted(name, name)


def test_names_are_composed_and_cleared_of_what_nobody_sees() -> None:
    assert read_name("か\u3099") == Accepted("が", "が")
    cleared = read_name("佐\u200b藤")
    assert isinstance(cleared, Accepted)
    assert cleared.value == "佐藤"
    assert cleared.note is not None
    assert cleared.note.code == "invisible"
    foreign = read_name("\ue000田")
    assert isinstance(foreign, Accepted)
    assert foreign.value == "\ue000田"
    assert foreign.note is not None
    assert foreign.note.code == "private_use"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\u3000\u200b", "empty"),
        ("佐\x00藤", "control"),
        ("佐藤\r\nBcc: a@b.jp", "control"),
        ("\ud842", "broken"),
        ("\u202e佐藤", "direction"),
        ("あ" * 101, "too_long"),
        ("あ" * 10**6, "too_long"),
    ],
)
def test_what_is_no_name(text: str, code: str) -> None:
    assert code_of(read_name(text)) == code


def test_free_text_is_kept_as_typed_too() -> None:
    for text in ("コーポ１０１号", "=cmd|' /C calc'!A0", "{{7*7}}", "表ソ能", "../etc/passwd"):
        assert read_text(text) == Accepted(text, text)


@pytest.mark.parametrize(
    ("text", "kana"),
    [
        ("さとう", "サトウ"),
        ("ｻﾄｳ", "サトウ"),
        ("サトウ", "サトウ"),
        ("ｶﾞﾂ", "ガツ"),
        ("ﾊﾟｰﾙ", "パール"),
        ("か\u3099", "ガ"),
        ("ゔぁいおりん", "ヴァイオリン"),
        ("サトウ ハナコ", "サトウ\u3000ハナコ"),
        ("オ−ノ", "オーノ"),
        ("オ-ノ", "オーノ"),
        ("ジョン・スミス", "ジョン・スミス"),
    ],
)
def test_readings_become_full_width_katakana(text: str, kana: str) -> None:
    assert read_kana(text) == Accepted(kana, kana)


@pytest.mark.parametrize("text", ["佐藤", "sato", "サトウ1", "サトウ!", "゛゜"])
def test_readings_in_other_letters_are_refused(text: str) -> None:
    assert code_of(read_kana(text)) == "kana"


@pytest.mark.parametrize(
    "text",
    [
        "0720000000",
        "072-000-0000",
        "072 000 0000",
        "(072)000-0000",
        "０７２（０００）００００",
        "０７２－０００－００００",
        "+81 72 000 0000",
        "+81-72-000-0000",
        "＋８１　７２　０００　００００",
        "+81(0)72-000-0000",
        "072.000.0000",
        "\u200b072-000-0000\u3000",
        *(f"072{dash}000{dash}0000" for dash in DASH_LOOKALIKES),
    ],
)
def test_phone_numbers_become_e164(text: str) -> None:
    assert read_phone(text) == Accepted("+81720000000", "072-000-0000")


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("03-1234-5678", "+81312345678", "03-1234-5678"),
        ("０９０１２３４５６７８", "+819012345678", "090-1234-5678"),
        ("05012345678", "+815012345678", "050-1234-5678"),
        ("0120444444", "+81120444444", "0120-444-444"),
        ("08001234567", "+818001234567", "0800-123-4567"),
        ("+1 (212) 555-0100", "+12125550100", "+12125550100"),
    ],
)
def test_other_phone_numbers(text: str, value: str, shown: str) -> None:
    assert read_phone(text) == Accepted(value, shown)


def test_area_codes_set_the_hyphens() -> None:
    codes = ("072", "0725", "07468")
    assert show_phone("+81725123456", codes) == "0725-12-3456"
    assert show_phone("+81746812345", codes) == "07468-1-2345"
    assert show_phone("+81720000000", codes) == "072-000-0000"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("072-000-000", "phone_length"),
        ("110", "phone_length"),
        ("0000000000", "phone_length"),
        ("090-1234-567", "phone_length"),
        ("+0123456789", "phone_length"),
        ("電話なし", "phone"),
        ("072-000-0000 内線5", "phone"),
        ("٠٧٢٠٠٠٠٠٠٠", "phone"),
        ("0" * 10**6, "too_long"),
    ],
)
def test_what_is_no_phone_number(text: str, code: str) -> None:
    assert code_of(read_phone(text)) == code


def test_an_empty_phone_number_is_asked_for_in_the_words_of_the_catalogue() -> None:
    wanted = Rejected("empty", "電話番号を入力してください", "Enter your phone number")
    assert read_phone(" ") == wanted


@pytest.mark.parametrize("text", ["575-0000", "5750000", "〒575-0000", "〒 ５７５－００００", "575ー0000", "575 0000"])
def test_postal_codes(text: str) -> None:
    assert read_postal(text) == Accepted("5750000", "575-0000")


@pytest.mark.parametrize("text", ["57500", "57500000", "575-000a", "〒"])
def test_what_is_no_postal_code(text: str) -> None:
    answer = read_postal(text)
    assert code_of(answer) == "postal"
    assert isinstance(answer, Rejected)
    assert answer.message_ja == "郵便番号は7けたの数字で入力してください"


@pytest.mark.parametrize(
    "text",
    [
        "1-1",
        "１－１",
        "1番1号",
        "1番1",
        "一番一号",
        "１番１号",
        "1 1",
        "1番地の1",
        "1の1",
        *(f"1{d}1" for d in DASH_LOOKALIKES),
    ],
)
def test_house_numbers(text: str) -> None:
    assert read_block(text) == Accepted("1-1", "1-1")


@pytest.mark.parametrize(
    ("text", "value"), [("三丁目1番地の2", "3-1-2"), ("甲12番地", "甲12"), ("無番地", "無番地"), ("120番地", "120")]
)
def test_other_house_numbers(text: str, value: str) -> None:
    assert read_block(text) == Accepted(value, value)


def test_a_building_belongs_in_its_own_box() -> None:
    assert code_of(read_block("1-1 コーポ101")) == "block"


@pytest.mark.parametrize("text", ["１６０", "160h", "160時間", "160 時間", "160H", "１６０ｈ", "160hours"])
def test_hours(text: str) -> None:
    assert read_hours(text) == Accepted(160, "160時間")


@pytest.mark.parametrize(
    ("text", "minutes", "shown"),
    [
        ("160", 9600, "160時間"),
        ("160時間30分", 9630, "160時間30分"),
        ("１６０：３０", 9630, "160時間30分"),
        ("160.5", 9630, "160時間30分"),
        ("7.75h", 465, "7時間45分"),
        ("0:05", 5, "0時間5分"),
    ],
)
def test_hours_with_minutes(text: str, minutes: int, shown: str) -> None:
    assert read_minutes(text) == Accepted(minutes, shown)


@pytest.mark.parametrize(
    "text", ["-0", "-1", "1e400", "NaN", "inf", "0x10", "1_000", "٣", "²", "1,00", "160:", "9" * 16, "百"]
)
def test_what_is_no_number(text: str) -> None:
    assert code_of(read_hours(text)) == "number"
    assert code_of(read_number(text)) == "number"
    assert code_of(read_minutes(text)) == "number"


def test_parts_of_hours_that_do_not_fit() -> None:
    assert code_of(read_hours("160.5")) == "part_of_hour"
    assert code_of(read_minutes("160:75")) == "minutes"
    assert code_of(read_minutes("160.33")) == "minutes"
    assert code_of(read_hours("745", most=744)) == "too_large"
    assert code_of(read_minutes("745", most=744 * 60)) == "too_large"


@pytest.mark.parametrize("text", ["1200", "１,２００円", "¥1,200", "￥１２００", "1,200円", "1200-"])
def test_amounts(text: str) -> None:
    found = read_yen(text)
    assert found == Accepted(Yen(1_200), "1,200円")
    assert isinstance(found, Accepted)
    assert type(found.value) is Yen


def test_other_amounts() -> None:
    assert read_yen("3万円") == Accepted(Yen(30_000), "30,000円")
    assert read_yen("3万5000円") == Accepted(Yen(35_000), "35,000円")
    assert code_of(read_yen("-5")) == "too_small"
    assert code_of(read_yen("円")) == "number"
    assert code_of(read_yen("1.5")) == "number"
    assert code_of(read_yen("3万50000")) == "number"
    assert read_number("２通", unit="通", label=Label("通数", "copies"), least=1) == Accepted(2, "2通")
    assert code_of(read_number("0", least=1)) == "too_small"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ａ＠ｂ．ｊｐ", "a@b.jp"),
        (" Hana.K@Example.CO.JP ", "Hana.K@example.co.jp"),
        ("h..k.@docomo.ne.jp", "h..k.@docomo.ne.jp"),
    ],
)
def test_email_addresses(text: str, value: str) -> None:
    assert read_email(text) == Accepted(value, value)


@pytest.mark.parametrize(
    "text",
    ["a@b", "@b.jp", "a@", "a b@c.jp", "a@b..jp", "a@-b.jp", "花@b.jp", "a@b.jp>", "a@b@c.jp", "a" * 65 + "@b.jp"],
)
def test_what_is_no_email_address(text: str) -> None:
    assert code_of(read_email(text)) == "email"


def test_a_header_cannot_be_put_into_an_email_address() -> None:
    assert code_of(read_email("a@b.jp\r\nBcc: x@y.jp")) == "control"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("はい", True),
        ("ＹＥＳ", True),
        ("有", True),
        ("○", True),
        ("いいえ", False),
        ("No", False),
        ("無", False),
        ("０", False),
    ],
)
def test_yes_and_no(text: str, value: bool) -> None:
    assert read_yes_no(text) == Accepted(value, "はい" if value else "いいえ")


def test_maybe_is_neither() -> None:
    assert code_of(read_yes_no("たぶん")) == "yes_no"
