"""A round that was run is drawn for officers at once, and for everybody once it is published, without small numbers."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.ledger.models import Round
from ikkan.people.services import make_token
from ikkan.procedures.nursery.models import Run
from ikkan.web.desk.tests.round_cast import approved_round
from ikkan.web.tests.cast import Town

pytestmark = pytest.mark.django_db


def published(town: Town) -> Round:
    round_ = approved_round(town)
    Round.objects.filter(pk=round_.pk).update(published_at=timezone.now() - timedelta(minutes=1))
    return round_


def test_before_a_run_the_console_says_so(town: Town, officer: Client) -> None:
    answer = officer.get(reverse("rounds:report", args=[town.round.number]), follow=True)
    assert "まだ実行していません。" in answer.content.decode()
    assert "この回の図と表" not in answer.content.decode()


def test_officers_see_every_page_and_the_small_numbers(town: Town, officer: Client) -> None:
    number = approved_round(town).number
    assert (
        reverse("rounds:report", args=[number])
        in officer.get(reverse("rounds:console", args=[number])).content.decode()
    )
    first = officer.get(reverse("rounds:report", args=[number])).content.decode()
    assert "お子さん2人（1世帯）の全員が決まりました。" in first
    assert "第1希望に決まったお子さんは100%" in first
    assert "園の地図" in first
    part = officer.get(reverse("rounds:report", args=[number]), {"part": "1"}).content.decode()
    assert "みなと保育園" in part
    assert "非公表" not in part
    for wrong in ("99", "-1", "x", "１"):
        assert officer.get(reverse("rounds:report", args=[number]), {"part": wrong}).status_code == 404


def test_officers_take_both_editions_away(town: Town, officer: Client) -> None:
    number = approved_round(town).number

    def file(edition: str, kind: str) -> bytes:
        return officer.get(reverse("rounds:report_file", args=[number, edition, kind])).content

    whole = list(csv.DictReader(io.StringIO(file("whole", "csv").decode("utf-8-sig"))))
    public = list(csv.DictReader(io.StringIO(file("public", "csv").decode("utf-8-sig"))))
    placed = next(row for row in whole if row["placed"] == "1")
    hidden = next(row for row in public if row["placed"] == "1")
    assert float(placed["last_score"]) > 0
    assert (placed["is_hidden"], hidden["last_score"], hidden["is_hidden"]) == ("0", "", "1")
    assert len(json.loads(file("public", "json"))) == len(public)
    assert file("public", "pdf").startswith(b"%PDF")


def test_programs_of_the_desk_read_the_figures(town: Town) -> None:
    number = approved_round(town).number
    address = f"/api/v1/desk/rounds/{number}/figures"
    assert Client().get(address).status_code == 401
    made = make_token(town.officer, "program", ("desk:read",), timezone.now() + timedelta(hours=1))
    assert isinstance(made, tuple), made
    headers = {"Authorization": f"Bearer {made[1]}"}
    told = Client().get(address, headers=headers).json()
    assert sum(one["placed"] for one in told) == 2
    assert {one["last_score"] for one in told if one["placed"]} != {None}
    Run.objects.all().update(is_current=False)
    assert Client().get(address, headers=headers).status_code == 409


def test_a_run_whose_files_are_gone_is_told(town: Town, officer: Client) -> None:
    number = approved_round(town).number
    Run.objects.update(files={"seats.csv": "0" * 64})
    answer = officer.get(reverse("rounds:report", args=[number]), follow=True)
    assert "ikkan verify" in answer.content.decode()


def test_everybody_sees_a_round_only_once_it_is_published(town: Town) -> None:
    number = approved_round(town).number
    passer_by = Client()
    doors = [reverse(f"citizen:round_report{kind}", args=[number]) for kind in ("", "_csv", "_json")]
    assert [passer_by.get(door).status_code for door in doors] == [404, 404, 404]
    assert passer_by.get("/api/v1/open-data/round-results.json", {"round": number}).status_code == 404
    Round.objects.update(published_at=timezone.now() - timedelta(minutes=1))
    assert [passer_by.get(door).status_code for door in doors] == [200, 200, 200]
    assert doors[0] in passer_by.get(reverse("citizen:facilities")).content.decode()


def test_the_public_edition_tells_no_single_child(town: Town) -> None:
    number, passer_by = published(town).number, Client()
    page = passer_by.get(reverse("citizen:round_report", args=[number]), {"part": "1"}).content.decode()
    assert "非公表" in page
    first = passer_by.get(reverse("citizen:round_report", args=[number])).content.decode()
    assert "第1希望に決まったお子さん" not in first, "one child's wish is not told"
    rows = passer_by.get("/api/v1/open-data/round-results.json", {"round": number}).json()
    assert {row["last_score"] for row in rows} == {None}
    told = passer_by.get("/api/v1/open-data/round-results.csv", {"round": number}).content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(told)))) == len(rows)
