"""``ikkan log``: search the access log, run its analyses, list and judge what they found."""

import sys
from datetime import date, timedelta
from typing import Annotated, Final

import typer
from django.utils import timezone

from ikkan.cli.operating.stopping import stop, stop_refused
from ikkan.corridor.access_judging import findings, judge_finding
from ikkan.corridor.access_log import DUTY, Sought, log_csv, search_log, usernames
from ikkan.corridor.access_rules import analyse_days
from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.people.selectors import may

LOG: Final = typer.Typer(help="The access log: who read whose data; what its analyses found.", no_args_is_help=True)

As = Annotated[str, typer.Option("--as", help=f"Who searches or judges; needs the duty {DUTY}.")]
First = Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD.")]
Last = Annotated[str, typer.Option("--to", help="Last day, YYYY-MM-DD.")]


@LOG.command()
def search(
    username: As,
    why: Annotated[str, typer.Option(help="What for; the person looked for can read it.")],
    person: Annotated[str, typer.Option(help="宛名番号 of who was read.")] = "",
    officer: Annotated[str, typer.Option(help="User name of who read.")] = "",
    function: Annotated[str, typer.Option(help="Begin of the function's name.")] = "",
    channel: Annotated[str, typer.Option(help="page, api, command or machine.")] = "",
    case: Annotated[str, typer.Option(help="Case number.")] = "",
    first: First = "",
    last: Last = "",
    only_people: Annotated[bool, typer.Option("--only-people", help="Leave out steps of the machine.")] = False,
    only_numbered: Annotated[bool, typer.Option("--only-numbered", help="Only where a 個人番号 was touched.")] = False,
) -> None:
    """Print what a search of the access log finds as CSV; the search itself is logged."""
    now = timezone.now()
    sought = Sought(
        person, officer, function, channel, case, _day(first), _day(last), only_people=only_people,
        only_numbered=only_numbered,
    )  # fmt: skip
    found = search_log(sought, why=why, account=_account(username), now=now)
    if isinstance(found, Refused):
        stop_refused(found)
    sys.stdout.writelines(log_csv(found, now=now))


@LOG.command()
def analyse(first: First = "", last: Last = "") -> None:
    """Run the analyses over some days, yesterday when left out; what was found before stays as it is."""
    yesterday = timezone.localdate() - timedelta(days=1)
    begin = _day(first) or yesterday
    new = analyse_days(begin, _day(last) or max(begin, yesterday), now=timezone.now())
    typer.echo(f"{new} new findings.")


@LOG.command("findings")
def list_findings(
    username: As,
    rule: Annotated[str, typer.Option(help="Id of one analysis.")] = "",
    is_open: Annotated[bool, typer.Option("--open", help="Only those that nobody judged.")] = False,
) -> None:
    """Print what the analyses found, one line each."""
    _account(username)
    rows = list(findings(rule=rule, is_open=True if is_open else None))
    names = usernames(one.reader for one in rows)
    for one in rows:
        who = names.get(one.reader, str(one.reader))
        typer.echo(f"{one.pk} {one.day} {one.rule} {who} {one.resident or '-'} {one.count}")


@LOG.command()
def judge(
    finding: Annotated[int, typer.Argument(help="Number of the finding.")],
    verdict: Annotated[str, typer.Argument(help="Id of a row of the book's table access_verdict.")],
    note: Annotated[str, typer.Option(help="What was looked at.")],
    username: As,
) -> None:
    """Record what was found out about a finding."""
    made = judge_finding(finding=finding, verdict=verdict, note=note, account=_account(username), now=timezone.now())
    if isinstance(made, Refused):
        stop_refused(made)
    typer.echo(f"{finding}: {made.verdict}")


def _account(username: str) -> Account:
    account = Account.objects.filter(username=username).first()
    if account is None or not may(account, DUTY, timezone.localdate()):
        stop(f"{username} does not hold the duty {DUTY} today. Post them: ikkan staff post {username} --duty {DUTY} …")
    return account


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        stop(f"{text!r} is no day. Write YYYY-MM-DD, such as 2026-11-24.")
