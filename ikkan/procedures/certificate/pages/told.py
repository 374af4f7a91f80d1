"""What pages.toml and the book tell before the form: the start page, search words, life events."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from ikkan.counter.citizen_kinds import SearchEntry, StartFacts
from ikkan.counter.daily_words import life_events_of, search_in, text_of
from ikkan.counter.forms.form_file import load_form
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.editions import book_in_force
from ikkan.procedures.certificate.procedure import CERTIFICATE
from ikkan.procedures.certificate.rules import read_wanted
from ikkan.procedures.certificate.rules.fees import price_of


# Any: TOML values of the project's own file, checked by use.
@cache
def told() -> Mapping[str, Any]:
    """Return the content of pages.toml."""
    return tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))


def book_on(day: date) -> BookAt:
    """Return the book of a day."""
    return book_in_force(CERTIFICATE.code).at(day)


def start_facts(language: str, now: datetime) -> StartFacts:
    """Return what the page before the form tells."""
    words, book = told(), book_on(timezone.localdate(now))
    fee, office = book.block("fee").values, book.block("authority").values
    cost = text_of(words["cost"], each=fee["yen_a_copy"], postage=fee["postage_yen"])
    named = str(office["office_en" if language == "en" else "office"])
    return StartFacts(
        title=load_form(CERTIFICATE.folder).title.shown(language),
        who=text_of(words["who"]).shown(language),
        minutes=int(words["minutes"]),
        needed=tuple(text_of(row).shown(language) for row in words["needed"]),
        cost=cost.shown(language),
        without_card=text_of(words["without_card"]).shown(language),
        notes=(why_paper(book, language), text_of(words["third_party"], office=named).shown(language)),
    )


def why_paper(book: BookAt, language: str) -> str:
    """Say why the certificate itself is not delivered as data; blank once the law allows it."""
    said = book.block("electronic_delivery").values
    return "" if said["open"] is True else str(said["why_en" if language == "en" else "why"])


def first_answers(now: datetime) -> JsonObject:
    """Return the most usual request; the purpose is left to the person."""
    del now
    return {
        "whose": "me",
        "copies": 1,
        "delivery": "post",
        "form": "household",
        "electronic_notice": True,
        "exemption": "",
    }


def cost_of(answers: JsonObject, *, language: str, on: date) -> str:
    """Say what a request costs; of an exemption, that an officer looks at it.

    Args:
        answers: the answers so far.
        language: ja, easy or en.
        on: day of the request.
    """
    wanted = read_wanted(answers)
    if wanted.exemption:
        return text_of(told()["exempt"]).shown(language)
    each, postage, total = price_of(book_on(on), wanted)
    words = told()["total_posted" if wanted.delivery == "post" else "total"]
    return text_of(words, total=f"{total:,}", each=each, copies=wanted.copies, postage=postage).shown(language)


def life_events(language: str) -> list[tuple[str, str]]:
    """Return title and search words of each life event."""
    return life_events_of(told()["event"], language)


def search(query: str) -> list[SearchEntry]:
    """Return where daily words lead."""
    return search_in(told()["search"], query)
