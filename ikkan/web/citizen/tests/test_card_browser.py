"""The most usual certificate on a phone: from the first page to the paid fee in at most eight taps, scripts or not."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, Locator, Page
from pytest_django import Settings

from ikkan.ledger.models import Case
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.tests.factories import Person
from ikkan.web.citizen.tests.card_walk import card_town, lay_card, worked
from ikkan.web.citizen.tests.test_browser import browser, guards, put_back, run_axe, standing_guards
from ikkan.web.tests.cast import signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("ikkan.web.citizen.tests.demo_urls"),
]
MOST_TAPS = 8
SHOTS = os.environ.get("IKKAN_SHOTS", "")
__all__ = ["browser", "guards"]


@pytest.fixture
def town(
    guards: dict[str, str], transactional_db: None, home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Person]]:
    put_back(guards)
    found = card_town(home, settings)
    lay_card(monkeypatch, found["一郎"].card)
    yield found
    # the rows of this test are flushed after it, which an append-only table of SQLite refuses
    with connection.cursor() as cursor:
        for name in standing_guards():
            cursor.execute(f'DROP TRIGGER "{name}"')


def let_work(case: Case) -> None:
    """Let the worker work in a thread of its own: the browser's driver holds the loop of this one."""

    def work() -> None:
        try:
            worked(case)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(work).result()


class Thumb:
    """Taps what is on the page, and counts; axe is a script itself, and looks where scripts may run."""

    def __init__(self, page: Page, *, scripts: bool) -> None:
        self.page, self.scripts, self.taps = page, scripts, 0

    def tap(self, what: Locator) -> None:
        """Tap something that can be seen."""
        self.taps += 1
        if self.scripts:
            assert run_axe(self.page) == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 390, self.page.url
        if SHOTS:
            self.page.screenshot(
                path=Path(SHOTS) / f"taps-{'scripts' if self.scripts else 'plain'}-{self.taps}.png", full_page=True
            )
        what.click()
        self.page.wait_for_load_state()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_most_usual_request_is_asked_signed_and_paid_in_eight_taps(
    browser: Browser, live_server: Any, town: dict[str, Person], scripts: bool
) -> None:
    context = browser.new_context(locale="ja-JP", viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    session = signed_in(town["一郎"].account).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    thumb = Thumb(page, scripts=scripts)
    page.goto(live_server.url)
    thumb.tap(page.get_by_role("link", name="住民票の写しの請求"))
    thumb.tap(page.get_by_role("button", name="申込みを始める"))
    thumb.tap(page.get_by_text("銀行・携帯電話などの契約", exact=True))
    thumb.tap(page.get_by_role("button", name="保存して次へ"))
    thumb.tap(page.get_by_role("link", name="カードで署名して送る"))
    thumb.tap(page.get_by_role("button", name="のカードを読み取る").first)
    page.wait_for_url("**/receipt/**")
    case = Case.objects.get()
    let_work(case)
    page.reload()
    thumb.tap(page.get_by_role("link", name="支払いのページへ進む"))
    thumb.tap(page.get_by_role("button", name="支払う", exact=True))
    page.wait_for_url("**/payment/")
    let_work(case)
    assert Copy.objects.filter(case=case).count() == 1
    page.goto(f"{live_server.url}/cases/{case.number}/")
    assert "発送を待っています" in page.inner_text("main")
    context.close()
    assert thumb.taps <= MOST_TAPS
