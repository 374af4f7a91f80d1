"""The operator's page in a real browser under the strict policy: axe finds nothing, and it fits a phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from ikkan.counter.tests.pages import serve
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.store.models import OutboxRow
from ikkan.store.outbox import put_out

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        one = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield one
        one.close()


@pytest.fixture
def page_text(client: Client) -> str:
    account = Account.objects.create(username="operator", kind=Account.Kind.STAFF)
    office = Office.objects.create(code="it", name_ja="情報政策課", name_en="IT")
    rank = Rank.objects.create(code="clerk", name_ja="主事", name_en="Clerk", level=1)
    Posting.objects.create(account=account, office=office, rank=rank, duties=["operate"], starts_on="2026-04-01")
    put_out("mail:1", "mail", {}, at=timezone.now())
    OutboxRow.objects.update(failed_at=timezone.now(), error="TimeoutError: x")
    client.force_login(account)
    return client.get("/operator/").content.decode()


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(page_text: str, browser: Browser, width: int) -> None:
    said: list[str] = []
    with serve({"/operator/": page_text}) as address:
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/operator/", wait_until="load")
        found = Axe().run(page, options=TAGS).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert wide <= width
    assert said == []
