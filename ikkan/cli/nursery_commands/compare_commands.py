"""``ikkan nursery compare-books``: the same families ranked by the books of two towns."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from ikkan.cli.nursery_commands.comparison import Compared, Standing, Weight, compare
from ikkan.cli.nursery_commands.group import table_console, unusable
from ikkan.cli.nursery_commands.households import HouseholdFileError, read_households
from ikkan.cli.nursery_commands.sample_households import sample_households
from ikkan.cli.nursery_commands.town_books import name_of, named_book
from ikkan.kernel.book import Book, BookAt
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.procedures.nursery.rules import notes_of

SHOWN_ROWS: Final = 3


def compare_books(
    first: Annotated[str, typer.Argument(help="A town by code or name (142051, fujisawa), or `model`.")],
    second: Annotated[str, typer.Argument(help="The other town.")],
    households: Annotated[Path | None, typer.Option(help="JSON, JSON lines or CSV; made-up families if not.")] = None,
    families: Annotated[int, typer.Option(min=1, max=5000, help="How many made-up families.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed makes the same families.")] = 1,
    month: Annotated[str, typer.Option(help="Month of admission, YYYY-MM; if not, the first of both books.")] = "",
    most: Annotated[int, typer.Option(min=1, help="How many children to print.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="All of it for programs.")] = False,
) -> None:
    """Rank the same families by the books of two towns, and show who moves and which rows move them."""
    try:
        names = (name_of(first), name_of(second))
        books = (named_book(first), named_book(second))
        day = _day(month, books)
        one, other = (book.at(day) for book in books)
        asked = read_households(households) if households else sample_households(families, month=day, seed=seed)
        compared = compare(asked, one, other)
    except (HouseholdFileError, LookupError) as fault:
        unusable(str(fault))
    if as_json:
        typer.echo(json.dumps(_as_json(names, (one, other), compared), ensure_ascii=False, indent=1))
        return
    _print(names, (one, other), compared, most)


def _day(month: str, books: Sequence[Book]) -> date:
    if not month:
        return max(book.blocks["base"][0].since for book in books).replace(day=1)
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise HouseholdFileError(f"{month!r} is no month of admission. Write it as 2027-04.") from None


def _print(names: tuple[str, str], books: tuple[BookAt, BookAt], compared: Sequence[Compared], most: int) -> None:
    console = table_console()
    moved = [child for child in compared if child.moved]
    table = Table(
        title=f"{names[0]} と {names[1]}   {books[0].day:%Y-%m} 入所   児童 {len(compared)} 人",
        caption=f"順位の動く児童 {len(moved)} 人。差が＋の児童は {names[1]} で後ろになる。中央は比べた児童の中央値",
    )
    table.add_column("世帯 / 児童")
    for name in names:
        table.add_column(f"{name} 順位", justify="right")
        table.add_column("点", justify="right")
    table.add_column("差", justify="right")
    for name in names:
        table.add_column(f"{name} で動かす行", overflow="fold")
    for child in compared[:most]:
        table.add_row(
            f"{child.household.id} / {child.child}",
            _rank(child.first), str(child.first.total), _rank(child.second), str(child.second.total),
            f"{child.moved:+d}" if child.moved else "0",
            Text(_rows(child.first.weights)), Text(_rows(child.second.weights)),
        )  # fmt: skip
    console.print(table)
    for name, book in zip(names, books, strict=True):
        for note in notes_of(book):
            console.print(f"※ {name}：{note}", highlight=False)


def _rank(standing: Standing) -> str:
    return "審査しない" if standing.rank is None else str(standing.rank)


def _rows(weights: Sequence[Weight]) -> str:
    return "\n".join(f"{one.label} {one.points:+d}（中央 {one.usual:+d}）" for one in weights[:SHOWN_ROWS])


def _as_json(names: tuple[str, str], books: tuple[BookAt, BookAt], compared: Sequence[Compared]) -> JsonObject:
    children: list[JsonValue] = [
        {
            "household": child.household.id,
            "child": child.child,
            "moved": child.moved,
            "first": _standing(child.first),
            "second": _standing(child.second),
        }
        for child in compared
    ]
    towns: list[JsonValue] = [
        {"town": name, "edition": book.edition, "notes": list(notes_of(book))}
        for name, book in zip(names, books, strict=True)
    ]
    return {"month": books[0].day.isoformat(), "towns": towns, "children": children}


def _standing(standing: Standing) -> JsonObject:
    rows: list[JsonValue] = [
        {"row": one.row, "points": one.points, "usual": one.usual, "label": one.label, "source": one.source}
        for one in standing.weights
    ]
    return {"rank": standing.rank, "total": standing.total, "stage": standing.stage, "rows": rows}
