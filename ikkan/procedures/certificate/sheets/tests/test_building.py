"""What stands on a certificate: what was asked for, and every other optional item as left out."""

from dataclasses import replace
from datetime import date

from ikkan.procedures.certificate.rules import Change, Record
from ikkan.procedures.certificate.sheets.building import Issue, content_of
from ikkan.procedures.certificate.sheets.content import CertificateContent
from ikkan.procedures.certificate.sheets.printing import print_certificate
from ikkan.procedures.certificate.sheets.tests.samples import MADE_ON, page_texts
from ikkan.procedures.certificate.tests.worked_examples import book_at

ALL = frozenset({"relation", "domicile", "stay", "history", "record_code"})
ISSUE = Issue(number="20270129 モデル市 電子 001", on=MADE_ON, whole=True)
HANAKO = Record(
    number="1", household="H", name="髙橋　花子", name_kana="タカハシ　ハナコ", birth=date(1990, 4, 1), sex="2",
    head_name="髙橋　一郎", relation="妻", domicile="静岡県焼津市本町一丁目1番", first_in_register="髙橋　一郎",
    former_name="田中", address="静岡県モデル市本町一丁目2番3号　見本ハイツ弐号館1203号室（髙橋方）",
    resident_since="2021-04-01", address_since="2021-04-01", filed_on="2021-04-02",
    previous_address="静岡県焼津市本町二丁目16番32号　コーポ見本203", record_code="12345678901",
    history=(Change(on="2023-05-06", kind="転居", item="address", was="静岡県モデル市中町4番5号"),),
)  # fmt: skip
MARIA = Record(
    number="2", household="H", name="GARCIA LOPEZ MARIA DE LOS ANGELES", birth=date(1995, 9, 9), sex="2",
    is_foreign=True, alias="山田　マリア", kanji_name="", relation="妻", head_name="山田　太郎",
    foreign_since="2020-01-15", address_since="2020-01-15", filed_on="2020-01-16", nationality="ペルー",
    stay_class="中長期在留者", stay_status="日本人の配偶者等", stay_period="3年", stay_until="2028-01-14",
    card_number="AB12345678CD", address="静岡県モデル市本町一丁目2番3号", previous_address="ペルー",
)  # fmt: skip


def built(*records: Record, **asked: object) -> CertificateContent:
    given = {"form": "household", "items": frozenset(), "issue": ISSUE, **asked}
    # the tests pass arguments of the right types
    return content_of(records, book=book_at(MADE_ON), **given)  # type: ignore[arg-type]


def cells(content: CertificateContent, person: int = 0) -> dict[str, str]:
    return {cell.label: cell.value for row in content.persons[person].rows for cell in row}


def test_everything_optional_is_left_out_unless_asked_for() -> None:
    content = built(HANAKO)
    told = cells(content)
    for label in ("世帯主との続柄", "本籍", "筆頭者", "住民票コード", "個人番号"):
        assert told[label] == "（省略）"
    assert content.head == "（省略）"
    printed = page_texts(print_certificate(content, made_on=MADE_ON).pdf)[0]
    assert "12345678901" not in printed
    assert "焼津市本町一丁目1番" not in printed


def test_each_item_stands_alone_when_asked_for() -> None:
    assert cells(built(HANAKO, items=frozenset({"relation"})))["世帯主との続柄"] == "妻"
    assert built(HANAKO, items=frozenset({"relation"})).head == "髙橋　一郎"
    domicile = cells(built(HANAKO, items=frozenset({"domicile"})))
    assert (domicile["本籍"], domicile["筆頭者"]) == ("静岡県焼津市本町一丁目1番", "髙橋　一郎")
    assert domicile["住民票コード"] == "（省略）"
    assert cells(built(HANAKO, items=frozenset({"record_code"})))["住民票コード"] == "12345678901"


def test_my_number_is_never_there_because_this_register_does_not_keep_it() -> None:
    assert cells(built(HANAKO, items=ALL))["個人番号"] == "（省略）"


def test_the_place_of_the_rooms_is_never_left_out() -> None:
    assert built(HANAKO).address.endswith("見本ハイツ弐号館1203号室（髙橋方）")


def test_days_are_by_era_and_for_foreign_residents_by_the_gregorian_year() -> None:
    assert cells(built(HANAKO))["生年月日"] == "平成2年4月1日"
    assert cells(built(MARIA))["生年月日"] == "1995年9月9日"
    assert cells(built(MARIA, items=ALL))["在留期間の満了の日"] == "2028年1月14日"


def test_a_day_that_is_not_known_stands_as_the_register_writes_it() -> None:
    assert cells(built(replace(HANAKO, birth_as_written="平成2年4月日不詳")))["生年月日"] == "平成2年4月日不詳"


def test_a_foreign_resident_with_an_alias_has_both_names_and_no_domicile() -> None:
    told = cells(built(MARIA))
    assert (told["氏名"], told["通称"]) == ("GARCIA LOPEZ MARIA DE LOS ANGELES", "山田　マリア")
    assert "本籍" not in told
    assert told["国籍・地域"] == "（省略）"


def test_a_former_name_stands_only_where_there_is_one() -> None:
    assert cells(built(HANAKO))["旧氏"] == "田中"
    assert "旧氏" not in cells(built(replace(HANAKO, former_name="")))


def test_history_stands_on_a_sheet_of_one_person_only() -> None:
    assert built(HANAKO, form="person", items=ALL).persons[0].history == (
        ("令和5年5月6日", "転居", "静岡県モデル市中町4番5号"),
    )
    assert built(HANAKO, form="person").persons[0].history == ()
    assert built(HANAKO, items=ALL).persons[0].history == ()


def test_a_closed_record_tells_why_when_and_where_to() -> None:
    gone = replace(HANAKO, removal_reason="国内転出", event_on="2027-01-28", moved_to="東京都千代田区1-1")
    told = cells(built(gone, form="removed"))
    assert (told["消除の事由"], told["事由の生じた年月日"]) == ("国内転出", "令和9年1月28日")
    assert "除票" in built(gone, form="removed").title


def test_the_attestation_says_whether_it_is_the_whole_household() -> None:
    part = replace(ISSUE, whole=False)
    assert "世帯全員" in built(HANAKO).certified.text
    assert "世帯の一部" in built(HANAKO, issue=part).certified.text
    assert "除票" in built(HANAKO, form="removed").certified.text


def test_a_practice_key_and_official_use_are_marked() -> None:
    content = built(HANAKO, issue=replace(ISSUE, is_test=True, is_public_use=True))
    assert (content.watermark, content.marks[0]) == ("TEST", "公用")
    assert "TEST" in content.marks[1]


def test_every_item_of_everybody_fits_its_field() -> None:
    family = (HANAKO, MARIA, HANAKO, MARIA)
    assert print_certificate(built(*family, items=ALL), made_on=MADE_ON).misfits == ()
    assert len(page_texts(print_certificate(built(*family, items=ALL), made_on=MADE_ON).pdf)) == 1
