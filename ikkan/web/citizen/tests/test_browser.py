"""The citizen's pages in a real browser: axe, width, targets, policy, with and without scripts, by keyboard alone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from ikkan.ledger.models import Case
from ikkan.rooms.intake.drafts import start_draft
from ikkan.web.citizen.tests.places_of_pages import make_pages
from ikkan.web.tests.cast import Town, application, make_town, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
# A choice is pressed by its whole row, a task by its whole line; a link inside a sentence is exempt (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll('a,button,input:not([type=hidden]),select,textarea,summary')]
  .filter(e => e.checkVisibility() && !e.matches('.ik-skip'))
  .map(e => [e.outerHTML.slice(0, 120), (e.closest('.ik-pick,.ik-tasks li') || e).getBoundingClientRect()])
  .filter(([, r]) => Math.round(r.width) < 44 || Math.round(r.height) < 44).map(([html]) => html)"""
# WCAG 1.4.12
SPACING = (
    "* {line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p {margin-bottom:2em!important}"
)
# What hides part of its own text; the scrolling region of a wide table and what only readers hear are meant to.
CUT_OFF = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && !e.closest('.vh,.ik-skip,svg,textarea,.ik-scroll,caption'))
  .filter(e => /hidden|clip/.test(getComputedStyle(e).overflow)
    && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
  .map(e => e.outerHTML.slice(0, 120))"""
# Where a person looks at pictures of the pages: a folder, or nothing.
SHOTS = os.environ.get("IKKAN_SHOTS", "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # the driver runs an event loop in this thread, and the tests use the database beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as player:
        one = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield one
        one.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def guards(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """Give the triggers of append-only tables by name; they stand again when the module is done."""
    with django_db_blocker.unblock():
        found = standing_guards()
    yield found
    with django_db_blocker.unblock():
        put_back(found)


@pytest.fixture
def town(guards: dict[str, str], transactional_db: None) -> Iterator[Town]:
    put_back(guards)
    yield make_town()
    # the rows of this test are flushed after it, which an append-only table of SQLite refuses
    with connection.cursor() as cursor:
        for name in standing_guards():
            cursor.execute(f'DROP TRIGGER "{name}"')


def standing_guards() -> dict[str, str]:
    """Return name and SQL of every trigger; PostgreSQL is flushed by TRUNCATE, which asks none."""
    if connection.vendor != "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def put_back(wanted: dict[str, str]) -> None:
    standing = standing_guards()
    with connection.cursor() as cursor:
        for name, sql in wanted.items():
            if name not in standing:
                cursor.execute(sql)


def enter(browser: Browser, address: str, town: Town, **options: Any) -> BrowserContext:
    """Return a browser's window in which the applicant is signed in."""
    context = browser.new_context(locale="ja-JP", **options)
    session = signed_in(town.applicant).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return context


def is_complaint(kind: str, text: str) -> bool:
    """Tell what the browser complains of; a device that this browser does not know needs no forbidding."""
    return kind in {"error", "warning"} and "Permissions-Policy" not in text


def run_axe(page: Page) -> list[Any]:
    found = Axe().run(page, options=TAGS).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_every_page_passes_axe_fits_and_keeps_the_policy(
    browser: Browser, live_server: Any, town: Town, width: int
) -> None:
    context = enter(browser, live_server.url, town, viewport={"width": width, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if is_complaint(message.type, message.text) else None)
    wrong: dict[str, list[Any]] = {}
    for name, url in make_pages(town).items():
        if width > 320 and (name.endswith("-1") or "parent2" in name):
            # the same template as for the first child or parent, which was looked at
            continue
        said.clear()
        answer = page.goto(live_server.url + url, wait_until="load")
        assert answer is not None
        assert answer.status == 200, (name, answer.status)
        found = [*run_axe(page), *said, *page.evaluate(SMALL)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the window")
        if page.locator("h1").count() != 1:
            found.append("not one h1")
        if found:
            wrong[name] = found
        if SHOTS and width != 640:
            page.screenshot(path=Path(SHOTS) / f"citizen-{name}-{width}.png", full_page=True)
    context.close()
    assert wrong == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_wider_text_spacing_cuts_nothing_off_any_page(
    browser: Browser, live_server: Any, town: Town, width: int
) -> None:
    # A test sheet cannot pass the page's own policy, so this context alone goes past it.
    context = enter(browser, live_server.url, town, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    wrong: dict[str, list[str]] = {}
    for name, url in make_pages(town).items():
        page.goto(live_server.url + url, wait_until="load")
        page.add_style_tag(content=SPACING)
        found = page.evaluate(CUT_OFF)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append("wider than the window")
        if found:
            wrong[name] = found
    context.close()
    assert wrong == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_application_is_sent_from_confirm_to_tracker(
    browser: Browser, live_server: Any, town: Town, scripts: bool
) -> None:
    draft = start_draft(owner=town.applicant, procedure="nursery", form_version="1", answers=ready())
    context = enter(browser, live_server.url, town, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{live_server.url}/nursery/apply/{draft.pk}/")
    page.click("text=確認して送る")
    page.check("#id_agreements-true_statement_0")
    page.check("#id_agreements-registers_read_0")
    page.click("text=この内容で申し込む")
    page.wait_for_url("**/receipt/*")
    number = Case.objects.get().number
    assert number in page.inner_text("main")
    page.click("text=状況を見る")
    assert page.locator("[aria-current=step]").count() == 1
    context.close()


def test_application_is_sent_by_keyboard_alone(browser: Browser, live_server: Any, town: Town) -> None:
    draft = start_draft(owner=town.applicant, procedure="nursery", form_version="1", answers=ready())
    context = enter(browser, live_server.url, town)
    page = context.new_page()
    page.goto(f"{live_server.url}/nursery/apply/{draft.pk}/")
    press_on(page, "確認して送る", "Enter")
    page.wait_for_url("**/confirm/")
    press_on(page, "", "Space", box="agreements-true_statement")
    press_on(page, "", "Space", box="agreements-registers_read")
    press_on(page, "この内容で申し込む", "Enter")
    page.wait_for_url("**/receipt/*")
    press_on(page, "状況を見る", "Enter")
    page.wait_for_url(f"**/cases/{Case.objects.get().number}/")
    context.close()


def test_live_estimate_follows_the_answers(browser: Browser, live_server: Any, town: Town) -> None:
    draft = start_draft(owner=town.applicant, procedure="nursery", form_version="1", answers=ready())
    context = enter(browser, live_server.url, town)
    page = context.new_page()
    page.goto(f"{live_server.url}/nursery/apply/{draft.pk}/parent1/work_hours/")
    before = page.inner_text("#estimate .ik-say")
    page.fill("#id_work-month_hours", "60")
    page.press("#id_work-month_hours", "Tab")
    page.wait_for_function("before => document.querySelector('#estimate .ik-say').innerText !== before", arg=before)
    assert page.evaluate("document.activeElement !== document.body")
    context.close()


def ready() -> dict[str, Any]:
    """Return answers that lack nothing but the agreement."""
    return {**application(), "agreements": {}}


def press_on(page: Page, words: str, key: str, *, box: str = "") -> None:
    """Go by Tab to what bears these words, look whether it can be seen, and press a key."""
    for _ in range(400):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
            return [e.innerText || '', e.name || '', s.outlineStyle, r.top < innerHeight && r.bottom > 0]; }"""
        )
        if (box and seen[1] == box) or (words and seen[0].strip() == words):
            assert seen[2] == "solid", f"{words or box} has no ring"
            assert seen[3], f"{words or box} is outside the window"
            page.keyboard.press(key)
            return
    raise AssertionError(f"Tab never reached {words or box}.")
