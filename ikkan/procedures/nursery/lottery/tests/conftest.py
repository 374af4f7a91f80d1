"""A closed round whose book wants a lottery, by drand's practice chain or by sealed values."""

from typing import Any

import pytest

from ikkan.ledger.models import Round
from ikkan.procedures.nursery.lottery.tests.cast import close, in_force
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import Town, make_town


@pytest.fixture
def town(db: None) -> Town:
    made = make_town()
    # one place for three equal children: only the draw can decide
    hall.seats_at(made.first, hall.MINATO, 1, 1)
    for number in (1, 2, 3):
        hall.file(hall.home(number))
    return made


@pytest.fixture
def by_drand(town: Town, monkeypatch: pytest.MonkeyPatch) -> Round:
    in_force("drand", monkeypatch)
    return close(town)


@pytest.fixture
def by_seals(town: Town, monkeypatch: pytest.MonkeyPatch) -> Round:
    in_force("commit_reveal", monkeypatch)
    return close(town)


@pytest.fixture(autouse=True)
def by_hand(settings: Any) -> None:
    settings.IKKAN_DRAND_URL = ""
