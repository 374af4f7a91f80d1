"""A duty opens doors while a posting of staff is in force."""

from datetime import date

import pytest

from ikkan.people.models import Account
from ikkan.people.selectors import deputies_of, duties_of, holders_of, may, postings_of
from ikkan.people.tests.cast import TODAY, citizen, posted, staff

pytestmark = pytest.mark.django_db


def test_duties_of_all_postings_in_force_add_up() -> None:
    officer = staff()
    posted(officer, "desk")
    posted(officer, "board", "desk", starts_on=TODAY)
    assert duties_of(officer, TODAY) == {"desk", "board"}
    assert [posting.duties for posting in postings_of(officer, TODAY)] == [["desk"], ["board", "desk"]]


@pytest.mark.parametrize(
    ("day", "held"),
    [(date(2026, 3, 31), False), (date(2026, 4, 1), True), (date(2027, 3, 31), True), (date(2027, 4, 1), False)],
)
def test_a_posting_is_in_force_from_its_first_to_its_last_day(day: date, held: bool) -> None:
    officer = staff()
    posted(officer, "desk", ends_on=date(2027, 3, 31))
    assert may(officer, "desk", day) is held


def test_a_duty_word_is_whole() -> None:
    officer = staff()
    posted(officer, "desktop")
    assert not may(officer, "desk", TODAY)


def test_a_closed_account_holds_no_duty_and_no_office() -> None:
    officer = staff()
    posted(officer, "desk")
    officer.is_active = False
    officer.save()
    assert duties_of(officer, TODAY) == frozenset()
    assert holders_of("childcare", "clerk", TODAY) == ()


def test_a_citizen_with_a_posting_holds_no_duty() -> None:
    parent = citizen()
    posted(parent, "desk")
    assert duties_of(parent, TODAY) == frozenset()
    assert holders_of("childcare", "clerk", TODAY) == ()


def test_holders_and_deputies_come_in_the_order_of_their_names() -> None:
    second, first, deputy = staff("b"), staff("a"), staff("c")
    for account in (second, first):
        posted(account, "approve", rank="section_chief")
    posted(deputy, "approve", rank="subsection_chief", deputises_for="section_chief")
    assert holders_of("childcare", "section_chief", TODAY) == (first, second)
    assert deputies_of("childcare", "section_chief", TODAY) == (deputy,)
    assert deputies_of("childcare", "subsection_chief", TODAY) == ()
    assert holders_of("tax", "section_chief", TODAY) == ()


def test_two_postings_at_one_rank_name_a_person_once() -> None:
    officer = staff()
    posted(officer, "desk")
    posted(officer, "board")
    assert holders_of("childcare", "clerk", TODAY) == (officer,)


def test_an_account_is_compared_by_its_id() -> None:
    assert Account(username="x").pk != Account(username="x").pk
