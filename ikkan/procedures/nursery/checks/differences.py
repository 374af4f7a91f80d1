"""Kinds of difference between the form and the register, and which of them the book says mean nothing."""

from collections.abc import Callable, Mapping
from typing import Final

from ikkan.kernel.addresses import differs_how
from ikkan.kernel.book import BookAt
from ikkan.kernel.differences import Kind
from ikkan.kernel.names import names_differ_how
from ikkan.procedures.nursery.checks.facts import Doubt

HOW: Final[Mapping[str, Callable[[str, str], Kind]]] = {
    "name_differs": names_differ_how,
    "address_spelled_differently": differs_how,
    "address_differs": differs_how,
}
# another value is never settled by a rule
NEVER: Final = frozenset({Kind.SAME, Kind.OTHER})


def kind_of(code: str, typed: str, registered: str) -> Kind | None:
    """Return how the two values of a doubt differ, or None for a doubt that compares none."""
    how = HOW.get(code)
    return how(typed, registered) if how is not None and typed and registered else None


def accepted_kind(code: str, typed: str, registered: str) -> str:
    """Return the kind as the book names it; blank where no rule may settle the doubt."""
    kind = kind_of(code, typed, registered)
    return kind.name.lower() if kind is not None and kind not in NEVER else ""


def is_accepted(doubt: Doubt, book: BookAt) -> bool:
    """Tell whether the book says that this difference means nothing."""
    figures = dict(doubt.figures)
    kind = accepted_kind(doubt.code, str(figures.get("typed") or ""), str(figures.get("registered") or ""))
    accepted = {(row.text("doubt"), row.text("kind")) for row in book.rows("accepted_difference")}
    return bool(kind) and (doubt.code, kind) in accepted
