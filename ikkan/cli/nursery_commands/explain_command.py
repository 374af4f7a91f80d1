"""``ikkan nursery explain``: from the files alone, why each wish of a child came out as it did."""

import json
from enum import StrEnum
from typing import Annotated, Final

import typer
from django.conf import settings
from django.utils import timezone

from ikkan.cli.nursery_commands.group import MarketFolder, OutFolder, unusable
from ikkan.cli.nursery_commands.town_books import book_of
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.placement.explain import FULL, SIBLING, WishExplanation, explain
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.market_files import KEY
from ikkan.procedures.nursery.placement.read_placement import PlacementFileError, read_placement

# what tells of the last child admitted
HIDDEN: Final = ("lowest_admitted_rank", "decided_by", "own_value", "last_value")


class Language(StrEnum):
    """The languages of the sentences."""

    JA = "ja"
    EN = "en"


def explain_child(
    market: MarketFolder,
    out: OutFolder,
    child: Annotated[str, typer.Option(help="Id of the child.")],
    as_json: Annotated[bool, typer.Option("--json", help="The same for programs.")] = False,
    lang: Annotated[Language, typer.Option(help="Language of the sentences.")] = Language.JA,
    small_cells: Annotated[
        int | None, typer.Option(min=0, help="Tell of the last child from so many admitted on; else as the book says.")
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Tell it of every class; for the town's own eyes.")] = False,
) -> None:
    """Say for every wish of a child how many places there were, who was ahead, and what decided."""
    try:
        read = Market.read(market)
        placement = read_placement(read, out)
    except (MarketError, PlacementFileError) as fault:
        unusable(str(fault))
    if child not in read.child_ids:
        known = f"The first is {read.child_ids[0]!r}." if read.child_ids else "It lists nobody."
        unusable(f"There is no child {child!r} in {market}/children.csv. {known}")
    book = book_of(settings.IKKAN_TOWN).at(timezone.localdate())
    from_book = int(str(book.value("small_cells", "fewest_admitted")))
    fewest = 0 if whole else from_book if small_cells is None else small_cells
    wishes = explain(read, placement, child=child)
    if as_json:
        typer.echo(json.dumps([_told(one, fewest) for one in wishes], ensure_ascii=False, indent=1))
        return
    typer.echo(book.text("explain.title", lang, child=child))
    for one in wishes:
        typer.echo("".join(_sentences(one, book, lang, fewest)))
    if any(one.outcome == FULL and one.admitted < fewest for one in wishes):
        typer.echo(book.text("explain.hidden_note", lang, fewest=fewest))


def _told(one: WishExplanation, fewest: int) -> JsonObject:
    """Return an explanation without what a class with few admitted would betray."""
    told = one._asdict()
    return told | dict.fromkeys(HIDDEN) if one.admitted < fewest else told


def _sentences(one: WishExplanation, book: BookAt, lang: Language, fewest: int) -> list[str]:
    """Return the sentences of one wish: what came of it, and where others were ahead, what decided."""
    where = f"{one.facility} ({one.kind})" if one.kind else one.facility
    key = one.outcome
    if one.outcome == SIBLING and not one.because_child:
        key = "open"
    figures = one._asdict() | {"where": where}
    said = [book.text(f"explain.{key}", lang, **figures)]
    if one.outcome == FULL:
        said.append(book.text(f"explain.{_decided(one, fewest)}", lang, **figures, name=_name(one, book, lang)))
    return said


def _decided(one: WishExplanation, fewest: int) -> str:
    """Return the sentence of what decided."""
    if one.seats == 0:
        return "no_seat"
    if one.better_admitted < one.seats:
        return "too_few_for_all"
    if one.admitted < fewest:
        return "hidden"
    return "by_key" if one.decided_by.startswith(KEY) else f"by_{one.decided_by}"


def _name(one: WishExplanation, book: BookAt, lang: Language) -> str:
    """Return what the book calls a tie key; one that it does not know as the files call it."""
    name = one.decided_by.removeprefix(KEY)
    return next((row.text(lang) for row in book.rows("tie_key") if row.text("id") == name), name)
