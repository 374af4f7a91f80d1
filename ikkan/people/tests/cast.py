"""The fixed cast of the people tests."""

from datetime import UTC, date, datetime

from ikkan.people.models import Account, Office, Posting, Rank

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def citizen(name: str = "parent") -> Account:
    return Account.objects.create(username=name, kind=Account.Kind.CITIZEN)


def staff(name: str = "officer") -> Account:
    return Account.objects.create(username=name, kind=Account.Kind.STAFF)


def posted(
    account: Account,
    *duties: str,
    rank: str = "clerk",
    starts_on: date = date(2026, 4, 1),
    ends_on: date | None = None,
    deputises_for: str = "",
) -> Posting:
    office, _ = Office.objects.get_or_create(
        code="childcare", defaults={"name_ja": "子育て支援課", "name_en": "Childcare"}
    )
    return Posting.objects.create(
        account=account,
        office=office,
        rank=_rank(rank),
        duties=list(duties),
        starts_on=starts_on,
        ends_on=ends_on,
        deputises_for=_rank(deputises_for) if deputises_for else None,
    )


def _rank(code: str) -> Rank:
    rank, _ = Rank.objects.get_or_create(code=code, defaults={"name_ja": code, "name_en": code, "level": 1})
    return rank
