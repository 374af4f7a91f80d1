"""Opening the town fills the registers, and the officials hold the offices that the data say."""

from datetime import date

import pytest

from ikkan.cli.demo.officials import make_officials, make_parents
from ikkan.cli.demo.tests.conftest import AS_OF, START
from ikkan.cli.demo.town import open_town, read_data
from ikkan.people.models import Account, Posting
from ikkan.registers.models import Facility, Resident, TaxLevy

pytestmark = pytest.mark.django_db


def test_the_town_stands_in_the_registers() -> None:
    town = open_town(population=400, april=START, as_of=AS_OF, seed=1)
    assert town.label == "焼津市（モデル）"
    assert Facility.objects.count() == 60
    assert Resident.objects.count() == len(town.people.residents) >= 400
    assert TaxLevy.objects.count() == len(town.people.levies)
    written = Resident.objects.get(number=town.people.residents[0].number)
    assert (written.birth, written.is_protected) == (town.people.residents[0].birth, False)
    assert all(row.town in town.places for row in town.people.residents)


def test_officials_hold_their_offices_and_nobody_has_a_password() -> None:
    town = open_town(population=50, april=START, as_of=AS_OF, seed=1)
    parent = town.people.residents[0]
    data = read_data("officials.toml")
    made = make_officials(data=data, parent=parent, on=date(2026, 4, 1))
    assert sorted(made.staff) == [
        "demo-chief", "demo-citizens-chief", "demo-citizens-officer", "demo-head",
        "demo-officer", "demo-operator", "demo-privacy", "demo-subsection",
    ]  # fmt: skip
    assert not any(account.has_usable_password() for account in Account.objects.all())
    assert made.parent.resident_number == parent.number
    head = Posting.objects.get(account=made.staff["demo-head"])
    assert (head.office_id, head.rank.name_ja, "approve" in head.duties) == ("kosodate", "部長", True)


def test_making_them_again_changes_nothing() -> None:
    town = open_town(population=50, april=START, as_of=AS_OF, seed=1)
    data = read_data("officials.toml")
    for _ in range(2):
        make_officials(data=data, parent=town.people.residents[0], on=date(2026, 4, 1))
    assert Account.objects.count() == 9
    assert Posting.objects.count() == 8


def test_every_parent_gets_one_account() -> None:
    town = open_town(population=50, april=START, as_of=AS_OF, seed=1)
    some = town.people.residents[:5]
    made = make_officials(data=read_data("officials.toml"), parent=some[0], on=date(2026, 4, 1))
    accounts = make_parents(some)
    assert sorted(accounts) == [one.number for one in some]
    assert accounts[some[0].number] == made.parent
    assert make_parents(some) == accounts
    assert not any(account.has_usable_password() for account in accounts.values())
