"""The facility list is judged row by row, with the dirt that towns' files really have."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from importlib.resources import files

import pytest

from ikkan.papers.refusals import Unreadable
from ikkan.registers.facility_import import FacilityVerdict, import_judged, judge_facility_file
from ikkan.registers.models import Facility

REAL = files("ikkan") / "demo_data" / "yaizu" / "222127_preschool.csv"
YAIZU = "222127"
V1_HEAD = [
    "都道府県コ―ド又は市区町村コ―ド",
    "NO",
    "名称",
    "種別",
    "住所",
    "方書",
    "緯度",
    "経度",
    "収容定員",
    "開始時間",
]
ROW = [
    YAIZU,
    "0013010019",
    "見本保育園",
    "認可公立保育所",
    "静岡県焼津市駅北3-17-10",
    "",
    "34.87",
    "138.31",
    "150",
    "08:30",
]
CURRENT_HEAD = [
    "名称", "ID", "全国地方公共団体コード", "所在地_連結標記", "建物名等（方書）", "緯度", "経度", "収容定員"
]  # fmt: skip


def judge(rows: Sequence[Sequence[str]], head: Sequence[str] = V1_HEAD, town: str = YAIZU) -> FacilityVerdict:
    written = io.StringIO()
    csv.writer(written).writerows([head, *rows])
    return judge_bytes(written.getvalue().encode("utf-8"), town)


def judge_bytes(data: bytes, town: str = YAIZU) -> FacilityVerdict:
    verdict = judge_facility_file(data, town=town, source="出典：見本", as_of=date(2026, 10, 1))
    assert isinstance(verdict, FacilityVerdict)
    return verdict


def changed(field: str, value: str) -> list[str]:
    row = list(ROW)
    row[V1_HEAD.index(field)] = value
    return row


def codes(verdict: FacilityVerdict) -> list[str]:
    return [problem.code for row in verdict.rows for problem in row.problems]


def test_the_real_file_is_accepted_whole() -> None:
    verdict = judge_bytes(REAL.read_bytes())
    assert verdict.is_accepted, codes(verdict)
    assert len(verdict.facilities) == 60
    by_code = {one.code: one for one in verdict.facilities}
    assert by_code["0013010019"].capacity == 150
    assert by_code["0013010006"].address == "静岡県焼津市宗高88"
    assert by_code["0013010038"].address.endswith("　高橋プラザ1階")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16"])
def test_the_encoding_makes_no_difference(encoding: str) -> None:
    text = REAL.read_text(encoding="utf-8")
    # cp932 has one horizontal bar only, U+2015, which the real heading uses.
    verdict = judge_bytes(text.encode(encoding))
    assert verdict.is_accepted, codes(verdict)
    assert verdict.facilities == judge_bytes(REAL.read_bytes()).facilities


def test_a_file_that_is_no_table_is_unreadable() -> None:
    refused = judge_facility_file(b"%PDF-1.7", town=YAIZU, source="", as_of=date(2026, 10, 1))
    assert isinstance(refused, Unreadable)


def test_the_current_heading_in_its_own_order_is_read() -> None:
    row = ["見本園", "22212700001", YAIZU, "静岡県焼津市本町1", "2階", "34.86", "138.32", "19"]
    verdict = judge([row], CURRENT_HEAD)
    assert verdict.is_accepted, codes(verdict)
    assert verdict.facilities[0].code == "22212700001"
    assert verdict.facilities[0].address == "静岡県焼津市本町1　2階"


@pytest.mark.parametrize(("written", "town"), [("92011", "092011"), ("22212", YAIZU), ("1100", "011002")])
def test_a_mutilated_municipal_code_is_mended_and_noted(written: str, town: str) -> None:
    verdict = judge([changed("都道府県コ―ド又は市区町村コ―ド", written)], town=town)
    assert verdict.is_accepted, codes(verdict)
    assert [note.code for note in verdict.rows[0].notes] == ["town_code_mended"]


def test_another_town_is_refused() -> None:
    assert codes(judge([changed("都道府県コ―ド又は市区町村コ―ド", "272299")])) == ["other_town"]


def test_an_id_lost_to_a_spreadsheet_is_refused() -> None:
    verdict = judge([changed("NO", "1.23E+10")])
    assert codes(verdict) == ["id_lost"]
    assert "文字列" in verdict.rows[0].problems[0].ja


def test_lost_zeros_of_the_number_are_put_back() -> None:
    verdict = judge([changed("NO", "13010019")])
    assert verdict.facilities[0].code == "0013010019"
    assert [note.code for note in verdict.rows[0].notes] == ["id_padded"]


def test_a_line_break_in_a_cell_becomes_a_space() -> None:
    verdict = judge([changed("名称", "見本\r\n保育園")])
    assert verdict.facilities[0].name == "見本 保育園"
    assert [note.code for note in verdict.rows[0].notes] == ["line_break"]


def test_every_fault_of_a_row_is_named_at_once() -> None:
    row = changed("緯度", "138.31")
    row[V1_HEAD.index("収容定員")] = "多数"
    row[V1_HEAD.index("開始時間")] = "朝"
    row[V1_HEAD.index("名称")] = ""
    assert sorted(codes(judge([row]))) == ["no_name", "not_a_number", "not_a_time", "outside_japan"]


def test_the_same_id_twice_is_refused() -> None:
    assert codes(judge([ROW, ROW])) == ["id_twice"]


def test_missing_headings_refuse_the_file() -> None:
    verdict = judge([["見本"]], ["名称"])
    assert [problem.code for problem in verdict.problems] == ["heading_missing"]
    assert not verdict.is_accepted


@pytest.mark.django_db
def test_nothing_is_half_imported() -> None:
    with pytest.raises(ValueError, match="Nothing was imported: 1 of 2 rows"):
        import_judged(judge([ROW, changed("NO", "1.23E+10")]))
    assert Facility.objects.count() == 0


@pytest.mark.django_db
def test_an_accepted_file_is_written_and_a_newer_one_replaces_it() -> None:
    assert import_judged(judge([ROW])) == 1
    import_judged(judge([changed("収容定員", "160")]))
    written = Facility.objects.get()
    assert written.capacity == 160
    assert written.row["種別"] == "認可公立保育所"
