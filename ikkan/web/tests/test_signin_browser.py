"""Sign-in by card in a real browser: axe, width, the policy, and the whole way by pressing buttons, without scripts."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from ikkan.people.models import Account, NationalSignIn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("ikkan.web.tests.small_urls"),
]
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# Where a person looks at pictures of the pages: a folder, or nothing.
SHOTS = os.environ.get("IKKAN_SHOTS", "")
CARD = "マイナンバーカード（デジタル認証アプリ）"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # the driver runs an event loop in this thread, and the tests use the database beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as player:
        one = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield one
        one.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _demo() -> Iterator[None]:
    with override_settings(
        SECURE_SSL_REDIRECT=False, SESSION_COOKIE_SECURE=False, CSRF_COOKIE_SECURE=False,
        IKKAN_DEMO=True, IKKAN_AUTH_APP_ISSUER="",
    ):  # fmt: skip
        yield


def listen_to(said: list[str]) -> Callable[[ConsoleMessage], None]:
    """Write down what the browser complains of; a device that this browser does not know needs no forbidding."""

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "Permissions-Policy" not in message.text:
            said.append(message.text)

    return hear


def look(page: Page, name: str, width: int, said: list[str]) -> None:
    """Judge the page that stands open."""
    found = Axe().run(page, options=TAGS).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert page.locator("h1").count() == 1, name
    assert said == [], name
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_whole_way_by_card(browser: Browser, live_server: Any, width: int) -> None:
    context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("console", listen_to(said))
    page.goto(f"{live_server.url}/sign-in/login/?next=/my/sign-ins/")
    look(page, "login", width, said)
    page.get_by_role("link", name=CARD).click()
    look(page, "fake", width, said)
    page.get_by_role("button", name="見本　花子のカードを読み取る").click()
    look(page, "first", width, said)
    page.get_by_role("button", name="カードでアカウントを作る").click()
    assert page.url == f"{live_server.url}/my/sign-ins/"
    look(page, "sign-ins", width, said)
    page.get_by_role("link", name="このカードを外す").click()
    look(page, "unlink", width, said)
    page.get_by_role("button", name="カードを外す").click()
    assert NationalSignIn.objects.count() == 1
    # a refused form is answered 422, which the browser writes down
    look(page, "unlink-refused", width, [])
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_step_up_and_back_without_scripts(browser: Browser, live_server: Any, width: int) -> None:
    account = Account.objects.create_user("hanako", "nagai-aikotoba-7")
    plain = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{live_server.url}/sign-in/login/")
    page.locator("[name=login]").fill("hanako")
    page.locator("[name=password]").fill("nagai-aikotoba-7")
    page.get_by_role("button", name="ログインする").click()
    page.goto(f"{live_server.url}/card-only/form/")
    page.get_by_role("button", name="送る").click()
    step_up = page.url
    assert "/sign-in/step-up/" in step_up
    page.get_by_role("link", name="マイナンバーカードで確かめる").click()
    page.get_by_role("button", name="見本　太郎のカードを読み取る").click()
    page.get_by_role("button", name="このアカウントにつなぐ").click()
    assert "/sign-in/resume/" in page.url
    page.get_by_role("button", name="続きを送る").click()
    assert "card: 湊" in page.content()
    assert NationalSignIn.objects.get().account == account
    kept = plain.storage_state()
    plain.close()
    seen = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 800}, storage_state=kept)
    page = seen.new_page()
    for name, url in (("step-up", step_up), ("failed", f"{live_server.url}/sign-in/national/callback/?state=x")):
        page.goto(url)
        look(page, name, width, [])
    seen.close()
