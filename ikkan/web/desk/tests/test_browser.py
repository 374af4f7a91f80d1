"""Every page of the desk and the board in a real browser: axe, width, targets, the policy, and without scripts."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from ikkan.rooms.check.models import Verdict
from ikkan.web.board import urls as board_urls
from ikkan.web.desk import approve_urls, round_urls, urls
from ikkan.web.desk.counter import begin
from ikkan.web.desk.tests.cast import doubtful, passed, proposal, staff
from ikkan.web.tests.cast import Town, make_town, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# A choice is pressed by its whole row, a task by its whole line (WCAG 2.5.8).
SMALL = """() => [...document.querySelectorAll('a,button,input:not([type=hidden]),select,textarea,summary')]
  .filter(e => e.checkVisibility() && !e.matches('.ik-skip'))
  .map(e => [e.outerHTML.slice(0, 120), (e.closest('.ik-pick,.ik-tasks li') || e).getBoundingClientRect()])
  .filter(([, r]) => Math.round(r.width) < 24 || Math.round(r.height) < 24).map(([html]) => html)"""
# Addresses that take a form, give a file, or lead on: they draw no page of their own.
NO_PAGE = {
    "assign", "keys", "bulk", "verdict", "others", "next", "document_page", "document_file", "notice", "purpose",
    "make_print_file", "letter_back", "print_file", "record_posting", "close", "run", "propose", "publish", "stop",
    "confirm", "sign", "list_file", "letter", "open_letter", "agree", "decide", "take_back", "attachment",
    "counter_page",
}  # fmt: skip


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
def filled(transactional_db: None) -> Iterator[tuple[Town, dict[str, str]]]:
    guards = _guards()
    town = make_town()
    yield town, _pages(town)
    with connection.cursor() as cursor:
        # the rows are flushed after the test, which an append-only table of SQLite refuses
        for name in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
    _flush()
    with connection.cursor() as cursor:
        for sql in guards.values():
            cursor.execute(sql)


def _guards() -> dict[str, str]:
    if connection.vendor != "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _flush() -> None:
    call_command("flush", interactive=False, verbosity=0)


def _pages(town: Town) -> dict[str, str]:
    """Return every page of the URL table by name; a new page without an entry fails here."""
    doubt, fine = doubtful(town, "d").case, passed(town, "p")
    document = fine.documents.first()
    assert document is not None
    draft = begin(town.officer, "nursery", "100001", timezone.now())
    one = proposal(town)
    given = {"number": doubt.number, "key": document.pk, "draft": draft.pk, "facility": "0013020001"}
    found: dict[str, str] = {}
    for module in (urls, round_urls, approve_urls, board_urls):
        for pattern in module.urlpatterns:
            name = str(pattern.name)
            if name in NO_PAGE:
                continue
            named = {key: given[key] for key in pattern.pattern.regex.groupindex}
            if module is round_urls and "number" in named:
                named["number"] = town.round.number
            if module is approve_urls and "key" in named:
                named["key"] = one.pk
            if name == "document":
                named["number"] = fine.number
            found[f"{module.app_name}:{name}"] = reverse(f"{module.app_name}:{name}", kwargs=named)
    found["counter page"] = reverse("desk:counter_page", args=[draft.pk, "children", "child_name", 0])
    found["passed case"] = reverse("desk:case", args=[fine.number])
    return found


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_every_page_passes_axe_fits_and_keeps_the_policy(
    browser: Browser, live_server: Any, filled: tuple[Town, dict[str, str]], width: int
) -> None:
    town, pages = filled
    everything = staff("everything", "clerk3", ["desk", "post", "board", "approve"])
    town.round.refresh_from_db()
    wrong: dict[str, list[Any]] = {}
    for account in (town.approver, town.officer, everything):
        context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 900})
        session = signed_in(account).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        said: list[str] = []
        _listen(page, said)
        for name, address in pages.items():
            if _visitor(name, town) != account.username:
                continue
            said.clear()
            answer = page.goto(live_server.url + address, wait_until="load")
            assert answer is not None
            assert answer.status == 200, (name, answer.status)
            found = [*_axe(page), *said, *page.evaluate(SMALL)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append("wider than the window")
            if found:
                wrong[name] = found
        context.close()
    assert wrong == {}


def _visitor(name: str, town: Town) -> str:
    """Return who opens a page: the approver their queue, the officer their own draft."""
    if name.startswith("approve:"):
        return town.approver.username
    return town.officer.username if "counter" in name else "everything"


def _listen(page: Page, said: list[str]) -> None:
    page.on("console", lambda message: said.append(message.text) if _complains(message.type, message.text) else None)


def _complains(kind: str, text: str) -> bool:
    # a device that this browser does not know needs no forbidding
    return kind in {"error", "warning"} and "Permissions-Policy" not in text


def _axe(page: Page) -> list[Any]:
    found = Axe().run(page, options=TAGS).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def test_a_doubt_is_judged_with_scripts_off(
    browser: Browser, live_server: Any, filled: tuple[Town, dict[str, str]]
) -> None:
    town, _ = filled
    context = browser.new_context(locale="ja-JP", java_script_enabled=False, viewport={"width": 320, "height": 900})
    session = signed_in(town.officer).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("desk:inbox"))
    page.click("tbody th a")
    page.check("input[value=same]")
    page.click("text=この判断にする")
    assert page.locator("text=判断を記録しました").count() == 1
    assert Verdict.objects.count() == 1
    context.close()
