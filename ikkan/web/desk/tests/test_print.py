"""The board prints on one A4 sheet."""

from typing import Any

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from ikkan.web.desk.tests.every_page import OnePage
from ikkan.web.desk.tests.test_browser import browser, filled, tab
from ikkan.web.tests.cast import Town

__all__ = ["browser", "filled"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_board_prints_on_one_sheet(browser: Browser, live_server: Any, filled: tuple[Town, list[OnePage]]) -> None:
    manager = next(one.visitor for one in filled[1] if one.name == "board:board")
    page = tab(browser, live_server, manager, 1280).new_page()
    page.goto(live_server.url + reverse("board:board"))
    assert len(pypdfium2.PdfDocument(page.pdf(format="A4"))) == 1
