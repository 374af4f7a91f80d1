"""``ikkan nursery real-round`` and ``compare-round``: a published round with made-up families, and beside itself."""

import csv
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table

from ikkan.cli.nursery_commands.group import table_console, unusable
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.read_placement import PlacementFileError, read_placement
from ikkan.procedures.nursery.real_round.comparing import Beside, OtherRoundError, set_beside
from ikkan.procedures.nursery.real_round.families import Assumptions, applications_of, market_of
from ikkan.procedures.nursery.real_round.published import Layout, PublishedFileError, PublishedRound, read_published

PLACES_FILE: Final = "places.csv"
TownFile = Annotated[Path, typer.Argument(help="The town's file as CSV; docs/real-rounds.md names its columns.")]
LaidOut = Annotated[Layout, typer.Option(help="How the town's file is laid out.")]
HEAD: Final = ("facility", "area", "age", "published_applications", "applications", "published_seats", "offers")


def make_real_round(
    file: TownFile,
    out: Annotated[Path, typer.Option(help="Folder for the market.")],
    layout: LaidOut = Layout.APPLICATIONS_AND_OFFERS,
    seed: Annotated[int, typer.Option(help="The same seed makes the same families.")] = Assumptions.seed,
    wishes: Annotated[
        float, typer.Option(min=1, max=20, help="Wishes a child names on average; no town publishes it.")
    ] = Assumptions.wishes,
    most: Annotated[int, typer.Option(min=1, max=20, help="Wishes a child names at most.")] = Assumptions.most,
    siblings: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the children with a brother or sister in the round.")
    ] = Assumptions.siblings,
) -> None:
    """Make a market of made-up families whose applications and seats are those that a town published."""
    try:
        published = read_published(file, layout)
        market = market_of(published, Assumptions(wishes=wishes, most=most, siblings=siblings, seed=seed))
        market.write(out)
        _write_places(out, published)
    except PublishedFileError as fault:
        unusable(str(fault))
    except OSError as fault:
        unusable(f"{fault.filename} cannot be used ({fault.strerror}). Name a folder that you may write.")
    count = sum(applications_of(market).values())
    equal = "as published, class by class" if published.applications else "drawn: the town published seats only"
    typer.echo(
        f"made-up children {len(market.child_ids)} in {len(market.family_ids)} families; seats "
        f"{int(market.seats.sum())} as published; applications {count}, {equal}. Place it: ikkan nursery place {out}"
    )


def compare_round(
    market: Annotated[Path, typer.Argument(help="The market that real-round made.")],
    out: Annotated[Path, typer.Argument(help="Folder with its placement.csv.")],
    file: TownFile,
    layout: LaidOut = Layout.APPLICATIONS_AND_OFFERS,
    to: Annotated[Path | None, typer.Option(help="Also write every class to this CSV file.")] = None,
    most: Annotated[int, typer.Option(min=0, help="How many classes to print, the greatest differences first.")] = 20,
) -> None:
    """Set the offers of a placed made-up round beside those published, by facility and age."""
    try:
        read = Market.read(market)
        beside = set_beside(read_published(file, layout), read, read_placement(read, out))
        if to:
            _write_classes(to, beside)
    except (MarketError, PlacementFileError, PublishedFileError, OtherRoundError) as fault:
        unusable(str(fault))
    except OSError as fault:
        unusable(f"{fault.filename} cannot be used ({fault.strerror}). Name a file that you may write.")
    if most:
        table_console().print(_table(beside, most))
    typer.echo(told(beside))


def told(beside: Beside) -> str:
    """Say what agrees, and what of it agrees by construction."""
    applied = {
        True: "Applications agree in every class: the families are drawn so.",
        False: "Applications do not agree in every class: the market was altered after it was drawn.",
        None: "The town published no applications: they are drawn.",
    }[beside.has_equal_applications]
    return (
        f"{applied} Places are those published, so no class can have more offers than published, and the "
        f"{len(beside.classes) - beside.offering} classes without a place agree of necessity. Not by construction: of "
        f"{beside.offering} classes with places {beside.equal_offering} have as many offers as published; "
        f"{beside.offers} offers in all beside {beside.published}. Who applied where, and by which points, is made up: "
        "this says nothing about any child or about the town's decisions."
    )


def _table(beside: Beside, most: int) -> Table:
    shown = sorted(beside.classes, key=lambda one: (-abs(one.difference), one.facility, one.age))[:most]
    table = Table(title=f"公表された内定数との比較（差の大きい{len(shown)}／{len(beside.classes)}クラス）")
    for head in ("園", "地域", "歳", "申込み（公表）", "申込み", "内定（公表）", "内定", "差"):
        table.add_column(head, overflow="fold", justify="left" if head in {"園", "地域"} else "right")
    for one in shown:
        applied = "－" if one.published_applications is None else str(one.published_applications)
        figures = (str(one.applications), str(one.published_seats), str(one.offers), f"{one.difference:+d}")
        table.add_row(one.facility, one.area, str(one.age), applied, *figures)
    return table


def _write_classes(path: Path, beside: Beside) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*HEAD, "difference"))
        for one in beside.classes:
            cells = ["" if (value := getattr(one, name)) is None else value for name in HEAD]
            writer.writerow((*cells, one.difference))


def _write_places(folder: Path, published: PublishedRound) -> None:
    """Write names and areas for the report; towns' files have no positions, and none are made up."""
    with (folder / PLACES_FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("facility", "name", "area"))
        writer.writerows((name, name, area) for name, area in published.areas.items())
