"""A small town for the tests of pages: facilities, rounds, register, people, and one application."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.test import Client
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.corridor.rounds import open_round
from ikkan.corridor.walk import walk
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case, Round, TownMark
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.procedures.nursery.models import PastResult, Seat
from ikkan.registers.models import Facility, Resident, TaxLevy
from ikkan.web.demo_signin import BACKEND

FOLDER = Path(__file__).parents[2] / "procedures" / "nursery"
SOURCE = "つくりもの"
FACILITIES = (
    ("0013020001", "みなと保育園", "ミナトホイクエン", 34.8668, 138.3231),
    ("0013020007", "すみれこども園", "スミレコドモエン", 34.8601, 138.3152),
    ("0013020012", "くすのき保育園", "クスノキホイクエン", 34.8729, 138.3098),
    ("0013020099", "ひかり小規模保育", "ヒカリショウキボホイク", 34.8544, 138.3277),
)
FAMILY = (
    ("100001", "髙橋", "花子", "タカハシ", "ハナコ", date(1992, 5, 3), "妻"),
    ("100002", "髙橋", "太郎", "タカハシ", "タロウ", date(1990, 11, 20), "世帯主"),
    ("100003", "髙橋", "湊", "タカハシ", "ミナト", date(2025, 6, 1), "子"),
    ("100004", "髙橋", "凪", "タカハシ", "ナギ", date(2023, 9, 14), "子"),
    ("100005", "髙橋", "和子", "タカハシ", "カズコ", date(1960, 1, 1), "母"),
)


@dataclass(frozen=True, slots=True)
class Town:
    """The cast: applicant (in the register), officer, approver, a stranger, and the open round."""

    applicant: Account
    stranger: Account
    helper: Account
    officer: Account
    approver: Account
    round: Round
    staff: dict[str, Account] = field(default_factory=dict)


def make_town(*, now: datetime | None = None) -> Town:
    """Write the town into an empty database."""
    moment = now or timezone.now()
    TownMark.objects.get_or_create(code="222127", defaults={"name": "みほん市", "marked_at": moment})
    make_facilities()
    make_register()
    officer, approver = make_officer(moment), make_approver(moment)
    round_ = make_round(officer, moment)
    return Town(
        applicant=make_citizen("hanako", "100001"),
        stranger=make_citizen("stranger"),
        helper=make_citizen("helper"),
        officer=officer,
        approver=approver,
        round=round_,
    )


def make_facilities() -> None:
    """Write the facilities."""
    for code, name, kana, latitude, longitude in FACILITIES:
        Facility.objects.create(
            code=code, name=name, kana=kana, kind="認可保育所", address="静岡県焼津市栄町一丁目1-1", latitude=latitude,
            longitude=longitude, opens="07:00", closes="19:00", source=SOURCE, as_of=date(2026, 4, 1),
        )  # fmt: skip


def make_register() -> None:
    """Write one household."""
    for number, family, given, family_kana, given_kana, birth, relation in FAMILY:
        Resident.objects.create(
            number=number, household="900001", family_name=family, given_name=given, family_kana=family_kana,
            given_kana=given_kana, birth=birth, relation=relation, postal="4250027", town="静岡県焼津市栄町一丁目",
            block="2-3", building="みなとハイツ101", resident_since=date(2020, 4, 1), source="住民記録",
            as_of=date(2026, 11, 1),
        )  # fmt: skip
        TaxLevy.objects.create(resident_id=number, year=2026, levy=100_000, source="税", as_of=date(2026, 6, 1))


def make_citizen(username: str, number: str = "") -> Account:
    """Return a citizen's account."""
    return Account.objects.create(username=username, kind=Account.Kind.CITIZEN, resident_number=number)


def make_officer(now: datetime) -> Account:
    """Return an officer with the desk's duties."""
    return _posted("officer", "clerk", "係員", 1, ["desk", "post", "import"], now)


def make_approver(now: datetime) -> Account:
    """Return a section chief who approves."""
    return _posted("chief", "section_chief", "課長", 3, ["approve"], now)


def make_round(officer: Account, now: datetime) -> Round:
    """Open a round for April with seats in every class, and last year's results."""
    closes_at = timezone.localtime(now + timedelta(days=20)).replace(hour=17, minute=0, second=0, microsecond=0)
    round_ = open_round(
        procedure="nursery", kind="first", title="令和9年4月入所 1次選考", month=date(2027, 4, 1),
        opens_at=now - timedelta(days=10), closes_at=closes_at,
        answers_on=timezone.localdate(now) + timedelta(days=60), account=officer, now=now,
    )  # fmt: skip
    for code, *_rest in FACILITIES:
        for age in range(6):
            Seat.objects.create(round=round_, facility=code, age=age, seats=3 + age, last_year=3 + age)
            admitted = 2 if code == "0013020012" else 5
            PastResult.objects.create(year=2026, facility=code, age=age, admitted=admitted, lowest_score=39 + age)
    return round_


def application() -> JsonObject:
    """Return the answers of the household's application, complete and valid."""
    answers: JsonObject = json.loads((FOLDER / "tests" / "data" / "answers.json").read_text(encoding="utf-8"))
    return answers


def file_case(town: Town, *, key: str = "test", checked: bool = True) -> Case:
    """File the household's application; checked: the machine has looked at it once."""
    now = timezone.now()
    case = file_application(
        procedure="nursery", answers=application(), key=key, channel="web", now=now, applicant=town.applicant,
    )  # fmt: skip
    assert isinstance(case, Case), case
    if checked:
        walk(case.pk, now=now)
        case.refresh_from_db()
    return case


def signed_in(account: Account) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def _posted(username: str, rank: str, rank_ja: str, level: int, duties: list[str], now: datetime) -> Account:
    account = Account.objects.create(username=username, kind=Account.Kind.STAFF, display_name=username)
    office, _ = Office.objects.get_or_create(
        code="childcare", defaults={"name_ja": "子育て支援課", "name_en": "Childcare"}
    )
    row, _ = Rank.objects.get_or_create(code=rank, defaults={"name_ja": rank_ja, "name_en": rank, "level": level})
    day = timezone.localdate(now) - timedelta(days=200)
    Posting.objects.create(account=account, office=office, rank=row, duties=duties, starts_on=day)
    return account
