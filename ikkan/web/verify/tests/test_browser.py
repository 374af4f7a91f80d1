"""The page of checking in a real browser: axe finds nothing, it fits a phone, and needs no script."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from ikkan.counter.tests.pages import serve
from ikkan.web.verify.tests.test_verify import Sealed, asked, given, sealed

__all__ = ["sealed"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        one = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield one
        one.close()


@pytest.fixture
def pages(sealed: Sealed) -> dict[str, str]:
    """Draw every state before the browser starts: Django keeps off its event loop."""
    return {
        "/start/": Client().get("/verify/").content.decode(),
        "/good/": given(sealed.pdf),
        "/bad/": given(b"no paper"),
        "/code/": Client().get("/verify/", {"c": sealed.code}).content.decode(),
        "/person/": asked(sealed, "高橋花代"),
        "/error/": Client().post("/verify/", {}).content.decode(),
        "/english/": Client().get("/verify/", {"c": sealed.code, "lang": "en"}).content.decode(),
    }


def test_axe_finds_nothing_in_any_state(pages: dict[str, str], browser: Browser) -> None:
    faults = []
    with serve(pages) as address:
        for width in (320, 1280):
            page = browser.new_page(viewport={"width": width, "height": 900})
            for path in pages:
                page.goto(f"{address}{path}", wait_until="load")
                found = Axe().run(page, options=TAGS).response["violations"]
                faults += [(path, width, one["id"]) for one in found]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    faults.append((path, width, "wide"))
    assert faults == []
