"""A proposed rule is no rule: it is listed with what it would have saved, and settled by somebody else who approves."""

import tomllib

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ikkan.kernel.book import Book
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.procedures.nursery.checks import Doubt as CheckDoubt
from ikkan.procedures.nursery.checks.differences import is_accepted
from ikkan.rooms.check.models import RuleProposal
from ikkan.rooms.check.rules import propose_rule, settle_rule
from ikkan.web.desk.rule_figures import toml_block
from ikkan.web.desk.tests.cast import Doubtful, doubtful, staff
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db
FIGURES = (("typed", "栄町１－１"), ("registered", "栄町1番1号"))
DOUBT = CheckDoubt("address_spelled_differently", "applicant.address", FIGURES, asks_citizen=False)


def propose(client: Client, one: Doubtful, why: str = "番地の書き方だけの違いのため") -> int:
    client.get(reverse("desk:case", args=[one.case.number]), follow=True)
    return client.post(reverse("desk:rule", args=[one.case.number, one.finding.pk]), {"why": why}).status_code


def test_a_proposal_names_the_case_and_copies_nothing_of_it(town: Town, officer: Client) -> None:
    one = doubtful(town)
    assert propose(officer, one) == 303
    made = RuleProposal.objects.get()
    assert (made.code, made.kind, made.field) == ("address_spelled_differently", "spelling", "applicant.address")
    assert (made.example, made.proposed_by, made.state) == (one.case, town.officer, "open")
    assert "栄町" not in made.why
    assert propose(officer, one) == 422, "the same rule is not proposed twice"


def test_nothing_is_proposed_without_a_reason(town: Town, officer: Client) -> None:
    assert propose(officer, doubtful(town), " ") == 422
    assert not RuleProposal.objects.exists()


def test_where_the_values_differ_no_rule_is_offered(town: Town, officer: Client) -> None:
    one = doubtful(town, typed="本町9")
    assert propose(officer, one) == 404
    page = officer.get(reverse("desk:case", args=[one.case.number]), follow=True).content.decode()
    assert "この規則を今後も使う" not in page
    none = propose_rule(finding=one.finding, kind="", why="表記", account=town.officer, now=timezone.now())
    assert isinstance(none, Refused)
    assert not RuleProposal.objects.exists()


def test_the_list_and_the_board_say_how_many_cases_it_would_have_settled(town: Town, officer: Client) -> None:
    cases = [doubtful(town, f"d{n}") for n in range(3)]
    doubtful(town, "other", typed="本町9")
    propose(officer, cases[0])
    assert "3件が人手なしで通りました" in officer.get(reverse("desk:rules")).content.decode()
    board = signed_in(staff("manager", "manager", ["board"])).get(reverse("board:board")).content.decode()
    assert "規則を足せば、3件が自動に" in board
    assert reverse("desk:rules") in board


def test_somebody_else_who_approves_settles_it(town: Town, officer: Client, chief: Client) -> None:
    propose(officer, doubtful(town))
    made = RuleProposal.objects.get()
    url = reverse("desk:settle_rule", args=[made.pk])
    assert officer.post(url, {"press": "taken"}).status_code == 404
    assert "accepted_difference" in chief.get(reverse("desk:rules")).content.decode()
    chief.post(url, {"press": "declined", "note": ""})
    made.refresh_from_db()
    assert made.state == "open", "a reason is needed"
    chief.post(url, {"press": "taken"})
    made.refresh_from_db()
    assert (made.state, made.settled_by) == ("taken", town.approver)
    own = settle_rule(proposal=made, taken=True, note="", account=town.officer, now=timezone.now())
    assert isinstance(own, Refused)
    assert own.code == "own_proposal"


def test_the_block_shown_is_one_that_the_book_takes_and_the_check_obeys(town: Town, officer: Client) -> None:
    propose(officer, doubtful(town))
    block = toml_block(RuleProposal.objects.get(), timezone.now())
    assert tomllib.loads(block)["accepted_difference"][0]["rows"][0]["kind"] == "spelling"
    book = book_in_force("nursery")
    today = timezone.localdate()
    limits = book.files[_limits(book)] + b"\n" + block.encode()
    amended = Book.from_files({**book.files, _limits(book): limits})
    assert not is_accepted(DOUBT, book.at(today))
    assert is_accepted(DOUBT, amended.at(today))


def _limits(book: Book) -> str:
    return next(name for name in book.files if name.endswith("limits.toml"))
