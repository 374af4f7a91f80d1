"""The report of a round in a real browser, for officers and for everybody: axe, width, and what the console says."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from ikkan.ledger.models import Round
from ikkan.web.desk.tests.flushing import flush_append_only_tables
from ikkan.web.desk.tests.round_cast import approved_round
from ikkan.web.desk.tests.test_browser import browser
from ikkan.web.tests.cast import make_town, signed_in

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
SHOTS = os.environ.get("IKKAN_SHOTS", "")


@pytest.fixture
def opened(transactional_db: None) -> Iterator[tuple[str, str]]:
    """Return the session of an officer, and the number of a published round."""
    town = make_town()
    number = approved_round(town).number
    Round.objects.update(published_at=timezone.now() - timedelta(minutes=1))
    yield signed_in(town.officer).cookies["sessionid"].value, number
    flush_append_only_tables()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_the_report_passes_axe_and_fits(
    browser: Browser, live_server: Any, opened: tuple[str, str], width: int
) -> None:
    session, number = opened
    context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page, wrong = context.new_page(), []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    for name in ("rounds:report", "citizen:round_report"):
        for part in (0, 1):
            page.goto(f"{live_server.url}{reverse(name, args=[number])}?part={part}", wait_until="load")
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name.replace(':', '-')}-{part}-{width}.png", full_page=True)
            wrong += [(name, part, one["id"]) for one in Axe().run(page, options=TAGS).response["violations"]]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((name, part, "wider than the window"))
    context.close()
    assert wrong == []
