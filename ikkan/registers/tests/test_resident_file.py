"""The register goes out and comes in as a file: every item as written, all or nothing, differences since a moment."""

import csv
import io
from datetime import timedelta

import pytest

from ikkan.kernel.reader import Reader
from ikkan.registers.models import NameKey, Reading, RegisterRow, Resident
from ikkan.registers.protecting import Abuser, Filed, protect
from ikkan.registers.resident_file import (
    export_changes_since,
    export_residents,
    import_judged_residents,
    judge_resident_file,
)
from ikkan.registers.tests.cast_of_register import HOME, NOW, SPOUSE, enter

pytestmark = pytest.mark.django_db
SYSTEM = Reader(who="", why="住民記録の引き渡し", ground="住民記録システム標準仕様書 7.2.3")


def as_file(*rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def file_of_one(**changed: str) -> dict[str, str]:
    enter(HOME)
    (row,) = rows_of(export_residents(reader=SYSTEM, now=NOW))
    return {**row, "宛名番号": "00123", **changed}


def test_what_goes_out_comes_in_the_same() -> None:
    row = file_of_one(
        氏名="葛󠄀\ue000　太郎",
        氏="葛󠄀\ue000",
        国民年金の資格取得年月日="0000-01-01",
        国民年金の資格喪失年月日="9999-12-31",
    )
    verdict = judge_resident_file(as_file(row))
    assert [*verdict.lines()] == []
    assert import_judged_residents(verdict, source="住民記録", now=NOW) == 1
    held = RegisterRow.objects.get(number="00123")
    assert held.name == "葛󠄀\ue000　太郎"
    assert (held.pension_from, held.pension_until) == ("0000-01-01", "9999-12-31")
    assert NameKey.objects.get(number="00123").is_jis_whole is False
    out = {one["宛名番号"]: one for one in rows_of(export_residents(reader=SYSTEM, now=NOW))}
    assert out["00123"] == row


def test_every_fault_of_every_row_is_told_with_its_line_and_nothing_is_written() -> None:
    good = file_of_one()
    before = RegisterRow.objects.count()
    verdict = judge_resident_file(as_file(good, {**good, "宛名番号": "00124", "続柄": "祖父", "性別": "男"}))
    assert {(line, heading) for line, heading, _ in verdict.lines()} == {(3, "続柄"), (3, "性別")}
    with pytest.raises(ValueError, match="Nothing was imported"):
        import_judged_residents(verdict, source="住民記録", now=NOW)
    assert RegisterRow.objects.count() == before


def test_a_history_has_no_gap_and_goes_on_from_what_is_held() -> None:
    first = file_of_one()
    second = {**first, "履歴番号": "2", "異動事由": "転居", "住所の町字": "西小川"}
    import_judged_residents(judge_resident_file(as_file(second, first)), source="住民記録", now=NOW)
    assert Resident.objects.get(number="00123").town.endswith("西小川")
    for wrong in ("2", "4"):
        said = [*judge_resident_file(as_file({**second, "履歴番号": wrong})).lines()]
        assert said == [(2, "履歴番号", f"履歴番号は3になるはずです（{wrong}となっています）。")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("氏名\r\n髙橋".encode("cp932"), "UTF-8"),
        ("宛名番号,ひみつ\r\n1,2\r\n".encode(), "知らない見出し「ひみつ」"),
        ("宛名番号\r\n1\r\n".encode(), "見出し「履歴番号」"),
        (b"", "CSV として読めません"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_in_words(data: bytes, said: str) -> None:
    assert said in " ".join(judge_resident_file(data).problems)


def test_a_my_number_is_refused_and_kept_nowhere() -> None:
    row = file_of_one()
    assert judge_resident_file(as_file({**row, "個人番号": ""})).is_accepted
    refused = judge_resident_file(as_file({**row, "個人番号": "123456789018"}))
    assert "個人番号を持ちません" in refused.problems[0]


def test_changes_since_a_moment_are_those_recorded_after_it() -> None:
    one = enter(HOME, now=NOW)
    later = NOW + timedelta(minutes=10)
    enter({"town": "西小川"}, reason="転居", number=one.number, now=later)
    assert [row["履歴番号"] for row in rows_of(export_changes_since(NOW, reader=SYSTEM, now=later))] == ["2"]
    assert rows_of(export_changes_since(later, reader=SYSTEM, now=later)) == []


def test_an_export_tells_no_place_of_a_protected_person_and_logs_everybody() -> None:
    enter(HOME)
    guarded = enter({**SPOUSE, "building": "秘密荘９号"})
    protect(Filed(guarded.number, NOW.date(), Abuser("髙橋　太郎")), by="o", now=NOW)
    data = export_residents(reader=SYSTEM, now=NOW)
    assert "秘密荘" not in data.decode()
    row = next(row for row in rows_of(data) if row["宛名番号"] == guarded.number)
    assert (row["氏名"], row["住所の町字"], row["本籍"], row["支援対象者の表示"]) == ("髙橋　花子", "", "", "1")
    assert Reading.objects.filter(resident=guarded.number, purpose=SYSTEM.why).count() == 1
