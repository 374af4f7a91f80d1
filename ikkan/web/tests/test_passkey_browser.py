"""Passkeys in a real browser with a virtual authenticator: made, used, renamed, taken away; axe and width beside it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from ikkan.people.models import Account
from ikkan.web.tests.test_signin_browser import listen_to, look

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("ikkan.web.tests.small_urls"),
    pytest.mark.usefixtures("cache_table"),
]
SECRET = "nagai-aikotoba-7"


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
def _plain_http() -> Iterator[None]:
    with override_settings(SECURE_SSL_REDIRECT=False, SESSION_COOKIE_SECURE=False, CSRF_COOKIE_SECURE=False):
        yield


def origin_of(live_server: Any) -> str:
    """Return the address by which a browser trusts this machine without HTTPS."""
    return f"http://localhost:{live_server.thread.port}"


def visitor(browser: Browser, width: int = 1280) -> tuple[BrowserContext, Page, CDPSession, str]:
    """Open a window with an authenticator that knows the person's finger."""
    context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 800})
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    added = device.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    return context, page, device, added["authenticatorId"]


def by_password(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/sign-in/login/?next=/my/sign-ins/")
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(SECRET)
    page.get_by_role("button", name="ログインする").click()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_passkey_is_made_used_renamed_and_taken_away(browser: Browser, live_server: Any, width: int) -> None:
    account = Account.objects.create_user("hanako", SECRET)
    url, said = origin_of(live_server), list[str]()
    context, page, _, _ = visitor(browser, width)
    page.on("console", listen_to(said))
    by_password(page, url, "hanako")
    page.get_by_role("link", name="パスキーを作る").click()
    look(page, "passkey-add", width, said)
    page.locator("[name=name]").fill("わたしの電話")
    page.get_by_role("button", name="パスキーを作る").click()
    page.wait_for_url(f"{url}/my/sign-ins/")
    look(page, "passkey-made", width, said)
    assert Authenticator.objects.get().user_id == account.pk
    page.get_by_role("button", name="ログアウト").click()
    page.goto(f"{url}/sign-in/login/?next=/my/sign-ins/")
    look(page, "passkey-login", width, said)
    page.get_by_role("button", name="パスキーで入る").click()
    page.wait_for_url(f"{url}/my/sign-ins/")
    assert "いまは、パスキーでログインしています" in page.content()
    page.get_by_role("link", name="名前を変える").click()
    look(page, "passkey-rename", width, said)
    page.locator("[name=name]").fill("古い電話")
    page.get_by_role("button", name="名前を変える").click()
    assert "古い電話" in page.content()
    page.get_by_role("link", name="このパスキーを外す").click()
    look(page, "passkey-remove", width, said)
    page.get_by_role("button", name="パスキーを外す").click()
    assert not Authenticator.objects.exists()
    context.close()


def test_without_the_finger_nobody_comes_in(browser: Browser, live_server: Any) -> None:
    Account.objects.create_user("hanako", SECRET)
    url = origin_of(live_server)
    context, page, device, key = visitor(browser)
    by_password(page, url, "hanako")
    page.goto(f"{url}/my/sign-ins/passkeys/add/")
    page.get_by_role("button", name="パスキーを作る").click()
    page.wait_for_url(f"{url}/my/sign-ins/")
    page.get_by_role("button", name="ログアウト").click()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto(f"{url}/sign-in/login/")
    page.get_by_role("button", name="パスキーで入る").click()
    page.get_by_text("パスキーを使えませんでした").wait_for()
    page.goto(f"{url}/my/sign-ins/")
    assert "/sign-in/login/" in page.url
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_an_account_is_made_by_passkey_alone(browser: Browser, live_server: Any, width: int) -> None:
    url, said = origin_of(live_server), list[str]()
    context, page, _, _ = visitor(browser, width)
    page.on("console", listen_to(said))
    page.goto(f"{url}/sign-in/signup/")
    page.get_by_role("link", name="パスキーで作る").click()
    look(page, "passkey-signup", width, said)
    page.locator("[name=username]").fill("aoi")
    page.get_by_role("button", name="次へ").click()
    look(page, "passkey-signup-2", width, said)
    assert not Account.objects.exists()
    page.get_by_role("button", name="パスキーを作る").click()
    page.wait_for_url(f"{url}/")
    account = Account.objects.get(username="aoi")
    assert not account.has_usable_password()
    page.goto(f"{url}/my/sign-ins/")
    page.get_by_role("link", name="このパスキーを外す").click()
    page.get_by_role("button", name="パスキーを外す").click()
    assert "ほかにログインする方法がない" in page.content()
    assert Authenticator.objects.filter(user=account).exists()
    context.close()


def test_staff_give_the_passkey_after_the_password(browser: Browser, live_server: Any) -> None:
    Account.objects.create_user("officer", SECRET, kind="staff")
    url, said = origin_of(live_server), list[str]()
    context, page, _, _ = visitor(browser)
    page.on("console", listen_to(said))
    with override_settings(IKKAN_STAFF_SECOND_FACTOR=True):
        by_password(page, url, "officer")
        page.goto(f"{url}/desk/")
        assert page.url == f"{url}/my/sign-ins/"
        look(page, "staff-short", 1280, said)
        page.get_by_role("link", name="パスキーを作る").click()
        page.get_by_role("button", name="パスキーを作る").click()
        page.wait_for_url(f"{url}/my/sign-ins/")
        page.get_by_role("button", name="ログアウト").click()
        by_password(page, url, "officer")
        look(page, "second-step", 1280, said)
        page.get_by_role("button", name="パスキーで確かめる").click()
        page.wait_for_url(f"{url}/my/sign-ins/")
        assert "いまは、パスキーでログインしています" in page.content()
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_other_pages(browser: Browser, live_server: Any, width: int) -> None:
    account = Account.objects.create_user("hanako", SECRET)
    url, said = origin_of(live_server), list[str]()
    context, page, _, _ = visitor(browser, width)
    page.on("console", listen_to(said))
    by_password(page, url, "hanako")
    page.get_by_role("link", name="アプリをつなぐ").click()
    look(page, "code-app", width, said)
    page.goto(f"{url}/sign-in/again/")
    look(page, "again-password", width, said)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    page.goto(f"{url}/my/sign-ins/code-app/remove/")
    look(page, "again-code", width, said)
    page.get_by_role("button", name="ログアウト").click()
    page.goto(f"{url}/sign-in/recovery/")
    look(page, "recovery", width, said)
    context.close()


def test_without_scripts_the_page_says_what_to_do_instead(browser: Browser, live_server: Any) -> None:
    plain = browser.new_context(locale="ja-JP", viewport={"width": 320, "height": 800}, java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{origin_of(live_server)}/sign-in/login/")
    assert page.get_by_text("いまパスキーを使えません").is_visible()
    assert page.get_by_text("パスワードでログインしてください。").is_visible()
    assert not page.get_by_role("button", name="パスキーで入る").is_visible()
    plain.close()
