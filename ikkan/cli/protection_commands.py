"""``ikkan residents protections``: protection (支援措置) as the office works with it."""

from typing import Annotated, Final

import typer
from django.utils import timezone

from ikkan.cli.operating.stopping import stop, stop_refused
from ikkan.cli.stop_commands import By, Why, account_of, carry_out, day_of, say
from ikkan.corridor.stops.deeds import Deed, Wish, settle, waiting_deeds
from ikkan.corridor.stops.receiving import open_record, receive
from ikkan.corridor.stops.warning import open_tasks
from ikkan.kernel.outcome import Refused
from ikkan.registers.models import Protection, StopDeed
from ikkan.registers.protecting import Abuser, Filed, Together

PROTECTIONS: Final = typer.Typer(
    help="Protection (支援措置): filings, deeds, second persons, ends that come near.", no_args_is_help=True
)
DEEDS: Final = (Deed.OPINION, Deed.START, Deed.EXTEND, Deed.END, Deed.TELL, Deed.FORWARD)
_SHOWN: Final = (
    "state", "violence", "filed_on", "starts_on", "ends_on", "contact", "contact_name", "contact_postal",
    "contact_address", "earlier_addresses", "abuser_name", "abuser_number", "abuser_address", "moved_to",
    "forwarded_to",
)  # fmt: skip

Key = Annotated[int, typer.Argument(help="Number of the protection in the list.")]
Day = Annotated[str, typer.Option(help="YYYY-MM-DD; today when left out.")]


@PROTECTIONS.command("list")
def list_protections(number: Annotated[str, typer.Option(help="宛名番号 of anybody protected.")] = "") -> None:
    """Print the protections by number: no name, no place."""
    rows = Protection.objects.order_by("ends_on", "pk")
    found = rows.filter(persons__number=number).distinct() if number else rows.exclude(state=Protection.State.ENDED)
    for one in found:
        typer.echo(f"{one.pk} {one.number} {one.state} filed {one.filed_on} ends {one.ends_on or '-'}")


@PROTECTIONS.command()
def tasks() -> None:
    """Print the ends that come near or are over, and what waits for a second person."""
    for one in open_tasks():
        what = f"protection {one.protection_id}" if one.protection_id else f"hold {one.hold_id}"
        typer.echo(f"{what} {one.detail} {one.day}")
    for one in waiting_deeds():
        what = f"protection {one.protection_id}" if one.protection_id else f"hold {one.hold_id}"
        typer.echo(f"deed {one.pk} {one.deed} of {what} waits for another officer")


@PROTECTIONS.command("receive")
def receive_filing(
    number: Annotated[str, typer.Argument(help="宛名番号 of who files.")],
    by: By,
    why: Why,
    violence: Annotated[str, typer.Option(help="Id of the book's `violence`, such as partner.")],
    contact: Annotated[str, typer.Option(help="Telephone or mail at which the person may safely be reached.")],
    abuser: Annotated[str, typer.Option(help="Name of whom the address is kept from.")],
    abuser_number: Annotated[str, typer.Option(help="Their 宛名番号.")] = "",
    together: Annotated[list[str] | None, typer.Option(help="NUMBER=RELATION; may be given again.")] = None,
    letters_to: Annotated[str, typer.Option(help="NAME=ADDRESS to which alone letters go.")] = "",
) -> None:
    """Receive a filing; it protects from this moment."""
    also = [Together(*one.partition("=")[::2]) for one in together or []]
    name, _, address = letters_to.partition("=")
    filed = Filed(
        number, timezone.localdate(), Abuser(abuser, abuser_number), also, contact=contact, violence=violence,
        contact_name=name, contact_address=address,
    )  # fmt: skip
    made = receive(filed, why=why, account=account_of(by), now=timezone.now())
    if isinstance(made, Refused):
        stop_refused(made)
    typer.echo(f"Protection {made.pk} is provisional from now on.")


@PROTECTIONS.command("open")
def open_filing(key: Key, by: By, why: Why) -> None:
    """Print a filing; that you looked, and what for, is logged with every protected person."""
    one = _found(key)
    opened = open_record(one, why=why, account=account_of(by), now=timezone.now())
    if isinstance(opened, Refused):
        stop_refused(opened)
    for name in _SHOWN:
        typer.echo(f"{name}: {getattr(one, name) or '-'}")
    for person in one.persons.order_by("pk"):
        typer.echo(f"person: {person.number} {person.relation}")


@PROTECTIONS.command("do")
def do_deed(
    key: Key,
    deed: Annotated[str, typer.Argument(help=", ".join(DEEDS))],
    by: By,
    why: Why,
    day: Day = "",
    detail: Annotated[str, typer.Option(help="Whose opinion, how the person was told, or which town.")] = "",
) -> None:
    """Do a deed; where the book asks for two persons, another officer confirms it."""
    if deed not in DEEDS:
        stop(f"{deed!r} is no deed on a protection. Give one of {', '.join(DEEDS)}.")
    carry_out(_found(key), Wish(Deed(deed), why, day_of(day) if day else timezone.localdate(), detail), by)


@PROTECTIONS.command()
def answer(
    deed: Annotated[int, typer.Argument(help="Number of the deed that waits.")],
    by: By,
    why: Why,
    *,
    accept: Annotated[bool, typer.Option("--accept/--decline", help="Whether it is done now.")],
) -> None:
    """Confirm or decline what another officer asked for."""
    asked = StopDeed.objects.filter(pk=deed).select_related("hold", "protection").first()
    if asked is None:
        stop("There is no deed of this number. Look at: ikkan residents protections tasks")
    say(settle(asked, accept=accept, why=why, account=account_of(by), now=timezone.now()))


def _found(key: int) -> Protection:
    found = Protection.objects.filter(pk=key).first()
    if found is None:
        stop("There is no protection of this number. Look at: ikkan residents protections list")
    return found
