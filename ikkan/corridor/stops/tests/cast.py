"""Residents, officers and a filing for the tests of holds and protection."""

from datetime import UTC, date, datetime

from ikkan.corridor.stops.receiving import receive
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.registers.models import Protection, Resident
from ikkan.registers.protecting import Abuser, Filed, Together

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
_PERSONS = (
    ("100", "H1", "太郎", "タロウ", "世帯主"),
    ("101", "H1", "花子", "ハナコ", "妻"),
    ("102", "H1", "湊", "ミナト", "子"),
    ("200", "H2", "次郎", "ジロウ", "世帯主"),
)


def residents() -> None:
    """Enter a household of three and a man who lives alone."""
    Resident.objects.bulk_create(
        Resident(
            number=number, household=household, family_name="髙橋", given_name=given, family_kana="タカハシ",
            given_kana=kana, birth=date(1985, 5, 5), relation=relation, postal="4250022", town="静岡県焼津市秘鏡町",
            block="9-9", resident_since=date(2015, 4, 1), source="つくりもの", as_of=date(2026, 4, 1),
        )
        for number, household, given, kana, relation in _PERSONS
    )  # fmt: skip


def officer(name: str, *duties: str) -> Account:
    """Return a member of staff with the duty ``protect``, or with others."""
    account = Account.objects.create(username=name, kind=Account.Kind.STAFF, display_name=name)
    office, _ = Office.objects.get_or_create(code="citizens", defaults={"name_ja": "市民課", "name_en": "Citizens"})
    rank, _ = Rank.objects.get_or_create(code="staff", defaults={"name_ja": "職員", "name_en": "staff", "level": 1})
    held = list(duties or ("protect",))
    Posting.objects.create(account=account, office=office, rank=rank, duties=held, starts_on=date(2020, 4, 1))
    return account


def filing(number: str = "101", *, together: tuple[Together, ...] = (Together("102", "子"),)) -> Filed:
    """Return the filing of a wife for herself and her child."""
    return Filed(
        number, date(2026, 11, 23), Abuser("髙橋　太郎", "100"), together, contact="090-0000-0000（夜）",
        earlier_addresses="静岡県焼津市秘鏡町9-9", violence="partner", contact_name="高橋花子",
        contact_postal="1000001", contact_address="東京都千代田区秘鏡1-1　支援会気付",
    )  # fmt: skip


def received(by: Account, filed: Filed | None = None) -> Protection:
    """Return a filing that was received."""
    made = receive(filed or filing(), why="申出書を受け取った", account=by, now=NOW)
    assert isinstance(made, Protection), made
    return made
