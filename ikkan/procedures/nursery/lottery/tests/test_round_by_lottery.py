"""A round placed by its lottery: nothing runs before the draw, the draw decides, and the files prove it."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ikkan.corridor.rounds import decide_round
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Event, Round
from ikkan.procedures.nursery.lottery.log import codes_file, lines_of, public_log
from ikkan.procedures.nursery.lottery.numbers import closing_draws
from ikkan.procedures.nursery.lottery.tests.cast import OUT, close, commit, draw, in_force, numbers_of
from ikkan.procedures.nursery.models import Lottery, LotteryEntrant, Run
from ikkan.procedures.nursery.placement.lottery.check import check_log
from ikkan.procedures.nursery.placement.lottery.drawing import write_log
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import Town, file, home
from ikkan.store.blobs import read_blob

pytestmark = pytest.mark.django_db


def _log(lottery: Lottery, folder: Path) -> Path:
    write_log(folder, {**public_log(lottery), **codes_file(lottery)})
    return folder


def _refused(town: Town, round_: Round) -> str:
    round_.refresh_from_db()
    done = decide_round(round_=round_, account=town.officer, now=OUT)
    assert isinstance(done, Refused), done
    return done.code


@pytest.mark.parametrize("kind", ["by_drand", "by_seals"])
def test_the_first_number_gets_the_only_place(kind: str, town: Town, request: pytest.FixtureRequest) -> None:
    round_ = request.getfixturevalue(kind)
    assert _refused(town, round_) == "lottery_missing"
    commit(round_, town)
    assert _refused(town, round_) == "lottery_undrawn"
    assert not Run.objects.exists()
    draw(round_, town)
    hall.decide(town, round_, now=OUT)
    by_draw = {line.draw: line.case for line in LotteryEntrant.objects.select_related("case")}
    assert sorted(filter(None, by_draw)) == [1, 2, 3]
    placed = {number: hall.where(case) for number, case in by_draw.items() if case}
    assert placed == {1: hall.MINATO, 2: "", 3: ""}


def test_the_public_files_prove_every_draw_of_the_round(by_drand: Round, town: Town, tmp_path: Path) -> None:
    lottery = commit(by_drand, town)
    assert not check_log(_log(lottery, tmp_path / "before")).problems
    assert set(public_log(lottery)) == {"lottery.json", "entrants.csv"}
    draw(by_drand, town)
    hall.decide(town, by_drand, now=OUT)
    lottery.refresh_from_db()
    run = Run.objects.get(is_current=True)
    market = tmp_path / "market"
    market.mkdir()
    for name, sha256 in run.files.items():
        (market / name).write_bytes(read_blob(str(sha256)))
    assert check_log(_log(lottery, tmp_path / "after")).is_true
    children = pl.read_csv(market / "children.csv", infer_schema=False)
    drawn = {f"{one.case.number}/{one.key}": str(one.draw) for one in lottery.entrants.all() if one.case}
    if "draw" not in children.columns:
        children = children.with_columns(draw=pl.col("child").replace_strict(drawn))
        children.write_csv(market / "children.csv")
    found = check_log(tmp_path / "after", market)
    assert (found.problems, found.is_true) == ((), True)


def test_the_published_list_names_no_case(by_drand: Round, town: Town) -> None:
    lottery = commit(by_drand, town)
    draw(by_drand, town)
    lottery.refresh_from_db()
    told = "".join(public_log(lottery).values())
    for number in Case.objects.values_list("number", flat=True):
        assert number not in told
    for code in LotteryEntrant.objects.values_list("code", flat=True):
        assert code not in told
    (line,) = lines_of(Case.objects.order_by("number")[0])
    assert f"{line.draw},{line.entrant}," in told


def test_running_again_gives_the_same_draws(by_seals: Round, town: Town) -> None:
    commit(by_seals, town)
    draw(by_seals, town)
    hall.decide(town, by_seals, now=OUT)
    by_seals.refresh_from_db()
    hall.decide(town, by_seals, now=OUT)
    assert len(set(Run.objects.values_list("market_digest", flat=True))) == 1


def test_each_step_is_an_event_of_the_round(by_seals: Round, town: Town) -> None:
    commit(by_seals, town)
    draw(by_seals, town)
    names = list(
        Event.objects.filter(round=by_seals, name__startswith="nursery.lottery").values_list("name", flat=True)
    )
    opened = ["nursery.lottery_revealed"] * 3
    assert names == ["nursery.lottery_committed", *opened, "nursery.lottery_drawn"]


def test_a_case_that_is_still_checked_takes_part_and_one_that_came_later_is_refused(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    unready = home(4)
    unready.papers.clear()
    waiting = file(unready)
    assert waiting.room == "check"
    in_force("drand", monkeypatch)
    round_ = close(town)
    lottery = commit(round_, town)
    assert waiting.number in lottery.entrants.values_list("case__number", flat=True)
    assert lottery.entrants.count() == 4
    draw(round_, town)
    hall.open_(town.officer, hall.SECOND, answers_on=date(2027, 3, 1))
    late = file(home(5))
    Case.objects.filter(pk=late.pk).update(round=round_)
    assert _refused(town, round_) == "not_in_lottery"


def test_a_record_that_was_altered_is_not_used(by_drand: Round, town: Town) -> None:
    lottery = commit(by_drand, town)
    draw(by_drand, town)
    one, two = lottery.entrants.order_by("draw")[:2]
    LotteryEntrant.objects.filter(pk=one.pk).update(draw=None)
    LotteryEntrant.objects.filter(pk=two.pk).update(draw=1)
    LotteryEntrant.objects.filter(pk=one.pk).update(draw=2)
    assert _refused(town, by_drand) == "lottery_altered"
    LotteryEntrant.objects.filter(pk=two.pk).delete()
    assert _refused(town, by_drand) == "lottery_altered"


def test_a_child_that_is_gone_by_the_draw_leaves_its_number_to_nobody(by_drand: Round, town: Town) -> None:
    commit(by_drand, town)
    gone = Case.objects.order_by("number")[0]
    Case.objects.filter(pk=gone.pk).update(room="closed")
    draw(by_drand, town)
    hall.decide(town, by_drand, now=OUT)
    assert numbers_of(Lottery.objects.get()) == [1, 2, 3]
    left = LotteryEntrant.objects.exclude(case=gone).order_by("draw")
    assert [hall.where(line.case) for line in left if line.case] == [hall.MINATO, ""]


def test_without_a_lottery_the_closing_event_decides_as_before(town: Town) -> None:
    hall.decide(town)
    cases = list(Case.objects.order_by("number"))
    draws = closing_draws(town.first, [f"{case.number}/c1" for case in cases])
    first = min(cases, key=lambda case: draws[f"{case.number}/c1"])
    assert {case.number: hall.where(case) for case in cases} == {
        case.number: hall.MINATO if case == first else "" for case in cases
    }
