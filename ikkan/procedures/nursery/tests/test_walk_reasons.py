"""The reasons of every wish after a round: what decided, which brother or sister, and what small classes hide."""

from datetime import date
from pathlib import Path

import pytest

from ikkan.procedures.nursery.models import Alarm, Run
from ikkan.procedures.nursery.notices import summary
from ikkan.procedures.nursery.placement.explain import write_explanations
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import Placement
from ikkan.procedures.nursery.round import run as running
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import HAMA, MINATO, NAMES, ONE_YEAR_OLD, Town, file, home
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.store.blobs import read_blob

pytestmark = pytest.mark.django_db
THREE = date(2023, 9, 14)


def _reason(record: DecisionRecord, code: str) -> str:
    (found,) = [str(one["ja"]) for one in record.reasons if one["code"] == code]
    return found


def test_fewer_points_are_told_beside_those_of_the_last_child(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 3)
    many = [file(home(number, hours=160)) for number in range(1, 4)]
    few = file(home(4, hours=100))
    hall.decide(town)
    wish = hall.result(few).figures["wishes"][0]
    own, last = hall.result(few).figures["total"], hall.result(many[0]).figures["total"]
    assert (wish["decided_by"], wish["own_score"], wish["lowest_score"]) == ("points", own, last)
    assert own < last
    assert f"指数{own}点で、最後に決まった方の{last}点に届きませんでした" in _reason(hall.result(few), "wish_points")
    assert any(f"{last}点" in said and f"{own}点" in said for said in summary(hall.result(few), "ja"))


def test_equal_points_are_told_with_what_decided_then(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 3)
    cases = [file(home(number)) for number in range(1, 5)]
    hall.decide(town)
    (last,) = [hall.result(case) for case in cases if not hall.where(case)]
    wish = last.figures["wishes"][0]
    assert (wish["decided_by"], wish["own_score"]) == ("draw", wish["lowest_score"])
    assert f"同じ{wish['own_score']}点で、次の基準で順番が決まりました（決め手：抽選の番号）" in _reason(
        last, "wish_equal_points"
    )
    for language, word in (("ja", "抽選の番号"), ("en", "Number drawn"), ("easy", "抽選の番号")):
        assert any(word in said for said in summary(last, language))


def test_a_stage_goes_before_points_and_is_told_so(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 1, 3)
    for number in range(1, 4):
        file(home(number, hours=100))
    later = file(home(4, hours=160, extension={"accepts_hold": True}))
    hall.decide(town)
    assert not hall.where(later)
    wish = hall.result(later).figures["wishes"][0]
    assert (wish["decided_by"], wish["decided_ja"], wish["sentence"]) == ("stage", "審査の段階", "wish_not_reached")
    run = Run.objects.get(round=town.first)
    assert ",full,,,stage,3,2\n" in read_blob(str(run.files["explanations.csv"])).decode()
    assert run.checker["problems"] == []


@pytest.mark.parametrize("hours", [100, 160])
def test_a_small_class_betrays_neither_points_nor_that_they_were_equal(town: Town, hours: int) -> None:
    hall.seats_at(town.first, MINATO, 1, 2)
    cases = [file(home(1)), file(home(2)), file(home(3, hours=hours))]
    hall.decide(town)
    (out,) = [hall.result(case) for case in cases if not hall.where(case)]
    wish = out.figures["wishes"][0]
    assert (wish["admitted"], wish["lowest_score"]) == (2, None)
    assert (wish["sentence"], wish["decided_ja"]) == ("wish_not_reached", "上の順位の方で満員")
    last = max(hall.result(case).figures["total"] for case in cases)
    told = " ".join([*(str(one["ja"]) for one in out.reasons if one["code"].startswith("wish_")), wish["decided_en"]])
    told += " ".join(said for said in summary(out, "ja") if NAMES[MINATO] in said)
    assert "同じ" not in told
    assert "抽選" not in told
    assert hours == 160 or f"{last}点" not in told


def test_the_brother_or_sister_that_could_not_enter_is_told_by_class_and_nursery(town: Town) -> None:
    hall.seats_at(town.first, MINATO, 3, 0)
    case = file(home(1, wishes=(MINATO, HAMA), births=(ONE_YEAR_OLD, THREE)))
    hall.decide(town)
    first, second = hall.result(case, "c1"), hall.result(case, "c2")
    assert f"きょうだい（3歳児クラス）が{NAMES[MINATO]}に入れる順位ではありませんでした" in _reason(
        first, "wish_sibling"
    )
    assert second.figures["wishes"][0]["decided_by"] == "no_seat"
    for language, word in (("ja", "きょうだい（3歳児クラス）"), ("en", "class of age 3"), ("easy", "きょうだい")):
        assert any(word in said for said in summary(first, language))


def test_a_run_keeps_its_explanations_and_the_checker_counts_them(town: Town) -> None:
    file(home(1))
    hall.decide(town)
    run = Run.objects.get(round=town.first, is_current=True)
    assert read_blob(str(run.files["explanations.csv"])).startswith(b"child,wish,facility,seats,admitted,")
    assert (run.checker["feasible"], run.checker["problems"]) == (True, [])
    assert {"larger_by", "proved_only", "unanswered", "choose"} <= run.verdict.keys()


def test_a_false_figure_of_a_reason_stops_the_round(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_wrong(market: Market, placement: Placement, out: Path) -> None:
        write_explanations(market, placement, out)
        path = out / "explanations.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(",1,reached,", ",0,better_reached,"), encoding="utf-8")

    monkeypatch.setattr(running, "write_explanations", write_wrong)
    file(home(1))
    hall.decide(town)
    assert Run.objects.get(round=town.first).checker["problems"]
    assert Alarm.objects.filter(round=town.first, code="checker_failed").exists()
