"""``ikkan staff`` and ``ikkan token``: accounts and postings of staff, tokens of programs."""

import getpass
import sys
from datetime import date, timedelta
from typing import Annotated, Final, TypeVar

import typer
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils import timezone

from ikkan.cli.operating.stopping import stop, stop_refused
from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account, ApiToken, Office, OwnEntry, Posting, Rank
from ikkan.people.services import (
    close_account,
    end_posting,
    make_token,
    open_staff_account,
    post_account,
    revoke_token,
)

DUTIES: Final = frozenset({"desk", "approve", "operate", "board", "privacy", "post", "import", "cash", "accounts"})
STAFF: Final = typer.Typer(help="Accounts and postings of staff.", no_args_is_help=True)
TOKEN: Final = typer.Typer(help="Bearer tokens of programs.", no_args_is_help=True)

Username = Annotated[str, typer.Argument(help="Sign-in name.")]
AnyModel = TypeVar("AnyModel", bound=Model)


@STAFF.command()
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="Name as colleagues see it.")],
    email: Annotated[str, typer.Option(help="Mail address.")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from there.")] = False,
) -> None:
    """Open an account of a member of staff; the password is asked for, never an argument."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask_password()
    made = open_staff_account(username=username, password=password, display_name=name, email=email)
    if isinstance(made, Refused):
        stop_refused(made)
    typer.echo(f"{made.username}. Next: ikkan staff post {made.username} --office … --rank … --duty …")


@STAFF.command()
def office(
    code: str, name_ja: str, name_en: str, parent: Annotated[str, typer.Option(help="Office above.")] = ""
) -> None:
    """Enter an office (課), or correct its names."""
    above = _find(Office, parent) if parent else None
    _save(Office(code=code, name_ja=name_ja, name_en=name_en, parent=above))


@STAFF.command()
def rank(code: str, name_ja: str, name_en: str, level: Annotated[int, typer.Argument(help="1 is lowest.")]) -> None:
    """Enter a rank (職), or correct it."""
    _save(Rank(code=code, name_ja=name_ja, name_en=name_en, level=level))


@STAFF.command()
def post(
    username: Username,
    office_code: Annotated[str, typer.Option("--office", help="Code of the office.")],
    rank_code: Annotated[str, typer.Option("--rank", help="Code of the rank.")],
    duty: Annotated[list[str], typer.Option(help=f"One of {', '.join(sorted(DUTIES))}; may be given again.")],
    since: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD; today when left out.")] = "",
    until: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD.")] = "",
    deputy_for: Annotated[str, typer.Option(help="Rank that this person deputises for (代決).")] = "",
) -> None:
    """Post a member of staff to an office at a rank, with duties."""
    unknown = sorted(set(duty) - DUTIES)
    if unknown:
        stop(f"Unknown duty {', '.join(unknown)}. Known: {', '.join(sorted(DUTIES))}.")
    made = post_account(
        account=_account(username), office=_find(Office, office_code), rank=_find(Rank, rank_code), duties=duty,
        starts_on=_day(since) or timezone.localdate(), ends_on=_day(until),
        deputises_for=_find(Rank, deputy_for) if deputy_for else None,
    )  # fmt: skip
    if isinstance(made, Refused):
        stop_refused(made)
    typer.echo(f"{username}: {made.office.name_ja} {made.rank.name_ja} {', '.join(made.duties)} from {made.starts_on}")


@STAFF.command()
def entry(
    username: Username,
    resident: Annotated[str, typer.Argument(help="Their own 宛名番号; - takes it away.")],
) -> None:
    """Enter a member of staff's own 宛名番号, so that reading their own household or a colleague is noticed."""
    account = _account(username)
    if resident == "-":
        OwnEntry.objects.filter(account=account).delete()
        typer.echo(f"{username}: no entry of their own")
        return
    OwnEntry.objects.update_or_create(account=account, defaults={"resident": resident, "entered_at": timezone.now()})
    typer.echo(f"{username}: {resident}")


@STAFF.command()
def end(
    username: Username,
    on: Annotated[str, typer.Option(help="Last day, YYYY-MM-DD; today when left out.")] = "",
    close: Annotated[bool, typer.Option("--close", help="Close the account too: no sign-in, no name left.")] = False,
) -> None:
    """End every posting of a member of staff; past deeds keep their record."""
    account, last = _account(username), _day(on) or timezone.localdate()
    running = Posting.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=last), account=account)
    for posting in running:
        ended = end_posting(posting=posting, on=last)
        if isinstance(ended, Refused):
            stop_refused(ended)
    typer.echo(f"{username}: {len(running)} postings end on {last}")
    if close:
        close_account(account=account, now=timezone.now())
        typer.echo("The account is closed.")


@TOKEN.command()
def make(
    username: Username,
    name: Annotated[str, typer.Argument(help="What it is for.")],
    scope: Annotated[list[str], typer.Option(help="What it opens, such as health; may be given again.")],
    days: Annotated[int, typer.Option(help="Days until it ends.")] = 365,
) -> None:
    """Make a token; its text is shown once and stored nowhere."""
    made = make_token(_account(username), name, scope, timezone.now() + timedelta(days=days))
    if isinstance(made, Refused):
        stop_refused(made)
    token, text = made
    typer.echo(f"{text}\n# id {token.pk}, opens {', '.join(token.scopes)}, ends {token.expires_at.date()}")


@TOKEN.command()
def revoke(token_id: Annotated[str, typer.Argument(help="Id that was shown beside the token.")]) -> None:
    """End a token at once."""
    try:
        token = ApiToken.objects.select_related("account").filter(pk=token_id).first()
    except ValidationError:
        token = None
    if token is None:
        stop(f"There is no token {token_id}. The id stands beside the token when it is made.")
    ended = revoke_token(token_id=str(token.pk), by=token.account, now=timezone.now())
    if isinstance(ended, Refused):
        stop_refused(ended)
    typer.echo(f"{ended.name}: ended at {ended.revoked_at}")


def _account(username: str) -> Account:
    found = Account.objects.filter(username=username, kind=Account.Kind.STAFF).first()
    return found or stop(f"There is no member of staff {username!r}. Add one: ikkan staff add {username} --name …")


def _find(model: type[AnyModel], code: str) -> AnyModel:
    found = model._default_manager.filter(pk=code).first()
    if found is None:
        known = ", ".join(str(key) for key in model._default_manager.values_list("pk", flat=True)[:20]) or "none"
        word = model._meta.model_name
        stop(f"There is no {word} {code!r}; known: {known}. Enter it: ikkan staff {word} …")
    return found


def _save(row: Office | Rank) -> None:
    try:
        row.full_clean(validate_unique=False)
    except ValidationError as fault:
        stop(f"{row.code} was not saved: {'; '.join(fault.messages)}. Correct it and run it again.")
    row.save()
    typer.echo(f"{row.code} {row.name_ja}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        stop(f"{text!r} is no day. Write YYYY-MM-DD, such as 2027-04-01.")


def _ask_password() -> str:
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        stop("The two passwords differ. Nothing was made; run it again.")
    return first
