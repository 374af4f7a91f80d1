"""A filing for protection and its deeds in a real browser, once it is opened: axe, width, and without scripts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from ikkan.web.desk.tests.cast import staff
from ikkan.web.desk.tests.every_page import protected, stops
from ikkan.web.desk.tests.flushing import flush_append_only_tables
from ikkan.web.tests.cast import make_town, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
DEEDS = ("opinion", "start", "extend", "end", "tell", "forward", "release")
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


@pytest.fixture
def opened(transactional_db: None) -> Iterator[tuple[str, dict[str, object]]]:
    """Return the session of an officer who opened a filing, and the keys of what there is."""
    protected(make_town())
    account = staff("one", "clerk5", ["protect"])
    keys, client = stops(account), signed_in(account)
    client.post(reverse("stops:open", args=[keys["protection"]]), {"why": "延長の電話を受けた"})
    yield client.cookies["sessionid"].value, keys
    flush_append_only_tables()


@pytest.mark.parametrize("width", [320, 1280])
def test_an_opened_filing_passes_axe_and_fits_without_scripts(
    browser: Browser, live_server: Any, opened: tuple[str, dict[str, object]], width: int
) -> None:
    session, keys = opened
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=True)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page, wrong = context.new_page(), []
    names = [
        ("list", "stops:protections", []), ("receive", "stops:receive", []), ("holds", "stops:holds", []),
        ("hold", "stops:hold", [keys["hold"]]), ("hold_new", "stops:hold_new", []),
        ("second", "stops:second", [keys["deed"]]), ("protection", "stops:protection", [keys["protection"]]),
        *((deed, "stops:on_protection", [keys["protection"], deed]) for deed in DEEDS),
    ]  # fmt: skip
    for name, address, words in names:
        answer = page.goto(live_server.url + reverse(address, args=words))
        assert answer is not None
        assert answer.status == 200, name
        found = Axe().run(page, options=TAGS).response["violations"]
        wrong += [(name, one["id"], one["nodes"][0]["html"]) for one in found]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append((name, "too wide", ""))
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    context.close()
    assert not wrong, "\n".join(map(str, wrong))


def test_an_end_is_asked_for_without_scripts(
    browser: Browser, live_server: Any, opened: tuple[str, dict[str, object]]
) -> None:
    session, keys = opened
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("stops:protection", args=[keys["protection"]]))
    page.get_by_role("link", name="申出者への連絡").click()
    page.get_by_label("どうやって伝えましたか").fill("電話")
    page.get_by_label("理由").fill("延長するか聞いた")
    page.get_by_role("button", name="記録する").click()
    assert page.get_by_text("記録しました").is_visible()
    assert page.get_by_role("cell", name="延長するか聞いた").is_visible()
    context.close()
