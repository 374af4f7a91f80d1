"""Open data."""

import csv
import io
from datetime import date

from django.test import Client

from ikkan.api.open_data import FACILITY_COLUMNS
from ikkan.api.tests.cast import AT, is_problem
from ikkan.kernel.terms import fiscal_year_of
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.models import PastResult
from ikkan.registers.facility_import import FacilityVerdict, judge_facility_file
from ikkan.registers.models import Facility


def rows(path: str) -> list[dict[str, str]]:
    answer = Client().get(AT + path)
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_facilities_come_in_the_columns_of_the_national_data_set(april: Round) -> None:
    found = rows("/open-data/facilities.csv")
    assert list(found[0]) == [name for name, _ in FACILITY_COLUMNS]
    assert len(found[0]) == 28
    assert [row["NO"] for row in found] == sorted(one.code for one in Facility.objects.all())
    assert found[0]["都道府県コード又は市区町村コード"] == "222127"
    assert found[0]["駐車場情報"] == "有"
    assert found[0]["名称"] == Facility.objects.order_by("code")[0].name


def test_csv_and_json_say_the_same(april: Round) -> None:
    for name in ("facilities", "free-seats"):
        told = [{key: str(value or "") for key, value in row.items()} for row in rows(f"/open-data/{name}.csv")]
        plain = Client().get(f"{AT}/open-data/{name}.json").json()
        assert [{key: str(value or "") if value != 0 else "" for key, value in row.items()} for row in plain] == [
            {key: "" if value == "0" else value for key, value in row.items()} for row in told
        ]


def test_what_is_given_out_can_be_taken_in_again(april: Round) -> None:
    data = Client().get(f"{AT}/open-data/facilities.csv").content
    verdict = judge_facility_file(data, town="222127", source="own", as_of=date(2026, 4, 1))
    assert isinstance(verdict, FacilityVerdict), verdict
    assert len(verdict.facilities) == Facility.objects.count()


def test_accept_chooses_the_form(april: Round) -> None:
    for path in ("/open-data/facilities", "/open-data/free-seats"):
        assert Client().get(AT + path)["Content-Type"].startswith("application/json")
        assert Client().get(AT + path, headers={"Accept": "text/csv"})["Content-Type"].startswith("text/csv")


def test_seats_of_open_rounds_with_last_years_lowest_but_no_small_cells(april: Round) -> None:
    code = Facility.objects.order_by("code")[0].code
    year = fiscal_year_of(april.month) - 1
    PastResult.objects.create(year=year, facility=code, age=0, admitted=3, lowest_score=41)
    PastResult.objects.create(year=year, facility=code, age=1, admitted=2, lowest_score=38)
    found = {(row["施設NO"], row["年齢クラス"]): row for row in rows("/open-data/free-seats.csv")}
    assert found[code, "0"]["前年度最低点"] == "41"
    assert found[code, "1"]["前年度最低点"] == ""
    assert found[code, "1"]["前年度最低点の公表"] == "少人数のため非公表"
    assert found[code, "2"]["前年度最低点の公表"] == ""
    assert found[code, "0"]["募集人数"] == "3"
    assert found[code, "0"]["選考回"] == april.number


def test_one_round_can_be_asked_for(april: Round) -> None:
    Round.objects.update(room="closed")
    assert rows("/open-data/free-seats.csv") == []
    assert rows(f"/open-data/free-seats.csv?round={april.number}")
    assert is_problem(Client().get(f"{AT}/open-data/free-seats.json?round=R-none"), 404)
