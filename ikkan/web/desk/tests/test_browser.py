"""Every page of the desk and the board in a real browser: axe, width, targets, the policy, and without scripts."""

import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ikkan.people.models import Account
from ikkan.rooms.check.models import Verdict
from ikkan.web.desk.tests.every_page import OnePage, pages_of
from ikkan.web.desk.tests.flushing import flush_append_only_tables
from ikkan.web.tests.cast import Town, make_town, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
# A choice is pressed by its whole row, a task by its whole line (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll('a,button,input:not([type=hidden]),select,textarea,summary')]
  .filter(e => e.checkVisibility() && !e.matches('.ik-skip'))
  .map(e => [e.outerHTML.slice(0, 120), (e.closest('.ik-pick,.ik-tasks li') || e).getBoundingClientRect()])
  .filter(([, r]) => Math.round(r.width) < 24 || Math.round(r.height) < 24).map(([html]) => html)"""

# WCAG 1.4.12, and what may not happen under it: text cut off in a box of fixed height, or one box over another
SPACING = (
    "* {line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p {margin-bottom:2em!important}"
)
CLIPPED = """() => [...document.querySelectorAll('main *, header *, nav *')]
  .filter(e => e.checkVisibility() && !e.closest('thead,.vh,.ik-skip,svg,select,textarea'))
  .filter(e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 1)
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # the driver runs an event loop in this thread, and the tests use the database beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as player:
        one = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield one
        one.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def filled(transactional_db: None) -> Iterator[tuple[Town, list[OnePage]]]:
    town = make_town()
    yield town, pages_of(town)
    flush_append_only_tables()


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_every_page_passes_axe_fits_and_keeps_the_policy(
    browser: Browser, live_server: Any, filled: tuple[Town, list[OnePage]], width: int
) -> None:
    wrong: dict[str, list[Any]] = {}
    for one, page, said in _opened(browser, live_server, filled[1], width):
        found = [*_axe(page), *said, *page.evaluate(SMALL)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the window")
        if found:
            wrong[one.name] = found
    assert wrong == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_stands_wider_text_spacing(
    browser: Browser, live_server: Any, filled: tuple[Town, list[OnePage]], width: int
) -> None:
    wrong: dict[str, list[Any]] = {}
    for one, page, _said in _opened(browser, live_server, filled[1], width, bypass_csp=True):
        page.add_style_tag(content=SPACING)
        found = page.evaluate(CLIPPED)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the window")
        if found:
            wrong[one.name] = found
    assert wrong == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_the_preview_of_a_judgement_for_many_passes_axe_and_fits(
    browser: Browser, live_server: Any, filled: tuple[Town, list[OnePage]], width: int
) -> None:
    page = tab(browser, live_server, filled[0].officer, width).new_page()
    page.goto(live_server.url + reverse("desk:inbox"), wait_until="load")
    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    page.click("text=選んだものに同じ判断をする")
    assert page.locator("text=に使えます").count() == 1
    assert [*_axe(page), *page.evaluate(SMALL)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def tab(browser: Browser, live_server: Any, account: Account, width: int, **more: Any) -> BrowserContext:
    """Return a browser in which somebody is signed in."""
    context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 900}, **more)
    session = signed_in(account).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return context


def _opened(
    browser: Browser, live_server: Any, pages: Sequence[OnePage], width: int, **more: Any
) -> Iterator[tuple[OnePage, Page, list[str]]]:
    """Open every page as its visitor; yield it with what the console complained of."""
    tabs: dict[Any, tuple[Page, list[str]]] = {}
    for one in pages:
        if one.visitor.pk not in tabs:
            page, said = tab(browser, live_server, one.visitor, width, **more).new_page(), list[str]()
            _listen(page, said)
            tabs[one.visitor.pk] = page, said
        page, said = tabs[one.visitor.pk]
        said.clear()
        answer = page.goto(live_server.url + one.address, wait_until="load")
        assert answer is not None
        assert answer.status == 200, (one.name, answer.status)
        yield one, page, said
    for page, _said in tabs.values():
        page.context.close()


def _listen(page: Page, said: list[str]) -> None:
    page.on("console", lambda message: said.append(message.text) if _complains(message.type, message.text) else None)


def _complains(kind: str, text: str) -> bool:
    # a device that this browser does not know needs no forbidding
    return kind in {"error", "warning"} and "Permissions-Policy" not in text


def _axe(page: Page) -> list[Any]:
    found = Axe().run(page, options=TAGS).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def test_a_doubt_is_judged_with_scripts_off(
    browser: Browser, live_server: Any, filled: tuple[Town, list[OnePage]]
) -> None:
    page = tab(browser, live_server, filled[0].officer, 320, java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("desk:inbox"))
    before = Verdict.objects.count()
    page.click("tbody th a")
    page.check("input[value=same]")
    page.click("text=この判断にする")
    assert page.locator("text=判断を記録しました").count() == 1
    assert Verdict.objects.count() == before + 1
    page.context.close()
