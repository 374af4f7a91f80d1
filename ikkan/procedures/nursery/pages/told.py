"""What pages.toml tells: words of the start page, of the search and of the life events."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from ikkan.counter.citizen_kinds import RoundFacts, SearchEntry, StartFacts
from ikkan.counter.daily_words import life_events_of, search_in, text_of
from ikkan.counter.forms.form_file import load_form
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.procedure import NURSERY


# Any: TOML values of the project's own file, checked by use.
@cache
def told() -> Mapping[str, Any]:
    """Return the content of pages.toml."""
    return tomllib.loads((Path(__file__).parent / "pages.toml").read_text(encoding="utf-8"))


def open_rounds(now: datetime) -> tuple[RoundFacts, ...]:
    """Return the rounds that take applications now, the one that closes first on top."""
    found = Round.objects.filter(procedure=NURSERY.code, room="intake", opens_at__lte=now, closes_at__gte=now)
    return tuple(
        RoundFacts(one.title, one.month, one.closes_at, one.answers_on) for one in found.order_by("closes_at", "month")
    )


def start_facts(language: str, now: datetime) -> StartFacts:
    """Return what the page before the form tells."""
    words, rounds = told(), open_rounds(now)
    return StartFacts(
        title=load_form(NURSERY.folder).title.shown(language),
        who=text_of(words["who"]).shown(language),
        minutes=int(words["minutes"]),
        needed=tuple(text_of(row).shown(language) for row in words["needed"]),
        cost=text_of(words["cost"]).shown(language),
        without_card=text_of(words["without_card"]).shown(language),
        rounds=rounds,
        is_open=bool(rounds),
        pages=(
            (gettext("園と空きの一覧"), "citizen:facilities"),
            (gettext("点数を先に試す（ログインなし）"), "citizen:estimate"),
        ),
    )


def first_answers(now: datetime) -> JsonObject:
    """Return what a new form begins with: the month of entry, where only one can be applied for."""
    months = {one.month.isoformat() for one in open_rounds(now)}
    return {"start_month": months.pop()} if len(months) == 1 else {}


def life_events(language: str) -> list[tuple[str, str]]:
    """Return title and search words of each life event."""
    return life_events_of(told()["event"], language)


def search(query: str) -> list[SearchEntry]:
    """Return where daily words lead."""
    return search_in(told()["search"], query)
