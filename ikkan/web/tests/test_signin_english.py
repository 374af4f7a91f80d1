"""Every sentence of sign-in, errors and navigation has its English, and the compiled catalogue is the written one."""

import re
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.test import Client, override_settings

from ikkan import people, web

WEB, PEOPLE = Path(web.__path__[0]), Path(people.__path__[0])
PO = PEOPLE / "locale" / "en" / "LC_MESSAGES" / "django.po"
OF_PAGES = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
TEMPLATES = WEB / "templates"
OUR_OTHERS = [TEMPLATES / "web" / name for name in ("400.html", "csrf.html", "demo_signin.html")]
PAGES = [*(TEMPLATES / "account").glob("*.html"), *OUR_OTHERS]
MODULES = [*WEB.glob("*.py"), *PEOPLE.glob("*.py")]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def _sentences() -> set[str]:
    in_code = [text for file in MODULES for text in re.findall(r'\b_\(\s*"([^"]+)"', file.read_text("utf-8"))]
    in_pages = [text for file in PAGES for text in re.findall(r'{% translate "([^"]+)"', file.read_text("utf-8"))]
    return {*in_code, *in_pages}


def _entries(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file)}


def test_every_sentence_has_its_english() -> None:
    english = {key: text for path in (PO, OF_PAGES) for key, text in _entries(path).items()}
    missing = {text for text in _sentences() if not english.get(text)}
    assert len(_sentences()) > 80
    assert missing == set()
    assert not [text for key, text in _entries(PO).items() if key and JAPANESE.search(text)]


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with PO.open("rb") as written, PO.with_suffix(".mo").open("rb") as compiled:
        by_hand = {message.id: message.string for message in read_po(written) if message.id}
        by_machine = {message.id: message.string for message in read_mo(compiled) if message.id}
    assert by_machine == by_hand


@pytest.mark.django_db
@pytest.mark.urls("ikkan.web.tests.small_urls")
@override_settings(SECURE_SSL_REDIRECT=False)
def test_an_english_page_asks_in_english(client: Client) -> None:
    text = client.get("/sign-in/signup/?lang=en").content.decode()
    for words in ("Create an account", "User name", "Password (again)", "At least 10 characters"):
        assert words in text
