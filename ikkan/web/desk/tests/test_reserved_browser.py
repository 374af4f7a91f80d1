"""The counter's screen of a prepared request in a real browser: three presses, with and without scripts."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings

from ikkan.ledger.cash_rows import CashEntry
from ikkan.ledger.models import Case
from ikkan.people.models import Account, CounterSession
from ikkan.procedures.certificate.tests.conftest import town
from ikkan.procedures.certificate.tests.factories import Person
from ikkan.web.desk.tests.certificate_cast import counter_officer, reserved, worked
from ikkan.web.desk.tests.flushing import flush_append_only_tables
from ikkan.web.tests.cast import signed_in
from ikkan.web.tests.test_signin_browser import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["town"]
Town = dict[str, Person]


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
def officer(transactional_db: None, town: Town, settings: Settings) -> Iterator[Account]:
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    yield counter_officer()
    flush_append_only_tables()


def tab(browser: Browser, url: str, officer: Account, **more: Any) -> Page:
    context = browser.new_context(locale="ja-JP", accept_downloads=True, **more)
    context.add_cookies([{"name": "sessionid", "value": signed_in(officer).cookies["sessionid"].value, "url": url}])
    return context.new_page()


def work(case: Case) -> None:
    """Let a worker beside the pages do its part; sealing runs an event loop, which this thread has already."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        beside.submit(_work, case).result()


def _work(case: Case) -> None:
    worked(case)
    connection.close()


def scan(page: Page, url: str, case: Case) -> None:
    """Do as a scanner does: type into the box that has the focus, and send Enter."""
    page.goto(f"{url}/desk/reserved/")
    page.keyboard.type(case.number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{case.number}/")


def test_three_presses_from_the_scan_to_the_paper(
    browser: Browser, live_server: Any, town: Town, officer: Account
) -> None:
    case = reserved(town["一郎"])
    page, presses = tab(browser, live_server.url, officer), []
    scan(page, live_server.url, case)
    page.get_by_label("運転免許証").check()
    presses.append("paper")
    page.get_by_role("button", name="300円を受け取り、発行する").click()
    presses.append("issue")
    work(case)
    # the page looks again by itself, and the sealed file comes by itself
    with page.expect_download(timeout=20_000) as coming:
        pass
    assert coming.value.suggested_filename.endswith(".pdf")
    page.get_by_role("button", name="渡した").click()
    presses.append("handed")
    page.wait_for_url("**/desk/reserved/")
    assert "の証明書を渡しました" in page.inner_text("main")
    assert "田中" not in page.inner_text("main")
    assert page.evaluate("document.activeElement.id") == "id_code"
    assert len(presses) <= 3
    assert CashEntry.objects.get().amount == 300
    assert not CounterSession.objects.filter(ended_at=None).exists()
    page.context.close()


def test_the_same_without_scripts(browser: Browser, live_server: Any, town: Town, officer: Account) -> None:
    case = reserved(town["一郎"])
    page = tab(browser, live_server.url, officer, java_script_enabled=False)
    page.goto(f"{live_server.url}/desk/reserved/")
    page.locator("#id_code").fill(case.number)
    page.get_by_role("button", name="この請求を開く").click()
    page.get_by_label("運転免許証").check()
    page.get_by_role("button", name="300円を受け取り、発行する").click()
    work(case)
    page.get_by_role("button", name="渡した").wait_for(timeout=20_000)
    with page.expect_download() as coming:
        page.get_by_role("link", name="を印刷する").click()
    assert coming.value.suggested_filename.endswith(".pdf")
    page.get_by_role("button", name="渡した").click()
    page.wait_for_url("**/desk/reserved/")
    case.refresh_from_db()
    assert case.room in {"answer", "closed"}
    page.go_back()
    assert "田中" not in page.inner_text("main")
    page.context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_its_pages(browser: Browser, live_server: Any, town: Town, officer: Account, width: int) -> None:
    case, url = reserved(town["一郎"]), live_server.url
    page = tab(browser, url, officer, viewport={"width": width, "height": 900})
    page.goto(f"{url}/desk/reserved/")
    look(page, "reserved-scan", width, [])
    page.goto(f"{url}/desk/reserved/{case.number}/")
    look(page, "reserved-door", width, [])
    page.get_by_role("button", name="この方の応対を始める").click()
    look(page, "reserved-identity", width, [])
    page.get_by_role("button", name="300円を受け取り、発行する").click()
    look(page, "reserved-too-few", width, [])
    page.get_by_label("運転免許証").check()
    page.get_by_role("button", name="300円を受け取り、発行する").click()
    work(case)
    page.get_by_role("button", name="渡した").wait_for(timeout=20_000)
    look(page, "reserved-ready", width, [])
    page.get_by_role("button", name="渡した").click()
    page.goto(f"{url}/desk/papers/")
    look(page, "reserved-queue", width, [])
    page.goto(f"{url}/desk/enter/certificate/")
    look(page, "reserved-enter", width, [])
    page.get_by_role("button", name="受け付ける").click()
    look(page, "reserved-enter-wrong", width, [])
    page.context.close()
