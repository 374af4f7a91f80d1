"""A round laid out in columns holds the same market as one laid out family by family."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product

import polars as pl
import pytest

from ikkan.kernel.book import Book, BookAt
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.procedures.nursery.models import Child, Enrolment, Seat
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.policy import Policy
from ikkan.procedures.nursery.round.market import lay_out_market
from ikkan.procedures.nursery.round.scores import RoundScores, score_round
from ikkan.procedures.nursery.round.standing import Family, child_ids, families_of
from ikkan.procedures.nursery.round.wishes import joint_wishes
from ikkan.procedures.nursery.rules import ChildScore
from ikkan.procedures.nursery.selectors import market_of_round
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import HAMA, MATSU, MINATO, ONE_YEAR_OLD, Town, file, home

pytestmark = pytest.mark.django_db
THREE = date(2023, 9, 14)
CARE = "disability_or_care"
MOST = 5000
Laid = tuple[list[Family], RoundScores, Market]


@pytest.fixture
def laid(town: Town) -> Laid:
    """Give a town with only children, brothers and sisters, transfers, reserved seats and one without certification."""
    apart = {"pattern": "apart_one_alone_prefer_wish", "combination": []}
    _file(1, wishes=(MATSU, MINATO, HAMA), hours=100)
    _file(2, wishes=(MINATO, MATSU, HAMA), at=MATSU)
    _file(3, wishes=(MINATO, MATSU), at=HAMA)
    _file(4, wishes=(MATSU, HAMA), care=True)
    _file(5, wishes=(HAMA, MINATO), births=(ONE_YEAR_OLD, ONE_YEAR_OLD), care=True)
    _file(6, wishes=(MINATO, HAMA), births=(ONE_YEAR_OLD, THREE), siblings=apart, at=HAMA)
    _file(7, wishes=(MINATO,), births=(ONE_YEAR_OLD, THREE))
    hall.accept(town, _file(8, hours=30))
    for facility in (MATSU, HAMA):
        hall.seats_at(town.first, facility, 1, 1, kind=f"reserved:{CARE}")
    Child.objects.filter(case__applicant__username="parent-7", key="c2").update(is_withdrawn=True)
    Seat.objects.filter(round=town.first, facility=MINATO, age=3).delete()
    families, book = families_of(town.first), book_in_force("nursery").at(town.first.month)
    scores = score_round(families, book, draws=drawn(families))
    return families, scores, lay_out_market(town.first, families, scores, book)


def drawn(families: Sequence[Family]) -> dict[str, int]:
    """Give every child another number than that of its place."""
    return {child: number for number, child in enumerate(reversed(child_ids(families)), start=1)}


def _file(number: int, *, at: str = "", care: bool = False, **answers: object) -> Case:
    one = home(number, **answers)  # type: ignore[arg-type]
    first = one.answers["children"][0]
    if at:
        first |= {"present_care": "nursery", "present_facility": at}
        Enrolment.objects.create(child=one.residents[2].number, facility=at, since=date(2026, 4, 1))
    if care:
        first["medical_care"] = True
    return file(hall.Home(one.account, one.answers, one.papers, one.residents))


def _variants(family: Family, keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give the wishes of a family one by one, reserved seats of a child before the general ones."""
    for wish in joint_wishes(family.answers, keys, limit=MOST):
        options = []
        for key, facility in zip(keys, wish, strict=True):
            is_reserved = facility in {MATSU, HAMA} and family.children[key].class_age == 1
            kinds = family.children[key].kinds if is_reserved else []
            options.append((*(f"{facility}#{kind}" for kind in kinds), facility or ""))
        yield from product(*options)


def test_wishes_are_those_of_each_family_in_its_order(laid: Laid) -> None:
    families, scores, market = laid
    expected = [
        (family.case.number, number, f"{family.case.number}/{key}", facility)
        for family in families
        if (keys := sorted(set(family.children) - family.uncertified))
        for number, wish in enumerate(_variants(family, keys), start=1)
        for key, facility in zip(keys, wish, strict=True)
    ]
    rows = market.frames["wishes.csv"].select("family", "wish", "child", "facility").rows()
    assert sorted(rows) == sorted(expected)
    assert not scores.excluded
    assert len({family for family, *_ in expected}) == 7, "the family without certification takes no part"
    assert any("#" in facility for *_, facility in expected)


def test_the_order_at_every_class_is_that_of_the_scores_child_by_child(laid: Laid, town: Town) -> None:
    families, scores, market = laid
    book = book_in_force("nursery").at(town.first.month)
    whole: dict[str, ChildScore] = scores.of_child(book)
    draws = dict(scores.scored.select("id", "draw").iter_rows())
    present = {
        f"{family.case.number}/{key}": child.present_facility
        for family in families
        for key, child in family.children.items()
    }

    def key_of(child: str, facility: str) -> tuple[object, ...]:
        at = facility.partition("#")[0]
        is_wished = at in {wish.facility for wish in whole[child].wishes}
        return (facility != present[child], not is_wished, whole[child].key_at(at) if is_wished else (), draws[child])

    ranked = market.frames["priority.csv"].sort("facility", "age", "rank").select("facility", "age", "child", "rank")
    for (facility, _), rows in ranked.group_by("facility", "age", maintain_order=True):
        children = rows["child"].to_list()
        assert children == sorted(children, key=partial(key_of, facility=str(facility)))
        assert rows["rank"].to_list() == list(range(1, rows.height + 1))


def test_keys_and_draw_stand_in_the_market_under_the_names_of_the_book(laid: Laid, town: Town) -> None:
    _, scores, market = laid
    priority, children = market.frames["priority.csv"], market.frames["children.csv"]
    ids = [row.text("id") for row in book_in_force("nursery").at(town.first.month).rows("tie_key")]
    assert [name for name in priority.columns if name.startswith("key:")] == [f"key:{one}" for one in ids]
    assert priority.filter(pl.col("child") != "")["score"].null_count() < priority.height
    drawn = children.join(scores.scored.select("draw", child="id"), on="child", suffix="n").sort("draw")
    assert drawn["drawn"].is_sorted()
    assert len(set(drawn["draw"])) == children.height


@pytest.mark.parametrize("is_whole_family", [True, False])
def test_stages_are_stated_where_brothers_and_sisters_are_of_one(laid: Laid, town: Town, is_whole_family: bool) -> None:
    families, scores, _ = laid
    twins = next(family for family in families if len(family.children) > 1)
    later = pl.col("case") == twins.case.number
    stage = pl.when(later if is_whole_family else later & (pl.col("child") == "c1")).then(3).otherwise("stage")
    staged = replace(scores, scored=scores.scored.with_columns(stage=stage), keys=scores.keys.with_columns(stage=stage))
    book = book_in_force("nursery").at(town.first.month)
    market = lay_out_market(town.first, families, staged, book)
    children, priority = market.frames["children.csv"], market.frames["priority.csv"]
    assert (set(children["stage"]) == {"2", "3"}) is is_whole_family
    assert (market.policy.stages == "one_run") is is_whole_family
    assert any(name.startswith("key:") for name in priority.columns) is is_whole_family
    assert (children["draw"].null_count() == 0) is is_whole_family


def under(old: str, new: str, town: Town) -> BookAt:
    """Return the book of the round with another rule of placing."""
    book = book_in_force("nursery")
    limits = book.files["0/limits.toml"].decode()
    assert limits.count(old) == 1
    return Book.from_files({**book.files, "0/limits.toml": limits.replace(old, new).encode()}).at(town.first.month)


def test_the_town_declares_the_rule_of_its_rounds(laid: Laid, town: Town) -> None:
    families, scores, market = laid
    assert market.policy == Policy()
    asked = under('rule = "priority_first"', 'rule = "choice_within_score"', town)
    other = lay_out_market(town.first, families, scores, asked)
    assert other.policy == Policy(rule="choice_within_score")
    assert place(other).status == "stable"


def test_where_equals_have_no_claim_the_draw_makes_no_rank(laid: Laid, town: Town) -> None:
    families, scores, market = laid
    ranks = market.frames["priority.csv"].select("facility", "age", "rank")
    assert ranks.is_unique().all()
    alike = {name: pl.lit(0, pl.Int64) for name in ("score", *ties_of(scores))}
    level = replace(scores, keys=scores.keys.with_columns(**alike))
    equal = lay_out_market(town.first, families, level, under('ties = "refuse"', 'ties = "equal"', town))
    shared = equal.frames["priority.csv"].join(
        equal.frames["children.csv"].select("child", "current_facility"), on="child"
    )
    holders = pl.col("facility") == pl.col("current_facility")
    assert shared.filter(~holders).group_by("facility", "age").agg(pl.col("rank").n_unique())["rank"].max() == 1


def ties_of(scores: RoundScores) -> list[str]:
    return [name for name in scores.key_names if name.startswith("key:")]


def test_a_class_that_is_wished_and_offers_nothing_has_no_seats(laid: Laid) -> None:
    _, _, market = laid
    seats = {(row[0], row[1]): row[2] for row in market.frames["seats.csv"].select("facility", "age", "seats").rows()}
    assert seats[MINATO, 3] == 0
    assert seats[f"{MATSU}#{CARE}", 1] == 1
    assert seats[HAMA, 1] == 2


def test_a_round_is_read_as_a_market_with_the_draw_of_its_closing(town: Town) -> None:
    file(home(1))
    hall.decide(town)
    book = book_in_force("nursery").at(town.first.month)
    market = market_of_round(town.first, book)
    assert isinstance(market, Market)
    assert len(market.child_ids) == 1
    assert market.frames["wishes.csv"]["facility"].to_list() == [MINATO]


def test_a_round_without_children_is_a_market(town: Town) -> None:
    market = market_of_round(town.first, book_in_force("nursery").at(town.first.month))
    assert isinstance(market, Market)
    assert (market.child_ids, market.frames["priority.csv"].height) == ((), 0)
