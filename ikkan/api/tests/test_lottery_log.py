"""The public log of a round's lottery: anybody reads it, before the draw and after."""

import pytest
from django.test import Client

from ikkan.api.tests.cast import AT, is_problem
from ikkan.procedures.nursery.lottery.tests.cast import close, commit, draw, in_force
from ikkan.procedures.nursery.tests import factories as hall


@pytest.mark.django_db
def test_the_log_of_a_lottery_is_read_by_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    town = hall.make_town()
    case = hall.file(hall.home(1))
    hall.file(hall.home(2))
    in_force("drand", monkeypatch)
    address = f"{AT}/open-data/lotteries/{town.first.number}"
    is_problem(Client().get(address), 404)
    lottery = commit(close(town), town)
    told = Client().get(address).json()
    assert told["log"]["commitment"] == lottery.commitment
    assert (len(told["entrants"]), told["draws"], told["log"]["value"]) == (2, [], None)
    draw(town.first, town)
    answer = Client().get(address, {"attempt": 1})
    assert [(one["draw"], one["entrant"] in told["entrants"]) for one in answer.json()["draws"]] == [
        (1, True),
        (2, True),
    ]
    assert case.number not in answer.content.decode()
    is_problem(Client().get(address, {"attempt": 2}), 404)
    is_problem(Client().get(address, {"attempt": "x"}), 422)
