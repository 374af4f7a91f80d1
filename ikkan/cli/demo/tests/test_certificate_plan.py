"""The requests for certificates come by every way, each planted fault in the stated share, of homes of their own."""

from collections import Counter

import pytest

from ikkan.cli.demo.certificates.answers import answers_of, mended_answers
from ikkan.cli.demo.certificates.ends import expected_end
from ikkan.cli.demo.certificates.plan import plan_wishes
from ikkan.cli.demo.certificates.wish import COMES_BY, OF_A_SAMPLE, REQUESTS, SAMPLES, SHARE_OF_A_FAULT, WAYS, Wish
from ikkan.cli.demo.people_of_town import People
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.validity import find_faults
from ikkan.kernel.registry import procedure_of
from ikkan.kernel.terms import age_on


@pytest.fixture(scope="module")
def wishes(people: People) -> list[Wish]:
    return plan_wishes(people.by_household(), wishes=REQUESTS, seed=1)


def test_the_same_seed_gives_the_same_requests(people: People, wishes: list[Wish]) -> None:
    assert plan_wishes(people.by_household(), wishes=REQUESTS, seed=1) == wishes
    assert plan_wishes(people.by_household(), wishes=REQUESTS, seed=2) != wishes


def test_every_way_has_its_number(wishes: list[Wish]) -> None:
    assert sum(WAYS.values()) == REQUESTS
    assert Counter(wish.way for wish in wishes) == WAYS


def test_every_fault_has_its_share_and_comes_by_its_way(wishes: list[Wish]) -> None:
    planted = Counter(wish.fault for wish in wishes if wish.fault)
    assert planted == dict.fromkeys(COMES_BY, round(REQUESTS * SHARE_OF_A_FAULT))
    assert all(wish.way == COMES_BY[wish.fault] for wish in wishes if wish.fault)


def test_every_sample_is_asked_for(wishes: list[Wish]) -> None:
    assert Counter(wish.sample for wish in wishes if wish.sample) == dict.fromkeys(SAMPLES, OF_A_SAMPLE)
    assert all(len(wish.household) > 4 for wish in wishes if wish.sample == "sheets")


def test_no_household_asks_twice_and_no_family_of_the_round_is_touched(wishes: list[Wish]) -> None:
    numbers = [wish.household[0].household for wish in wishes]
    assert len(set(numbers)) == len(numbers)
    ages = [age_on(one.birth, one.as_of) for wish in wishes for one in wish.household]
    assert min(ages) >= 8


def test_only_the_planned_are_held_back(wishes: list[Wish]) -> None:
    held = {wish.fault for wish in wishes if any(one.is_protected for one in wish.household)}
    assert held == {"protected"}


def test_every_form_is_one_that_can_be_filed(wishes: list[Wish]) -> None:
    form = load_form(procedure_of("certificate").folder)
    for wish in wishes:
        for answers in (answers_of(wish), mended_answers(wish)):
            assert find_faults(form, answers) == ()


@pytest.mark.parametrize(
    ("fault", "result", "asked"),
    [
        ("", "issued", frozenset()), ("expired", "not_received", frozenset()), ("revoked", "not_received", frozenset()),
        ("address", "issued", frozenset({"signer_differs"})), ("protected", "refused", frozenset()),
        ("late", "issued", frozenset()),
    ],
)  # fmt: skip
def test_a_fault_leads_where_it_must(wishes: list[Wish], fault: str, result: str, asked: frozenset[str]) -> None:
    one = next(wish for wish in wishes if wish.fault == fault and wish.way == "signed" and not wish.exemption)
    end = expected_end(one)
    assert (end.result, end.asked) == (result, asked)


def test_a_small_town_leaves_out_what_nobody_there_can_have(people: People) -> None:
    few = {number: home for number, home in people.by_household().items() if len(home) == 1}
    made = plan_wishes(few, wishes=60, seed=1)
    assert not [wish for wish in made if wish.fault in {"dead", "no_glyph"} or wish.sample == "sheets"]
