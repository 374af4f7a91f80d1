"""The page that tries seats, filled, in a real browser: axe, width, and the answer without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from ikkan.procedures.nursery.models import Run
from ikkan.web.desk.tests.flushing import flush_append_only_tables
from ikkan.web.desk.tests.test_browser import SMALL, _axe, browser, tab
from ikkan.web.desk.tests.test_what_if_page import placed
from ikkan.web.tests.cast import Town, make_town

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tried(transactional_db: None) -> Iterator[tuple[Town, str]]:
    """Give a town whose round is placed, and the facility of a placed child."""
    town = make_town()
    placed(town)
    child = Run.objects.get(round=town.round).children.exclude(facility="").first()
    assert child is not None
    yield town, child.facility
    flush_append_only_tables()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_filled_page_passes_axe_fits_and_answers_without_scripts(
    browser: Browser, live_server: Any, tried: tuple[Town, str], width: int
) -> None:
    town, facility = tried
    page = tab(browser, live_server, town.officer, width, java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("rounds:what_if", args=[town.round.number]), wait_until="load")
    page.select_option("#id_facility", facility)
    page.click("text=この園で試す")
    for age in range(6):
        page.fill(f"#id_seats{age}", "0")
    page.click("text=どうなるか見る")
    assert page.locator("text=変わる世帯").count() >= 1
    here = page.url
    page.context.close()
    seen = tab(browser, live_server, town.officer, width).new_page()
    seen.goto(here, wait_until="load")
    assert [*_axe(seen), *seen.evaluate(SMALL)] == []
    assert seen.evaluate("document.documentElement.scrollWidth") <= width


def test_a_moved_slider_is_answered_at_once(browser: Browser, live_server: Any, tried: tuple[Town, str]) -> None:
    town, facility = tried
    page = tab(browser, live_server, town.officer, 1280).new_page()
    address = reverse("rounds:what_if", args=[town.round.number])
    page.goto(f"{live_server.url}{address}?facility={facility}", wait_until="load")
    assert page.locator("text=変わる世帯").count() == 0
    for age in range(6):
        page.locator(f"#id_seats{age}").press("Home")
        page.locator(f"label[for=id_seats{age}]:has-text(' 0人')").wait_for()
    page.locator("text=変わる世帯").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "id_seats5"
