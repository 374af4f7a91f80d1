"""The invented residents are repeatable, plausible, and said to be invented."""

from collections import Counter

from ikkan.cli.demo.people_of_town import People
from ikkan.cli.demo.tests.conftest import AS_OF, START, small_town
from ikkan.kernel.codes import is_register_number
from ikkan.kernel.names import PersonName
from ikkan.kernel.terms import class_age, fiscal_year_of


def test_the_same_seed_gives_the_same_people(people: People) -> None:
    assert small_town() == people
    assert small_town(seed=9).residents != people.residents


def test_the_population_is_reached_to_within_a_household(people: People) -> None:
    assert 6_000 <= len(people.residents) < 6_010


def test_numbers_are_unique_and_carry_their_check_digit(people: People) -> None:
    numbers = [one.number for one in people.residents]
    assert len(set(numbers)) == len(numbers)
    assert all(is_register_number(number) for number in numbers)
    assert all(is_register_number(number) for number in people.by_household())


def test_everyone_is_marked_as_made_up(people: People) -> None:
    assert {one.source for one in people.residents} == {"つくりもの（ikkan デモ）"}
    assert {one.source for one in people.levies} == {"つくりもの（ikkan デモ）"}


def test_nobody_is_born_after_the_register_or_lives_there_before_birth(people: People) -> None:
    assert all(one.birth <= AS_OF for one in people.residents)
    assert all(one.birth <= one.resident_since <= AS_OF for one in people.residents)


def test_names_hold_what_registers_hold(people: People) -> None:
    written = "".join(one.family_name for one in people.residents)
    assert all(form in written for form in "髙﨑邊齋𠮷")
    assert any(PersonName(one.family_name, one.given_name).has_ivs for one in people.residents)
    foreign = [one for one in people.residents if one.is_foreign]
    assert {one.family_name.isascii() for one in foreign} == {True, False}
    assert all(one.latin_name for one in foreign)


def test_every_kind_of_household_occurs(people: People) -> None:
    homes = people.by_household().values()
    relations = [Counter(one.relation for one in home) for home in homes]
    assert all(count["世帯主"] == 1 for count in relations)
    assert any(count["子"] and not count["妻"] and not count["夫"] for count in relations)
    assert any(count["子"] and (count["母"] or count["父"]) for count in relations)
    assert any(home[0].is_protected for home in homes)
    twins = [home for home in homes if len({one.birth for one in home}) < len(home)]
    assert twins
    assert any(home[0].building for home in homes)


def test_there_are_enough_small_children_for_a_round(people: People) -> None:
    classes = Counter(
        class_age(one.birth, fiscal_year_of(START)) for one in people.residents if one.birth.year > START.year - 7
    )
    for age, wanted in enumerate((37, 66, 24, 19, 3, 1)):
        assert classes[age] > wanted


def test_levies_are_whole_and_some_pay_none(people: People) -> None:
    assert all(one.levy >= 0 and one.levy % 100 == 0 for one in people.levies)
    assert {one.levy > 0 for one in people.levies} == {True, False}
    assert {one.year for one in people.levies} == {2026}
