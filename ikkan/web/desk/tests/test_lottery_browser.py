"""The lottery in a real browser, state by state: axe, width and targets; held with scripts off."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from ikkan.corridor.rounds import close_round
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.procedures.nursery.lottery.tests.cast import OPENED, commit, draw, in_force
from ikkan.procedures.nursery.models import Lottery
from ikkan.web.desk.tests.cast import passed
from ikkan.web.desk.tests.flushing import flush_append_only_tables
from ikkan.web.desk.tests.test_browser import SMALL, browser, tab
from ikkan.web.desk.tests.test_lottery import seals
from ikkan.web.tests.cast import Town, make_town
from ikkan.web.tests.test_signin_browser import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["browser"]


@pytest.fixture
def town(transactional_db: None) -> Iterator[Town]:
    made = make_town()
    case = passed(made)
    Case.objects.filter(pk=case.pk).update(applicant=made.applicant)
    close_round(round_=made.round, account=made.officer, why="試験", now=timezone.now())
    yield made
    flush_append_only_tables()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("kind", ["closing_event", "commit_reveal", "drand"])
def test_every_state_passes_axe_and_fits(
    browser: Browser, live_server: Any, town: Town, kind: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind != "closing_event":
        in_force(kind, monkeypatch)
    desk, home = (tab(browser, live_server, one, width).new_page() for one in (town.officer, town.applicant))
    pages = [(desk, "rounds:lottery", town.round.number), (desk, "rounds:console", town.round.number)]
    _look(pages, live_server.url, width, f"{kind}-open")
    if kind != "closing_event":
        commit(town.round, town, now=timezone.now() - timedelta(days=2))
        pages += [(home, "citizen:lottery", town.round.number), (home, "citizen:case", Case.objects.get().number)]
        _look(pages, live_server.url, width, f"{kind}-fixed")
        draw(town.round, town, now=timezone.now())
        _look(pages, live_server.url, width, f"{kind}-drawn")
    for page in (desk, home):
        page.context.close()


def test_a_lottery_by_seals_is_held_with_scripts_off(
    browser: Browser, live_server: Any, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_force("commit_reveal", monkeypatch)
    page = _off(browser, live_server, town.officer)
    page.goto(live_server.url + reverse("rounds:lottery", args=[town.round.number]))
    for name, value in seals().items():
        page.fill(f"#id_{name}", value)
    page.click("text=名簿を確定して公開する")
    for salt, value in OPENED.values():
        page.fill("#id_salt-1", salt)
        page.fill("#id_value-1", value)
        page.locator("button[value=reveal]").first.click()
    page.click("button[value=draw]")
    assert page.locator("text=draws.csv").count() == 1
    assert Lottery.objects.get().drawn_at is not None
    page.context.close()


def _look(pages: list[tuple[Page, str, str]], url: str, width: int, state: str) -> None:
    for page, name, number in pages:
        page.goto(url + reverse(name, args=[number]), wait_until="load")
        look(page, f"{state}-{name.replace(':', '-')}", width, page.evaluate(SMALL))


def _off(browser: Browser, live_server: Any, account: Account) -> Page:
    return tab(browser, live_server, account, 320, java_script_enabled=False).new_page()
