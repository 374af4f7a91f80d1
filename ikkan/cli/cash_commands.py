"""``ikkan cash``: a day's totals, the daily close, and the cash book as CSV."""

import sys
from datetime import date
from typing import Annotated, Final

import typer
from django.utils import timezone

from ikkan.cli.operating.stopping import stop, stop_refused
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash_book import book_csv
from ikkan.ledger.cash_close import COUNTED_WAYS, Counted, close_day, closes_of, next_to_close, totals_of
from ikkan.ledger.cash_rows import Way
from ikkan.people.models import Account
from ikkan.people.selectors import may

CASH: Final = typer.Typer(help="The cash book: a day's totals, its close, the book as CSV.", no_args_is_help=True)
DUTY: Final = "cash"
WAYS: Final = ", ".join(way.value for way in COUNTED_WAYS)

Day = Annotated[str, typer.Option("--day", help="YYYY-MM-DD; the next day to close when left out.")]


@CASH.command()
def show(day: Day = "") -> None:
    """Print what is booked of every way on a day, and how the day closed."""
    _print(_day(day) if day else next_to_close(timezone.now()))


@CASH.command()
def close(
    username: Annotated[str, typer.Option("--as", help="Officer who counted; needs the duty cash.")],
    counted: Annotated[list[str], typer.Option(help=f"WAY=YEN, one of {WAYS}; may be given again.")],
    why: Annotated[list[str] | None, typer.Option(help="WAY=REASON of a difference; may be given again.")] = None,
    day: Day = "",
) -> None:
    """Close a day: every way balances, or its reason is given."""
    now = timezone.now()
    account = Account.objects.filter(username=username).first()
    if account is None or not may(account, DUTY, timezone.localdate(now)):
        stop(f"{username} does not hold the duty {DUTY} today. Post them: ikkan staff post {username} --duty {DUTY} …")
    reasons = dict(map(_pair, why or []))
    sums = {way: Counted(_yen(text), reasons.get(way, "")) for way, text in map(_pair, counted)}
    chosen = _day(day) if day else next_to_close(now)
    closed = close_day(day=chosen, counted=sums, account=account, now=now)
    if isinstance(closed, Refused):
        stop_refused(closed)
    _print(chosen)


@CASH.command()
def book(
    first: Annotated[str, typer.Argument(help="First day, YYYY-MM-DD.")],
    last: Annotated[str, typer.Argument(help="Last day, YYYY-MM-DD.")],
) -> None:
    """Print the cash book of some days as CSV."""
    sys.stdout.write(book_csv(_day(first), _day(last)).decode())


def _print(day: date) -> None:
    closed = next(iter(closes_of(day, day)), None)
    rows = {row.way: row for row in closed.ways.all()} if closed is not None else {}
    typer.echo(f"{day}: {'closed at ' + closed.closed_at.isoformat(timespec='minutes') if closed else 'open'}")
    for one in totals_of(day):
        line = f"{one.way.value:8} received {one.received:>10,} back {one.given_back:>10,} left {one.booked:>10,}"
        row = rows.get(one.way)
        counted = f" counted {row.counted:,} {row.why}".rstrip() if row is not None else ""
        typer.echo(f"{line} yen, {one.entries} entries{counted}")


def _pair(text: str) -> tuple[Way, str]:
    way, sign, value = text.partition("=")
    if not sign or way not in [one.value for one in COUNTED_WAYS]:
        stop(f"{text!r} is no WAY=VALUE. WAY is one of {WAYS}, such as counter=300.")
    return Way(way), value


def _yen(text: str) -> int:
    try:
        return int(text.replace(",", ""))
    except ValueError:
        stop(f"{text!r} is no amount. Write whole yen, such as counter=1200.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(f"{text!r} is no day. Write YYYY-MM-DD, such as 2027-04-01.")
