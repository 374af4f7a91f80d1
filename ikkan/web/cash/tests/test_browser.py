"""The pages of payment in a real browser under the strict policy: axe finds nothing, and they fit a phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from ikkan.counter.tests.pages import serve
from ikkan.ledger.models import Case
from ikkan.web.cash.tests.cast import FEE, held_payment, owing_case
from ikkan.web.tests.cast import Town, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.urls("ikkan.web.cash.tests.demo_urls")]
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        one = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield one
        one.close()


@pytest.fixture
def pages(town: Town, case: Case, cashier: Client) -> dict[str, str]:
    """Return every page in the states that matter, by path."""
    citizen = signed_in(town.applicant)
    payment = reverse("citizen:payment", args=[case.number])
    found = {"/owed": citizen.get(payment)}
    gone = citizen.get(reverse("citizen:pay", args=[case.number])).headers["Location"]
    found |= {"/provider": citizen.get(gone), "/waiting": citizen.get(payment)}
    citizen.post(gone, {"behaviour": "decline"})
    found |= {"/declined": citizen.get(payment)}
    held_payment(case)
    found |= {"/held": citizen.get(payment)}
    citizen.post(gone, {"behaviour": "pay"})
    found |= {"/paid": citizen.get(payment)}
    other = owing_case(town, "other")
    found |= {"/desk-owed": cashier.get(reverse("cash:case", args=[other.number]))}
    cashier.post(reverse("cash:receive", args=[other.number]), {"way": "counter", "amount": FEE})
    found |= {
        "/desk-received": cashier.get(reverse("cash:case", args=[other.number])),
        "/book": cashier.get(reverse("cash:book")),
        "/close": cashier.get(reverse("cash:close")),
        "/close-faults": cashier.post(reverse("cash:close"), {"online": "x", "counter": "1", "post": ""}),
    }
    return {path: answer.content.decode() for path, answer in found.items()}


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(pages: dict[str, str], browser: Browser, width: int) -> None:
    said: list[str] = []
    with serve(pages) as address:
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        for path in pages:
            page.goto(f"{address}{path}", wait_until="load")
            violations = Axe().run(page, options=TAGS).response["violations"]
            assert [f"{path} {one['id']}: {one['help']}" for one in violations] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.close()
    assert said == []
