"""What the form borrows: what receivers usually want, and the household to tick."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from ikkan.counter.daily_words import text_of
from ikkan.counter.forms.places import Place
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Text
from ikkan.people.models import Account
from ikkan.procedures.certificate.pages.household import members_of
from ikkan.procedures.certificate.pages.told import book_on, told
from ikkan.procedures.certificate.rules.items import item_rows


def surroundings_of(
    answers: JsonObject, *, language: str, now: datetime, place: Place | None = None, owner: Account | None = None
) -> Surroundings:
    """Return what a page of the form is read and drawn in.

    Args:
        answers: the answers so far.
        language: ja, easy or en.
        now: moment.
        place: the page.
        owner: whose form it is; their household is lent, and nobody's where they are not known.
    """
    del answers, place
    today = timezone.localdate(now)
    book = book_on(today)

    def things(source: str) -> Sequence[JsonObject]:
        return members_of(owner, now=now) if source == "household" and owner is not None else ()

    return Surroundings(
        today=today, language=language, things=things, book_texts={"usually_wanted": usually_wanted(book)}
    )


def usually_wanted(book: BookAt) -> Text:
    """Say which receivers usually want which items."""
    items, words = item_rows(book), text_of(told()["usually_wanted"])
    wanted: dict[str, list[tuple[str, str]]] = {}
    for row in book.rows("purpose"):
        suggests = row.values.get("suggests")
        for item in suggests if isinstance(suggests, list) else ():
            wanted.setdefault(str(item), []).append((row.text("ja"), row.text("en")))
    ja = "、".join(f"{items[item].text('ja')}（{'／'.join(ja for ja, _ in rows)}）" for item, rows in wanted.items())
    en = "; ".join(f"{items[item].text('en')} ({', '.join(en for _, en in rows)})" for item, rows in wanted.items())
    return Text(f"{words.ja}{ja}", f"{words.en}{en}")
