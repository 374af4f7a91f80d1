"""The demo's accounts: a parent and the people of the town hall, from ``demo_data/officials.toml``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.registers.services import ResidentRow


@dataclass(frozen=True, slots=True)
class Officials:
    """Who was made: staff by username, and the parent."""

    staff: Mapping[str, Account]
    parent: Account


def make_officials(*, data: Mapping[str, Any], parent: ResidentRow, on: date) -> Officials:
    """Make offices, ranks, accounts and postings; what is there already stays as it is.

    No account has a usable password: the demo signs them in by a click, in demo mode only.

    Args:
        data: content of officials.toml.
        parent: resident for whom ``demo-parent`` signs in.
        on: first day of the postings.
    """
    with transaction.atomic():
        offices = {
            row["code"]: Office.objects.get_or_create(
                code=row["code"], defaults={"name_ja": row["name_ja"], "name_en": row["name_en"]}
            )[0]
            for row in data["office"]
        }
        ranks = {
            row["code"]: Rank.objects.get_or_create(
                code=row["code"],
                defaults={"name_ja": row["name_ja"], "name_en": row["name_en"], "level": row["level"]},
            )[0]
            for row in data["rank"]
        }
        staff = {row["username"]: _official(row, offices, ranks, on) for row in data["person"]}
        return Officials(staff, make_parent(data["parent"]["username"], parent))


def make_parent(username: str, resident: ResidentRow) -> Account:
    """Return the account of a parent, made when there is none.

    Args:
        username: sign-in name.
        resident: whose account it is.
    """
    name = f"{resident.family_name} {resident.given_name}".strip()
    return _account(username, f"{name}（デモ）", Account.Kind.CITIZEN, resident.number)


def make_parents(residents: Iterable[ResidentRow]) -> dict[str, Account]:
    """Return the accounts of many parents by 宛名番号, making those that are missing in one statement.

    Args:
        residents: the parents who file.
    """
    wanted = {one.number: one for one in residents}
    with transaction.atomic():
        have = {
            account.resident_number: account
            for account in Account.objects.exclude(resident_number="")
            if account.resident_number in wanted
        }
        made = [
            Account(
                username=f"demo-parent-{number}",
                password=make_password(None),
                display_name=f"{one.family_name} {one.given_name}".strip(),
                resident_number=number,
                email=f"demo{number}@example.jp",
            )
            for number, one in wanted.items()
            if number not in have
        ]
        Account.objects.bulk_create(made)
    return have | {account.resident_number: account for account in made}


def _official(row: Mapping[str, Any], offices: Mapping[str, Office], ranks: Mapping[str, Rank], on: date) -> Account:
    account = _account(row["username"], row["display_name"], Account.Kind.STAFF, "")
    Posting.objects.get_or_create(
        account=account,
        office=offices[row["office"]],
        rank=ranks[row["rank"]],
        defaults={"duties": row["duties"], "starts_on": on},
    )
    return account


def _account(username: str, display_name: str, kind: Account.Kind, resident_number: str) -> Account:
    found = Account.objects.filter(username=username).first()
    if found is not None:
        return found
    return Account.objects.create_user(
        username,
        None,
        display_name=display_name,
        kind=kind,
        resident_number=resident_number,
        email=f"{username}@example.jp",
    )
