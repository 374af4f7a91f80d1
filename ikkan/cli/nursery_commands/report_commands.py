"""``ikkan nursery report``: a placed market as pictures with tables beside."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from django.conf import settings
from django.utils import timezone

from ikkan.cli.nursery_commands.group import unusable
from ikkan.cli.nursery_commands.town_books import book_of
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.read_placement import PlacementFileError, read_placement
from ikkan.procedures.nursery.report.figures import PlacesFileError, figures_of, read_places
from ikkan.procedures.nursery.report.writing import write_report

PLACES_FILE: Final = "places.csv"


class Language(StrEnum):
    """Language of a report."""

    JA = "ja"
    EN = "en"


def report_round(
    market: Annotated[Path, typer.Argument(help="Folder with seats, children, wishes and priority as CSV.")],
    out: Annotated[Path, typer.Argument(help="Folder with placement.csv and verdict.json.")],
    to: Annotated[Path, typer.Option(help="Folder for the report.")],
    lang: Annotated[Language, typer.Option(help="Language of the report.")] = Language.JA,
    places: Annotated[
        Path | None, typer.Option(help="CSV of facility, name, area, lat, lon; places.csv of the market if not given.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of the round; the market's name if not given.")] = "",
    whole: Annotated[bool, typer.Option("--whole", help="The officers' edition: small numbers too.")] = False,
) -> None:
    """Draw a placed market: demand and seats, wishes reached, cut-offs, map, as web pages, SVG and PDF."""
    now = timezone.localtime()
    book = book_of(settings.IKKAN_TOWN).at(now.date())
    fewest = 0 if whole else int(str(book.value("small_cells", "fewest_admitted")))
    own = market / PLACES_FILE
    try:
        read = Market.read(market)
        known = read_places(places or own) if places or own.is_file() else {}
        figures = figures_of(read, read_placement(read, out), places=known, fewest=fewest)
        pages = write_report(figures, to, title=title or market.name, language=lang, made_on=now.date())
    except (MarketError, PlacementFileError, PlacesFileError) as fault:
        unusable(str(fault))
    except OSError as fault:
        unusable(f"{fault.filename} cannot be used ({fault.strerror}). Name a folder that you may write.")
    typer.echo(f"{to}/index.html: {pages} pages, their pictures, report.pdf, figures.csv and figures.json")
