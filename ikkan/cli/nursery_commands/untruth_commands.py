"""``ikkan nursery untruth``: which families would gain by stating other wishes than their true ones."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ikkan.cli.nursery_commands.group import table_console, unusable
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.untruth import Gain, Untruth, untruth


def untruth_of_market(
    market: Annotated[Path, typer.Argument(help="Folder with seats, children, wishes and priority as CSV.")],
    seconds: Annotated[float, typer.Option(min=0.0, help="Wall time allowed; what it left out is said.")] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="The same for programs.")] = False,
) -> None:
    """Name the families that would gain by stating other wishes than their true ones, under the market's rule."""
    try:
        found = untruth(Market.read(market), seconds=seconds)
    except MarketError as fault:
        unusable(str(fault))
    if as_json:
        typer.echo(json.dumps({**asdict(found), "is_complete": found.is_complete}, ensure_ascii=False, indent=1))
        return
    if found.gains:
        table_console().print(_table(found.gains))
    for line in _said(found):
        typer.echo(line)


def _table(gains: tuple[Gain, ...]) -> Table:
    table = Table(title="希望を偽って書けば得をする世帯")
    for head in ("世帯", "児童", "今の結果", "得る結果", "書き方"):
        table.add_column(head, overflow="fold", justify="right" if head.endswith("結果") else "left")
    for gain in gains:
        way = f"第{gain.named}希望を最初に書く" if gain.way == "first" else f"第{gain.named}希望だけを書く"
        reached = f"第{gain.reached}希望" if gain.reached else "なし"
        table.add_row(gain.family, " ".join(gain.children), reached, f"第{gain.gained}希望", way)
    return table


def _said(found: Untruth) -> list[str]:
    """Say what was found, and what was not looked at."""
    if found.nobody_can:
        return [
            f"rule {found.rule}, no siblings: no family gains by untruth, whatever the others state "
            "(Dubins and Freedman 1981; Roth 1982). Nothing had to be tried."
        ]
    if not found.is_stable:
        return ["No stable placement was found for the true wishes, so that nothing can be compared with it."]
    lines = [
        f"rule {found.rule}: {len(found.gains)} families gain; {found.families} families did not get their first wish",
        f"untruths tried: {found.tried} of {found.untruths}",
    ]
    if found.unstable:
        lines.append(f"no stable placement found for the changed round, which so says nothing: {found.unstable}")
    if not found.is_complete:
        lines.append("The others were not tried: the time was too short. Allow more with --seconds")
    if found.rule == "priority_first":
        lines.append("With siblings no theorem promises that truth is best; what is said holds for this round alone.")
    return lines
