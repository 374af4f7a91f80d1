"""``ikkan residents stops``: holds (抑止) on persons and households."""

from datetime import date
from typing import Annotated, Final

import typer
from django.db.models import Q
from django.utils import timezone

from ikkan.cli.operating.stopping import stop, stop_refused
from ikkan.corridor.stops.deeds import Deed, Stop, Wish, do
from ikkan.corridor.stops.receiving import set_hold
from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.registers.holding import Held
from ikkan.registers.models import Hold, StopDeed

STOPS: Final = typer.Typer(help="Holds (抑止): list, set, release for a while, lift.", no_args_is_help=True)

By = Annotated[str, typer.Option("--as", help="Officer who does it; needs the duty protect.")]
Why = Annotated[str, typer.Option(help="Reason; it is kept.")]
Key = Annotated[int, typer.Argument(help="Number of the hold in the list.")]


@STOPS.command("list")
def list_holds(number: Annotated[str, typer.Option(help="宛名番号 or 世帯番号: every hold of it.")] = "") -> None:
    """Print the holds in force."""
    wanted = Q(number=number) | Q(household=number) if number else Q(lifted_at=None)
    for one in Hold.objects.filter(wanted).order_by("ends_on", "pk"):
        until = f" to {one.ends_on}" if one.ends_on else ""
        is_lifted = " lifted" if one.lifted_at else ""
        typer.echo(
            f"{one.pk} {one.number or one.household} {one.operation} {one.level} from {one.starts_on}{until}{is_lifted}"
        )


@STOPS.command("set")
def set_one(
    by: By,
    why: Why,
    operation: Annotated[str, typer.Option(help="change, issue or inquiry.")],
    level: Annotated[str, typer.Option(help="error stops; alert tells and goes on.")] = "error",
    number: Annotated[str, typer.Option(help="宛名番号, for one person.")] = "",
    household: Annotated[str, typer.Option(help="世帯番号, for a household.")] = "",
    ground: Annotated[str, typer.Option(help="Article.")] = "",
    evidence: Annotated[str, typer.Option(help="Papers that were seen.")] = "",
    ends: Annotated[str, typer.Option(help="YYYY-MM-DD; it goes on past it until it is lifted.")] = "",
) -> None:
    """Set a hold on a person or a household."""
    today = timezone.localdate()
    ends_on = day_of(ends) if ends else None
    wanted = Held(operation, level, why, today, number, household, ends_on, ground, evidence)
    made = set_hold(wanted, account=account_of(by), now=timezone.now())
    if isinstance(made, Refused):
        stop_refused(made)
    typer.echo(f"Hold {made.pk} is set.")


@STOPS.command()
def pause(
    key: Key, by: By, why: Why, minutes: Annotated[int, typer.Option(help="It returns by itself after them.")]
) -> None:
    """Release a hold for a while."""
    carry_out(Hold.objects.filter(pk=key).first(), Wish(Deed.PAUSE, why, detail=str(minutes)), by)


@STOPS.command()
def lift(key: Key, by: By, why: Why) -> None:
    """Lift a hold; another officer confirms it."""
    carry_out(Hold.objects.filter(pk=key).first(), Wish(Deed.LIFT, why), by)


def carry_out(one: Stop | None, wish: Wish, by: str) -> None:
    """Do a deed as an officer, and say whether it is done or waits for a second one."""
    if one is None:
        stop("There is none of this number. Look at the list.")
    say(do(one, wish, account=account_of(by), now=timezone.now()))


def say(outcome: StopDeed | Refused) -> None:
    """Say what came of a deed."""
    if isinstance(outcome, Refused):
        stop_refused(outcome)
    if outcome.stage == StopDeed.Stage.ASKED:
        confirm = f"ikkan residents protections answer {outcome.pk} --as …"
        typer.echo(f"Deed {outcome.pk} waits for another officer: {confirm}")
    else:
        typer.echo(f"Deed {outcome.pk}: {outcome.deed} {outcome.stage}.")


def account_of(username: str) -> Account:
    """Return an account, or end."""
    found = Account.objects.filter(username=username).first()
    if found is None:
        stop(f"There is no account {username}. Look at: ikkan staff list")
    return found


def day_of(text: str) -> date:
    """Return a day, or end."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(f"{text!r} is no day. Write YYYY-MM-DD, such as 2027-04-01.")
