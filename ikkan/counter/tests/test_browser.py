"""The gallery in a real browser under the strict policy: axe, width, targets, focus, double press."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, sync_playwright
from pypdfium2 import PdfDocument

from ikkan.counter.gallery import gallery_page
from ikkan.counter.tests.pages import serve

pytestmark = pytest.mark.browser

PATHS = ("/citizen", "/refused", "/desk", "/easy", "/404")
TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
SPACING = (
    "* {line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p {margin-bottom:2em!important}"
)
# A choice is pressed by its whole row, a task by its whole line; a link inside a sentence is exempt (WCAG 2.5.8).
SMALL = """least => [...document.querySelectorAll('a,button,input:not([type=hidden]),select,textarea,summary')]
  .filter(e => e.checkVisibility() && !e.matches('.ik-skip'))
  .map(e => [e.outerHTML.slice(0, 120), (e.closest('.ik-pick,.ik-tasks li') || e).getBoundingClientRect()])
  .filter(([, r]) => Math.round(r.width) < least || Math.round(r.height) < least).map(([html]) => html)"""


@pytest.fixture(scope="module")
def posts() -> list[str]:
    return []


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {
        "/citizen": gallery_page(),
        "/refused": gallery_page(bad=True),
        "/desk": gallery_page("desk"),
        "/easy": gallery_page(language="easy"),
        "/404": render_to_string("counter/404.html", {"town_name": "みほん市"}),
    }


@pytest.fixture(scope="module")
def base(pages: dict[str, str], posts: list[str]) -> Iterator[str]:
    with serve(pages, posts) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        one = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield one
        one.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def visit(page: Page, url: str, width: int) -> list[str]:
    """Open ``url`` at ``width`` and return what the console complained about."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url, wait_until="load")
    return said


def run_axe(page: Page) -> list[Any]:
    return [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in Axe().run(page, options=TAGS).response["violations"]
    ]


@pytest.mark.parametrize("width", [320, 640, 1280])
@pytest.mark.parametrize("path", PATHS)
def test_page_passes_axe_fits_and_keeps_the_policy(page: Page, base: str, path: str, width: int) -> None:
    said = visit(page, base + path, width)
    assert run_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL, 24 if path == "/desk" else 44) == []
    assert said == []


@pytest.mark.parametrize("path", ["/citizen", "/desk"])
def test_wider_text_spacing_and_double_letters_fit_a_phone(browser: Browser, base: str, path: str) -> None:
    # A test sheet cannot pass the page's own policy, so this context alone goes past it.
    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 900})
    page = context.new_page()
    page.goto(base + path)
    page.add_style_tag(content=SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 640, "height": 900})
    page.add_style_tag(content="html{font-size:200%!important}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    context.close()


def test_refused_page_puts_the_focus_on_the_summary(page: Page, base: str) -> None:
    visit(page, base + "/refused", 320)
    assert page.evaluate("document.activeElement.className") == "ik-sum"
    page.click(".ik-sum a")
    assert page.evaluate("document.activeElement.id") == "id_phone"


def test_focus_ring_has_two_colours(page: Page, base: str) -> None:
    visit(page, base + "/citizen", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "ik-skip"
    style = page.evaluate(
        "(({outlineColor, outlineStyle, boxShadow}) => [outlineColor, outlineStyle, boxShadow])"
        "(getComputedStyle(document.activeElement))"
    )
    assert style[:2] == ["rgb(0, 0, 0)", "solid"]
    assert "rgb(255, 212, 61)" in style[2]


def test_double_press_sends_once(page: Page, base: str, posts: list[str]) -> None:
    visit(page, base + "/citizen", 1280)
    posts.clear()
    gate = threading.Event()
    page.route("**/hold", lambda route: (gate.wait(0.3), route.continue_()))
    button = page.locator("form[action='#form'] button")
    page.evaluate("document.querySelector(\"form[action='#form']\").action = '/hold'")
    page.evaluate(
        """() => { const b = document.querySelector("form[action='/hold'] button"); b.click(); b.click(); }"""
    )
    page.wait_for_url("**/hold")
    assert posts == ["/hold"]
    assert button.count() == 0


def test_page_works_with_scripts_off(browser: Browser, base: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 900})
    page = context.new_page()
    page.goto(base + "/citizen")
    page.click("summary >> nth=0")
    assert page.locator("details[open] table").count() == 1
    context.close()


def test_desk_keys_stay_off_until_switched_on(page: Page, base: str) -> None:
    visit(page, base + "/desk", 1280)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.evaluate("document.body.dataset.keys = ''")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "H-2027-004812"


def test_print_is_a4_with_number_and_page_on_each_sheet(page: Page, base: str) -> None:
    visit(page, base + "/desk", 1280)
    paper = PdfDocument(page.pdf(prefer_css_page_size=True))
    try:
        assert len(paper) > 3
        assert [round(side) for side in paper[0].get_size()] == pytest.approx([595, 842], abs=1)
        for at in range(len(paper)):
            words = paper[at].get_textpage().get_text_range()
            assert "11月25日 10:04 に表示" in words
            assert f"{at + 1} / {len(paper)}" in words
    finally:
        paper.close()
