"""``ikkan nursery score``: points with reasons for a file of households, by any town's book."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from rich.table import Table
from rich.text import Text

from ikkan.cli.nursery_commands.group import table_console, unusable
from ikkan.cli.nursery_commands.households import Household, HouseholdFileError, read_households
from ikkan.cli.nursery_commands.town_books import book_of, named_book
from ikkan.kernel import answers as read
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.rules import ChildScore, features_of, notes_of, score


def score_file(
    file: Annotated[Path, typer.Argument(help="JSON, JSON lines or CSV of households.")],
    town: Annotated[str, typer.Option(help="Six-digit code of the town whose book counts; `model`: the model.")] = "",
    month: Annotated[str, typer.Option(help="Month of admission, YYYY-MM; that of each form when left out.")] = "",
    assume_papers: Annotated[bool, typer.Option("--assume-papers", help="As if every paper were handed in.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The same for programs.")] = False,
) -> None:
    """Score every child of a file and print the points, each with its reason, article and source."""
    try:
        households = read_households(file)
        own = named_book(town) if town else book_of(settings.IKKAN_TOWN)
        scored = [
            (household, child, book)
            for household in households
            for book in [own.at(_reference_day(household, month))]
            for child in _score(household, book, assume_papers)
        ]
    except (HouseholdFileError, LookupError) as fault:
        unusable(str(fault))
    if as_json:
        rows = [_as_json(household, child, book) for household, child, book in scored]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    console = table_console()
    for household, child, book in scored:
        console.print(_table(household, child, book))
    for note in dict.fromkeys(note for _, _, book in scored for note in notes_of(book)):
        console.print(f"※ {note}", highlight=False)


def _reference_day(household: Household, month: str) -> date:
    text = f"{month}-01" if month else read.word(household.answers, "start_month")
    try:
        return date.fromisoformat(text).replace(day=1)
    except ValueError:
        raise HouseholdFileError(
            f"Household {household.id}: {text or 'nothing'!r} is no month of admission. Pass --month 2027-04."
        ) from None


def _score(household: Household, book: BookAt, assume_papers: bool) -> tuple[ChildScore, ...]:
    features = features_of(
        household.answers, reference_day=book.day, known=household.known, assume_papers=assume_papers
    )
    return score(features, book)


def _as_json(household: Household, child: ChildScore, book: BookAt) -> JsonObject:
    items: list[JsonValue] = [
        {**item.reason.as_json(), "points": item.points, "counts": item.counts, "table": item.line.table}
        for item in child.items
    ]
    return {
        "household": household.id,
        "child": child.child,
        "month": book.day.isoformat(),
        "edition": book.edition,
        "total": child.total,
        "base": child.base,
        "stage": child.stage,
        "excluded": child.excluded.as_json() if child.excluded else None,
        "items": items,
        "facility_bonus": dict[str, JsonValue](child.facility_bonus),
        "evidence": [reason.as_json() for reason in child.evidence],
        "unconfirmed": any(reason.unconfirmed for reason in child.reasons),
    }


def _table(household: Household, child: ChildScore, book: BookAt) -> Table:
    table = Table(
        title=f"{household.id} / {child.child}   合計 {child.total} 点   段階 {child.stage}",
        caption=f"{book.day:%Y-%m} 入所  版 {book.edition[:12]}",
        show_footer=True,
    )
    table.add_column("点", footer=str(child.total), justify="right")
    table.add_column("理由", footer="合計", overflow="fold")
    table.add_column("根拠", overflow="fold")
    for reason in child.evidence:
        table.add_row("", reason.ja, _where(reason))
    for item in child.items:
        points = f"{item.points:+d}" if item.counts else f"({item.points:+d})"
        table.add_row(points, item.reason.ja + _mark(item.reason.unconfirmed), _where(item.reason))
    for wish in child.wishes:
        for item in wish.items:
            said = f"{wish.facility}：{item.reason.ja}" + _mark(item.reason.unconfirmed)
            table.add_row(f"({item.points:+d})", said, _where(item.reason))
    for last in (child.stage_reason, child.excluded):
        if last is not None:
            table.add_row("", last.ja + _mark(last.unconfirmed), _where(last))
    return table


def _where(reason: Reason) -> Text:
    """Return row and source as they are: in plain strings rich would take ``[work_160]`` for a style."""
    return Text(f"{reason.row} {reason.source}")


def _mark(unconfirmed: bool) -> str:
    return "（未確認の規則）" if unconfirmed else ""
