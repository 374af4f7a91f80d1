"""``ikkan certificate``: check a file, see what waits, record what was shown, posted and handed over."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer
from django.utils import timezone

from ikkan.cli.operating.key_commands import verify_paper
from ikkan.cli.operating.stopping import stop, stop_refused
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.people.selectors import may
from ikkan.procedures.certificate.handing import obstacles, print_queue, record_fetched, record_sent
from ikkan.procedures.certificate.making import make_waiting
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.reserving import show_identity
from ikkan.procedures.certificate.stacking import stack_of

CERTIFICATE: Final = typer.Typer(
    help="Certificates of residence: check a file, see what waits, record what was shown and handed over.",
    no_args_is_help=True,
)
CERTIFICATE.command("verify")(verify_paper)

Number = Annotated[str, typer.Argument(help="Number of the request, such as J-024-912-141.")]
Officer = Annotated[str, typer.Option("--as", help="Officer who does it; needs the duty.")]
Papers = Annotated[list[str], typer.Option("--paper", help="Id of an identity paper of the book; may be given again.")]
Delivery = Annotated[Copy.Delivery, typer.Option(help="By post, or to be fetched.")]


@CERTIFICATE.command()
def queue(username: Officer, delivery: Delivery = Copy.Delivery.POST) -> None:
    """List the copies that were not handed over, in posting order, and what stands in their way."""
    _officer(username, "post")
    waiting = print_queue(delivery)
    failed = obstacles(waiting)
    for copy in waiting:
        state = "ready" if copy.sha256 else failed.get(copy.pk, "being made")
        typer.echo(f"{copy.case.number}  {copy.number}  {copy.postal}  {copy.address}  {copy.name}  {state}")
    typer.echo(f"{len(waiting)} waiting, {sum(not copy.sha256 for copy in waiting)} of them without a file.")


@CERTIFICATE.command("print")
def print_stack(
    username: Officer, file: Annotated[Path, typer.Argument(dir_okay=False, help="ZIP to write; never overwritten.")]
) -> None:
    """Write every copy that is ready for the post as a ZIP: cover sheets first, then each sealed file."""
    _officer(username, "post")
    made = stack_of([copy for copy in print_queue("post") if copy.sha256 and copy.address], now=timezone.now())
    if isinstance(made, Refused):
        stop_refused(made)
    with file.open("xb") as out:
        out.write(made)
    typer.echo(f"Wrote {file}. Record the posting afterwards: ikkan certificate sent NUMBER --as {username}")


@CERTIFICATE.command()
def again(username: Officer) -> None:
    """Have every copy made that has no file, after what stood in the way is gone."""
    _officer(username, "post")
    typer.echo(f"{make_waiting(now=timezone.now())} copies are made by the worker.")


@CERTIFICATE.command()
def identity(number: Number, username: Officer, paper: Papers) -> None:
    """Record which identity papers the person of a reservation showed."""
    account = _officer(username, "desk")
    _done(number, lambda case: show_identity(case=case, papers=paper, account=account, now=timezone.now()))


@CERTIFICATE.command()
def sent(number: Number, username: Officer) -> None:
    """Record that the copies of a request were posted."""
    account = _officer(username, "post")
    _done(number, lambda case: record_sent(case=case, account=account, now=timezone.now()))


@CERTIFICATE.command()
def fetched(number: Number, username: Officer, paper: Papers) -> None:
    """Record that the copies of a request were handed over, and which identity papers were shown."""
    account = _officer(username, "desk")
    _done(number, lambda case: record_fetched(case=case, account=account, papers=paper, now=timezone.now()))


def _done(number: str, deed: Callable[[Case], Case | Refused]) -> None:
    case = Case.objects.filter(number=number, procedure="certificate").first()
    if case is None:
        stop(f"There is no certificate request {number}. `ikkan certificate queue` lists those that wait.")
    outcome = deed(case)
    if isinstance(outcome, Refused):
        stop_refused(outcome)
    case.refresh_from_db()
    typer.echo(f"{case.number}: {case.room}, waits for {case.waits_for}")


def _officer(username: str, duty: str) -> Account:
    account = Account.objects.filter(username=username).first()
    if account is None or not may(account, duty, timezone.localdate()):
        stop(f"{username} does not hold the duty {duty} today. Post them: ikkan staff post {username} --duty {duty} …")
    return account
