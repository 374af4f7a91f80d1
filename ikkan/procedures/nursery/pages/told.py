"""What pages.toml tells: words of the start page, of the search and of the life events."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from ikkan.counter.citizen_kinds import RoundFacts, SearchEntry, StartFacts
from ikkan.counter.forms.form_file import load_form
from ikkan.kernel.outcome import Text
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.procedure import NURSERY
from ikkan.registers.words import search_key


# Any: TOML values of the project's own file, checked by use.
@cache
def told() -> Mapping[str, Any]:
    """Return the content of pages.toml."""
    return tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))


def text_of(row: Mapping[str, str]) -> Text:
    """Return a text of the file in its three languages."""
    return Text(row["ja"], row["en"], row.get("easy", ""))


def open_rounds(now: datetime) -> tuple[RoundFacts, ...]:
    """Return the rounds that take applications now, the one that closes first on top."""
    found = Round.objects.filter(procedure=NURSERY.code, room="intake", opens_at__lte=now, closes_at__gte=now)
    return tuple(
        RoundFacts(one.title, one.month, one.closes_at, one.answers_on) for one in found.order_by("closes_at", "month")
    )


def start_facts(language: str, now: datetime) -> StartFacts:
    """Return what the page before the form tells."""
    words = told()
    return StartFacts(
        title=load_form(NURSERY.folder).title.shown(language),
        who=text_of(words["who"]).shown(language),
        minutes=int(words["minutes"]),
        needed=tuple(text_of(row).shown(language) for row in words["needed"]),
        rounds=open_rounds(now),
        cost=text_of(words["cost"]).shown(language),
        without_card=text_of(words["without_card"]).shown(language),
    )


def life_events(language: str) -> list[tuple[str, str]]:
    """Return title and search words of each life event."""
    return [(text_of(row["title"]).shown(language), str(row["query"])) for row in told()["event"]]


def search(query: str) -> list[SearchEntry]:
    """Return where daily words lead, the page with most of the words first; 「ほいくえん落ちた」 finds two."""
    key = search_key(query).replace(" ", "")
    if not key:
        return []
    ranked = []
    for place, row in enumerate(told()["search"]):
        words = {search_key(word) for word in row["words"]}
        hits = [word for word in words if word in key or (len(key) > 1 and key in word)]
        if hits:
            ranked.append((-len(hits), place, SearchEntry(text_of(row["title"]), str(row["page"]))))
    return [entry for _, _, entry in sorted(ranked, key=lambda one: one[:2])]
