"""Words of a procedure's pages.toml: texts in three languages, life events, and where daily words lead."""

from collections.abc import Mapping, Sequence
from typing import Any

from ikkan.counter.citizen_kinds import SearchEntry
from ikkan.kernel.outcome import Text
from ikkan.registers.words import search_key

# Any: TOML values of the project's own files, checked by use.
Row = Mapping[str, Any]


def text_of(row: Mapping[str, str], **figures: object) -> Text:
    """Return a text of the file in its three languages, with its figures in it."""
    ja, en, easy = (row.get(language, "").format(**figures) for language in ("ja", "en", "easy"))
    return Text(ja, en, easy)


def life_events_of(rows: Sequence[Row], language: str) -> list[tuple[str, str]]:
    """Return title and search words of each life event."""
    return [(text_of(row["title"]).shown(language), str(row["query"])) for row in rows]


def search_in(rows: Sequence[Row], query: str) -> list[SearchEntry]:
    """Return where daily words lead, the page with most of the words first; 「ほいくえん落ちた」 finds two."""
    key = search_key(query).replace(" ", "")
    if not key:
        return []
    ranked = []
    for place, row in enumerate(rows):
        words = {search_key(word) for word in row["words"]}
        hits = [word for word in words if word in key or (len(key) > 1 and key in word)]
        if hits:
            ranked.append((-len(hits), place, SearchEntry(text_of(row["title"]), str(row["page"]))))
    return [entry for _, _, entry in sorted(ranked, key=lambda one: one[:2])]
