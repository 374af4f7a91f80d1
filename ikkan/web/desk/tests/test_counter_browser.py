"""The counter in a real browser: two tabs, the back button and a late press, and how its pages look."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ikkan.people.models import CounterSession
from ikkan.rooms.intake.models import Draft
from ikkan.web.desk.tests.cast import staff
from ikkan.web.desk.tests.flushing import flush_append_only_tables
from ikkan.web.tests.cast import make_citizen, make_facilities, make_register, signed_in
from ikkan.web.tests.test_signin_browser import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
def cookie(transactional_db: None, settings: Any) -> Iterator[str]:
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    make_facilities()
    make_register()
    make_citizen("hanako", "100001")
    client = signed_in(staff("officer", "clerk", ["desk", "accounts"]))
    yield client.cookies["sessionid"].value
    flush_append_only_tables()


def find(page: Page, url: str, year: str, month: str, day: str, kana: str) -> None:
    page.goto(f"{url}/desk/counter/")
    page.locator("[name=kana]").fill(kana)
    for part, value in (("year", year), ("month", month), ("day", day)):
        page.locator(f"[name=birth_{part}]").fill(value)
    page.get_by_role("button", name="住民記録を探す").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_person_before_stays_nowhere(browser: Browser, live_server: Any, cookie: str, scripts: bool) -> None:
    url = live_server.url
    context = browser.new_context(locale="ja-JP", java_script_enabled=scripts)
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])
    left, right = context.new_page(), context.new_page()
    find(left, url, "平成4", "5", "3", "たかはし はなこ")
    left.get_by_label("髙橋 花子").check()
    left.get_by_role("button", name="申込みを始める").click()
    form = left.url
    left.goto(f"{form}children/child_name/0/")
    kept = Draft.objects.get().answers
    right.goto(f"{url}/desk/counter/")
    assert "応対中" in right.content()
    right.get_by_role("button", name="次の方").click()
    assert "髙橋" not in right.inner_text("main")
    find(right, url, "平成2", "11", "20", "たかはし たろう")
    right.get_by_label("髙橋 太郎").check()
    right.get_by_role("button", name="申込みを始める").click()
    # the officer types the next person's words into the tab that still shows the one before
    left.locator("input[type=text]").first.fill("ツギノヒト")
    left.get_by_role("button", name="保存して次へ").click()
    assert "この画面は、前の方の画面です" in left.content()
    left.go_back()
    assert "花子" not in left.inner_text("main")
    assert Draft.objects.get(on_behalf_of="100001").answers == kept
    assert "ツギノヒト" not in str([one.answers for one in Draft.objects.all()])
    assert CounterSession.objects.filter(ended_at=None).count() == 1
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_its_pages(browser: Browser, live_server: Any, cookie: str, width: int) -> None:
    url = live_server.url
    context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])
    page = context.new_page()
    find(page, url, "平成4", "5", "3", "たかはし はなこ")
    look(page, "counter-found", width, [])
    page.get_by_label("髙橋 花子").check()
    page.get_by_role("button", name="申込みを始める").click()
    look(page, "counter-form", width, [])
    page.goto(f"{page.url}children/child_name/0/")
    look(page, "counter-page", width, [])
    page.goto(f"{url}/desk/counter/")
    look(page, "counter-served", width, [])
    page.get_by_role("button", name="次の方").click()
    look(page, "counter-free", width, [])
    page.goto(f"{url}/desk/counter/ended/")
    look(page, "counter-ended", width, [])
    page.goto(f"{url}/desk/accounts/")
    look(page, "recoveries", width, [])
    page.locator("[name=username]").fill("hanako")
    page.get_by_label("運転免許証").check()
    page.get_by_role("button", name="復旧の番号を作る").click()
    look(page, "recovery-made", width, [])
    context.close()
