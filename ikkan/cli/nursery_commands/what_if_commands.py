"""``ikkan nursery what-if``, ``marginal``, ``advise``, ``repair``, ``helped``: questions to a market folder."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ikkan.cli.nursery_commands.group import MarketFolder, OutFolder, table_console, unusable
from ikkan.cli.nursery_commands.read_changes import add_wish, closed, dropped, moved, seats
from ikkan.cli.nursery_commands.town_books import named_book
from ikkan.kernel.json_value import JsonObject
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.read_placement import PlacementFileError, read_placement
from ikkan.procedures.nursery.placement.what_if.asking import what_if
from ikkan.procedures.nursery.placement.what_if.changes import Change, ChangeError, Withdraw
from ikkan.procedures.nursery.placement.what_if.effects import Effect
from ikkan.procedures.nursery.placement.what_if.helped import Helped, what_would_have_helped
from ikkan.procedures.nursery.placement.what_if.marginal import SeatValue, advice, seat_values
from ikkan.procedures.nursery.placement.what_if.repair import repair, write_changes
from ikkan.procedures.nursery.placement.what_if.standing import Standing
from ikkan.procedures.nursery.staffing import STAFF_RATIO, staff_ratios

SeatsOption = Annotated[list[str], typer.Option("--seats", help="FACILITY:AGE:+2 or FACILITY:AGE:-1.")]
MoveOption = Annotated[list[str], typer.Option("--move", help="FACILITY:AGE>AGE:COUNT, seats from one age to another.")]
CloseOption = Annotated[list[str], typer.Option("--close", help="FACILITY or FACILITY:AGE.")]
WithdrawOption = Annotated[list[str], typer.Option("--withdraw", help="CHILD.")]
AsJson = Annotated[bool, typer.Option("--json", help="The same for programs.")]
HOW = {"gains": "上の希望へ", "loses": "下の希望へ", "changed": "希望を変えた", "withdrawn": "取下げ"}


def try_changes(
    market: MarketFolder,
    seats_: SeatsOption = [],  # noqa: B006  typer reads the default once and never changes it
    move: MoveOption = [],  # noqa: B006  as above
    close: CloseOption = [],  # noqa: B006  as above
    drop: Annotated[list[str], typer.Option("--drop", help="FAMILY:WISH.")] = [],  # noqa: B006  as above
    wish: Annotated[list[str], typer.Option("--add-wish", help="FAMILY:FACILITY or FAMILY:FACILITY:RANK.")] = [],  # noqa: B006  as above
    withdraw: WithdrawOption = [],  # noqa: B006  as above
    as_json: AsJson = False,
) -> None:
    """Say what changes would do to a market: who is placed before and after, who gains, who loses."""
    try:
        read = Market.read(market)
        changes = _changes(read, seats_, move, close, drop, wish, withdraw)
        effect = what_if(Standing.of(read), changes)
    except (MarketError, ChangeError) as fault:
        unusable(str(fault))
    if as_json:
        typer.echo(json.dumps(effect_as_json(effect), ensure_ascii=False, indent=1))
    else:
        _print_effect(effect)


def _changes(
    market: Market,
    seats_: list[str],
    move: list[str],
    close: list[str],
    drop: list[str],
    wish: list[str],
    withdraw: list[str],
) -> list[Change]:
    found: list[Change] = [seats(text) for text in seats_]
    found += [one for text in move for one in moved(text)]
    found += [closed(text) for text in close]
    found += [dropped(text) for text in drop]
    found += [add_wish(text, market) for text in wish]
    found += [Withdraw(child) for child in withdraw]
    if not found:
        raise ChangeError("nothing is to be changed. Name a change, such as --seats FACILITY:AGE:+1")
    return found


def effect_as_json(effect: Effect) -> JsonObject:
    """Return an effect as JSON.

    Args:
        effect: what a change would do.
    """
    return {
        "placed_before": effect.placed_before,
        "placed_after": effect.placed_after,
        "status": effect.status,
        "proved_only": effect.proved_only,
        "blocking": list(effect.blocking),
        "families": [
            {
                "family": one.family,
                "how": one.how,
                "wish_before": one.wish_before,
                "wish_after": one.wish_after,
                "children": [move._asdict() for move in one.children],
            }
            for one in effect.families
        ],
    }


def _print_effect(effect: Effect) -> None:
    typer.echo(f"内定 {effect.placed_before} → {effect.placed_after}　判定 {effect.status}")
    if effect.proved_only:
        typer.echo("安定な配置はこの一つだけです（証明済み）")
    table = Table(title=f"変わる世帯 {len(effect.families)}")
    for head in ("世帯", "結果", "希望（前）", "希望（後）", "児童", "前", "後"):
        table.add_column(head, overflow="fold")
    for one in effect.families:
        for at, move in enumerate(one.children):
            family = (one.family, HOW[one.how], str(one.wish_before or "－"), str(one.wish_after or "－"))
            table.add_row(*(family if at == 0 else ("",) * 4), move.child, move.before or "－", move.after or "－")
    table_console().print(table)


def show_marginal(
    market: MarketFolder,
    most: Annotated[int, typer.Option(min=1, help="How many classes to print.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Say of every facility and age what one more seat is worth."""
    try:
        standing = Standing.of(Market.read(market))
    except MarketError as fault:
        unusable(str(fault))
    values = _values_told(standing)
    if as_json:
        typer.echo(json.dumps([one._asdict() for one in values], ensure_ascii=False, indent=1))
        return
    best = sorted(values, key=lambda one: (-one.placed_more, -one.gaining, one.losing, one.facility, one.age))
    table = Table(title=f"定員を1人増やしたとき（{len(values)} クラス中 上位 {min(most, len(values))}）")
    for head in ("園", "年齢", "定員", "内定", "待ち", "内定の増", "上の希望へ", "下の希望へ"):
        table.add_column(head, justify="left" if head == "園" else "right")
    for one in best[:most]:
        table.add_row(one.facility, *map(str, one[1:]))
    table_console().print(table)


def _values_told(standing: Standing) -> list[SeatValue]:
    """Compute the values with a line of progress on the error output."""

    def told(done: int, classes: int) -> None:
        if done % 200 == 0 or done == classes:
            typer.echo(f"{done} / {classes}", err=True)

    return seat_values(standing, told=told)


def show_advice(
    market: MarketFolder,
    facility: Annotated[str, typer.Option(help="Only this facility.")] = "",
    most: Annotated[int, typer.Option(min=1, help="How many moves to print.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Propose seats to move between ages of a facility without more staff, each computed."""
    try:
        standing = Standing.of(Market.read(market))
    except MarketError as fault:
        unusable(str(fault))
    if facility and facility not in standing.facility_index:
        unusable(f"There is no facility {facility!r} in {market}/seats.csv.")
    book = named_book("model")
    ratios = staff_ratios(book.at(book.blocks[STAFF_RATIO][-1].since))
    found = advice(standing, ratios.children, facility=facility or None, most=most)
    if as_json:
        shown = [
            {
                "facility": one.facility, "from": one.age, "to": one.to, "seats": one.seats,
                "staff_before": one.staff_before, "staff_after": one.staff_after, **effect_as_json(one.effect),
            }
            for one in found
        ]  # fmt: skip
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    table = Table(title="年齢の間で定員を移す案（職員は増えない）", caption=ratios.source)
    for head in ("園", "年齢", "内定の増", "上の希望へ", "下の希望へ", "必要な職員"):
        table.add_column(head, justify="left" if head in {"園", "年齢"} else "right")
    for one in found:
        more = one.effect.placed_after - one.effect.placed_before
        counts = (f"{more:+d}", str(len(one.effect.of("gains"))), str(len(one.effect.of("loses"))))
        table.add_row(one.facility, f"{one.age}歳 → {one.to}歳", *counts, f"{one.staff_before} → {one.staff_after}")
    table_console().print(table)


def repair_market(
    market: MarketFolder,
    placed: OutFolder,
    out: Annotated[Path, typer.Option(help="Folder for the new placement.csv and changes.csv.")],
    withdraw: WithdrawOption = [],  # noqa: B006  as above
    seats_: SeatsOption = [],  # noqa: B006  as above
    stay: Annotated[bool, typer.Option("--stay", help="The placed stay; only those who wait are looked at.")] = False,
) -> None:
    """Give the placement after a decline or other change, in which nobody who was admitted loses."""
    try:
        read = Market.read(market)
        changes = _changes(read, seats_, [], [], [], [], withdraw)
        found = repair(read, read_placement(read, placed), changes, may_move=not stay)
    except (MarketError, ChangeError, PlacementFileError) as fault:
        unusable(str(fault))
    try:
        found.placement.write(out, found.market)
        write_changes(found.effect, out)
        found.market.write(out / "market")
    except OSError as fault:
        unusable(f"{fault.filename} cannot be used ({fault.strerror}). Name a folder that you may write.")
    _print_effect(found.effect)


def show_helped(
    market: MarketFolder,
    out: OutFolder,
    child: Annotated[str, typer.Option(help="Id of the child.")],
    as_json: AsJson = False,
) -> None:
    """Say what would have helped a child: points, or another wish; each answer is confirmed by placing."""
    try:
        read = Market.read(market)
        found = what_would_have_helped(Standing.of(read, read_placement(read, out)), child)
    except (MarketError, ChangeError, PlacementFileError) as fault:
        unusable(str(fault))
    if as_json:
        typer.echo(json.dumps(helped_as_json(found), ensure_ascii=False, indent=1))
        return
    for line in helped_lines(found):
        typer.echo(line)


def helped_as_json(found: Helped) -> JsonObject:
    """Return what would have helped as JSON.

    Args:
        found: for one child.
    """
    return {
        "child": found.child,
        "facility": found.facility,
        "higher_up": [{**vars(one)} for one in found.higher_up],
        "other_wishes": [{**vars(one)} for one in found.other_wishes],
        "unranked": found.unranked,
        "undecided": found.undecided,
    }


def helped_lines(found: Helped) -> list[str]:
    """Return what would have helped as lines to print.

    Args:
        found: for one child.
    """
    lines = [f"児童 {found.child}：{found.facility or '内定なし'}"]
    for higher in found.higher_up:
        by = f"あと {higher.points} 点で" if higher.points else f"順位が {higher.rank_now} から {higher.rank_then} なら"
        lines.append(f"{by} {higher.facility}（第{higher.wish}希望）に内定")
    for other in found.other_wishes:
        place = "最後の希望に" if other.at == "last" else "第1希望に"
        lines.append(f"{other.facility} を{place}書いていれば内定")
    if not found.higher_up and not found.other_wishes:
        lines.append("点数や希望を変えても、内定になるものは見つからない")
    if found.unranked:
        lines.append(f"順位が分からないため確かめられない園：{found.unranked}")
    if found.undecided:
        lines.append(f"短い計算では決まらなかったもの：{found.undecided}")
    return lines
