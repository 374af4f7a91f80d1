"""Many cases are read together: as many queries for twenty as for four, and the same facts as one by one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.people.mandates import grant_mandate
from ikkan.procedures.certificate.filing import file_signed
from ikkan.procedures.certificate.rules import Facts
from ikkan.procedures.certificate.selectors import gather
from ikkan.procedures.certificate.tests.factories import Person, answers_of, ask, sign
from ikkan.registers.models import Reading

pytestmark = pytest.mark.django_db
Town = dict[str, Person]


def named(one: Person) -> dict[str, object]:
    there = one.resident
    return {
        "id": "p1", "name": {"family": there.family_name, "given": there.given_name},
        "kana": {"family": there.family_kana, "given": there.given_kana}, "birth": there.birth.isoformat(),
    }  # fmt: skip


def some_of_each(town: Town, times: int) -> list[Case]:
    """File requests of every kind that is read in its own way."""
    one, other = town["一郎"], town["次郎"]
    filed = []
    for turn in range(times):
        filed += [
            ask(one, whose="household", items={"relation": True}),
            ask(town["洋子"], whose="some", persons=[named(town["蓮"]), named(other)]),
            ask(other, form="person", items={"history": True}),
            by_agent(other, one),
            file_application(
                procedure="certificate", answers=answers_of(town["洋子"]), key=f"paper {turn}", channel="paper",
                now=timezone.now(), actor=None,
            ),
        ]  # fmt: skip
    cases = [case for case in filed if isinstance(case, Case)]
    assert len(cases) == len(filed), filed
    return cases


def by_agent(agent: Person, asker: Person) -> object:
    answers = answers_of(asker)
    return file_signed(
        answers=answers, signed=sign(answers, agent.card), account=agent.account, now=timezone.now(),
        applicant=asker.account,
    )  # fmt: skip


def facts_of(cases: list[Case]) -> tuple[list[Facts], int]:
    now = timezone.now()
    book = book_in_force("certificate").at(timezone.localdate(now))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        facts = gather(cases, book, now)
    return facts, len(captured)


@pytest.fixture(autouse=True)
def agent(town: Town) -> None:
    grant_mandate(
        grantor=town["一郎"].account, holder=town["次郎"].account, procedure="certificate", ground="委任状",
        expires_on=timezone.localdate() + timedelta(days=30), now=timezone.now(),
    )  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_cases(town: Town) -> None:
    few, many = some_of_each(town, 1), some_of_each(town, 4)
    facts_of(few)
    assert facts_of(few)[1] == facts_of(many)[1] <= 30


def test_a_set_gives_each_case_the_facts_that_it_has_alone(town: Town) -> None:
    cases = some_of_each(town, 2)
    together, _ = facts_of(cases)
    assert together == [facts_of([case])[0][0] for case in cases]
    assert [one.has_mandate for one in together[:5]] == [False, False, False, True, False]


def test_every_case_leaves_its_own_reading_of_the_same_resident(town: Town) -> None:
    cases = some_of_each(town, 2)
    facts_of(cases)
    for case in cases:
        assert Reading.objects.filter(case_number=case.number).exists()
