"""A small town for the walk: four nurseries, the officials of the route, families whose register says what they say."""

import copy
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from ikkan.corridor.approving import reply_to
from ikkan.corridor.filing import answer_request, correct_application, file_application
from ikkan.corridor.letters import drawn_letters, open_letter
from ikkan.corridor.order import back_to_check
from ikkan.corridor.posting import make_print_file, record_posting
from ikkan.corridor.publishing import walk_round
from ikkan.corridor.rounds import close_round, decide_round, open_round, propose_round
from ikkan.corridor.scheduling import ask_publication, confirm_publication, consents
from ikkan.corridor.walk import walk
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.routes import route_of
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case, Round
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.procedures.nursery.models import Alarm, Child, Seat
from ikkan.procedures.nursery.round.alarms import sign_alarm
from ikkan.registers.models import Facility, Resident
from ikkan.rooms.answer.models import Notice, PostingBatch
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.drafts import attach, start_draft
from ikkan.rooms.intake.models import Filing
from ikkan.rooms.intake.selectors import current_filing

NOW: Final = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
CLOSES: Final = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
DECIDED: Final = datetime(2027, 1, 12, 3, 0, tzinfo=UTC)
PUBLISHES: Final = datetime(2027, 1, 29, 0, 0, tzinfo=UTC)
APRIL: Final = date(2027, 4, 1)
MINATO, HAMA, MATSU, SMALL = "0013020001", "0013020007", "0013020012", "0013020031"
NAMES: Final = {MINATO: "みなと保育園", HAMA: "はまかぜ保育園", MATSU: "まつばら保育園", SMALL: "ちいさな保育室"}
DATA: Final = Path(__file__).parent / "data" / "answers.json"
FIRST, SECOND, MONTHLY = "first", "second", "monthly"
ONE_YEAR_OLD: Final = date(2025, 6, 1)


@dataclass
class Town:
    """Who works here, and the first round."""

    officer: Account
    chief: Account
    head: Account
    stranger: Account
    first: Round


@dataclass
class Home:
    """A family: its account, its form and papers."""

    account: Account
    answers: dict[str, Any]
    papers: dict[tuple[str, str], JsonObject] = field(default_factory=dict)
    residents: list[Resident] = field(default_factory=list)
    as_made: Any = None

    def __post_init__(self) -> None:
        """Keep the form and papers as they are before a fault is planted."""
        self.as_made = copy.deepcopy((self.answers, self.papers))


def make_town(*, seats: int = 2) -> Town:
    """Make nurseries, officials and a first April round with so many seats in every class of the three big ones."""
    Facility.objects.bulk_create(
        Facility(
            code=code, name=name, kana="ホイクエン", kind="認可保育所", address="栄町", phone="054-000-0001",
            source="つくりもの", as_of=date(2026, 4, 1),
        )
        for code, name in NAMES.items()
    )  # fmt: skip
    first, last = route_of(book_in_force("nursery").at(APRIL), "round").steps
    officer = _official("officer", first.office, "staff", 1)
    chief = _official("chief", first.office, first.rank, 3)
    head = _official("head", last.office, last.rank, 4)
    town = Town(officer, chief, head, Account.objects.create_user("stranger"), open_(officer))
    set_seats(town.first, seats)
    return town


def open_(officer: Account, kind: str = FIRST, month: date = APRIL, answers_on: date = date(2027, 1, 29)) -> Round:
    """Open a round; a later one closes and answers later."""
    closes = CLOSES if kind == FIRST else datetime(answers_on.year, answers_on.month, 1, 8, 0, tzinfo=UTC)
    return open_round(
        procedure="nursery", kind=kind, title=f"{month:%Y年%m月}入所 {kind}", month=month,
        opens_at=NOW - timedelta(days=40), closes_at=closes, answers_on=answers_on, account=officer, now=NOW,
    )  # fmt: skip


def set_seats(round_: Round, seats: int, *, last_year: int | None = None, confirmed: bool = True) -> None:
    """Give every class the same number of seats; the small room has classes 0 to 2."""
    before = seats if last_year is None else last_year
    Seat.objects.bulk_create(
        Seat(
            round=round_, facility=code, age=age, seats=seats, last_year=before,
            confirmed_at=NOW if confirmed else None,
        )
        for code in NAMES
        for age in range(3 if code == SMALL else 6)
    )  # fmt: skip


def seats_at(round_: Round, facility: str, age: int, seats: int, *, kind: str = "general") -> Seat:
    """Set the seats of one class."""
    values = {"seats": seats, "last_year": seats, "confirmed_at": NOW}
    return Seat.objects.update_or_create(round=round_, facility=facility, age=age, kind=kind, defaults=values)[0]


def home(
    number: int, *, wishes: tuple[str, ...] = (MINATO,), hours: int = 160, births: tuple[date, ...] = (ONE_YEAR_OLD,),
    electronic: bool = True, **changes: Any,
) -> Home:  # fmt: skip
    """Make a family of two working parents with a child for each birth, in the register and as its form says.

    Args:
        number: distinct; names and numbers come from it.
        wishes: facilities of every child, best first.
        hours: month hours of both parents.
        births: dates of birth.
        electronic: whether it wants electronic notices.
        changes: further answers.
    """
    answers = copy.deepcopy(_answers())
    family, kana = f"山{_kanji(number)}", f"ヤマ{_katakana(number)}"
    mother, father = date(1990, 1 + number % 12, 1 + number % 28), date(1988, 1 + number % 12, 1 + number % 28)
    for person, birth in ((answers["applicant"], mother), *zip(answers["parents"], (mother, father), strict=True)):
        person |= {"birth": birth.isoformat(), "name": {**person["name"], "family": family}}
        person["kana"] = {**person["kana"], "family": kana}
    for parent in answers["parents"]:
        parent["work"]["month_hours"] = hours
    shape = answers["children"][0]
    answers["children"] = [
        {
            **copy.deepcopy(shape), "id": f"c{place}", "birth": birth.isoformat(), "wishes": list(wishes),
            "name": {"family": family, "given": f"子{_kanji(place)}"},
            "kana": {"family": kana, "given": f"コ{_katakana(place)}"},
        }
        for place, birth in enumerate(births, start=1)
    ]  # fmt: skip
    answers |= {"family": [], "electronic_notice": electronic, "documents": [], **changes}
    papers: dict[tuple[str, str], JsonObject] = {
        ("work_certificate", parent): {"month_hours": hours, "issued_on": "2026-10-20", "employer": "つくりもの商店"}
        for parent in ("parent1", "parent2")
    }
    residents = _register(number, answers)
    account = Account.objects.create_user(f"parent-{number}", resident_number=residents[0].number)
    return Home(account, answers, papers, residents)


def file(one: Home, *, now: datetime = NOW, key: str = "") -> Case:
    """File a family's form with its papers and walk the case until it waits."""
    return walked(hand_in(one, now=now, key=key), now)


def hand_in(one: Home, *, now: datetime = NOW, key: str = "") -> Case:
    """File a family's application with its papers; no machine has looked at it yet."""
    draft = start_draft(owner=one.account, procedure="nursery", form_version="1", answers=one.answers)
    _attach(draft, one)
    case = file_application(
        procedure="nursery", answers=one.answers, key=key or f"k-{one.account.username}", channel="web", now=now,
        applicant=one.account, draft=draft,
    )  # fmt: skip
    assert isinstance(case, Case), case
    return case


def mend(case: Case, one: Home, *, now: datetime = NOW) -> Case:
    """Answer what was asked with the family's form and papers as they now are, and walk on."""
    draft = start_draft(owner=one.account, procedure="nursery", form_version="1", answers=one.answers, corrects=case)
    _attach(draft, one)
    filing = answer_request(case=case, answers=one.answers, actor=one.account, now=now, draft=draft)
    assert isinstance(filing, Filing), filing
    return walked(case, now)


def walked(case: Case, now: datetime = NOW) -> Case:
    """Walk a case until it waits."""
    while walk(case.pk, now=now):
        pass
    case.refresh_from_db()
    return case


def accept(town: Town, case: Case, *, now: datetime = NOW) -> Case:
    """Let the officer settle every doubt of a case, and walk it on."""
    for finding in Finding.objects.filter(case=case, state="open"):
        case.refresh_from_db()
        verdict = record_verdict(
            case=case, finding=finding, decision="same", note="", account=town.officer,
            filing_version=current_filing(case).version, then=back_to_check(case, now), now=now,
        )  # fmt: skip
        assert not isinstance(verdict, Refused), verdict
    return walked(case, now)


def approve_case(town: Town, case: Case, *, now: datetime = NOW) -> None:
    """Let the chief approve what was put up for one case."""
    one = Proposal.objects.get(case=case, state=Proposal.State.OPEN)
    done = reply_to(
        proposal=one, account=town.chief, verdict="approve", comment="", fingerprint=one.fingerprint, now=now
    )
    assert isinstance(done, Proposal), done


def decide(town: Town, round_: Round | None = None, *, now: datetime = DECIDED) -> JsonObject:
    """Close a round and run it."""
    round_ = round_ or town.first
    if round_.room == "intake":
        closed = close_round(round_=round_, account=town.officer, why="試験", now=now)
        assert isinstance(closed, Round), closed
    outcome = decide_round(round_=round_, account=town.officer, now=now)
    assert not isinstance(outcome, Refused), outcome
    return outcome


def sign_all(town: Town, round_: Round, *, now: datetime = DECIDED) -> None:
    """Sign every alarm of a round off."""
    for alarm in Alarm.objects.filter(round=round_, cleared_at=None, signed_at=None):
        signed = sign_alarm(alarm=alarm, account=town.officer, reason="園に確かめた", now=now)
        assert isinstance(signed, Alarm), signed
    round_.refresh_from_db()


def put_up(town: Town, round_: Round, *, now: datetime = DECIDED) -> Proposal:
    """Put a round up for approval."""
    round_.refresh_from_db()
    proposal = propose_round(round_=round_, account=town.officer, due_on=None, now=now)
    assert isinstance(proposal, Proposal), proposal
    return proposal


def approve(town: Town, round_: Round, *, now: datetime = DECIDED) -> Proposal:
    """Put a round up and let both approve it."""
    proposal = put_up(town, round_, now=now)
    for account in (town.chief, town.head):
        done = reply_to(
            proposal=proposal, account=account, verdict="approve", comment="", fingerprint=proposal.fingerprint, now=now
        )
        assert isinstance(done, Proposal), done
    walk_on(round_, now)
    return proposal


def schedule(town: Town, round_: Round, *, at: datetime = PUBLISHES, now: datetime = PUBLISHES) -> None:
    """Set the hour of publication."""
    round_.refresh_from_db()
    open_drawn(town, round_, now=now)
    asked = ask_publication(round_=round_, account=town.officer, at=at, now=now)
    assert isinstance(asked, Round), asked
    first = consents(round_)[0].pk
    scheduled = confirm_publication(round_=round_, account=town.chief, asked=first, now=now)
    assert isinstance(scheduled, Round), scheduled


def open_drawn(town: Town, round_: Round, *, now: datetime = PUBLISHES) -> None:
    """Let the officer open the letters that were drawn for them."""
    for letter in drawn_letters(round_, town.officer):
        opened = open_letter(round_=round_, key=letter.notice.pk, account=town.officer, now=now)
        assert isinstance(opened, Notice), opened


def publish(town: Town, round_: Round, *, at: datetime = PUBLISHES) -> None:
    """Publish an approved round and deliver it."""
    schedule(town, round_, at=at, now=at)
    walk_on(round_, at)


def through(town: Town, round_: Round | None = None, *, now: datetime = DECIDED, at: datetime = PUBLISHES) -> Round:
    """Take a round from its closing to its publication."""
    round_ = round_ or town.first
    decide(town, round_, now=now)
    sign_all(town, round_, now=now)
    approve(town, round_, now=now)
    publish(town, round_, at=at)
    return round_


def walk_on(round_: Round, now: datetime) -> None:
    """Walk a round until it waits."""
    while walk_round(round_.pk, now=now):
        pass
    round_.refresh_from_db()


def post(town: Town, *, now: datetime = PUBLISHES) -> PostingBatch:
    """Print what is to be posted and post it."""
    batch = make_print_file(now=now)
    assert isinstance(batch, PostingBatch), batch
    done = record_posting(batch=batch, account=town.officer, now=now)
    assert isinstance(done, PostingBatch), done
    return done


def result(case: Case, child: str = "c1", round_: Round | None = None) -> DecisionRecord:
    """Return what was decided of a child, in its latest round."""
    found = DecisionRecord.objects.filter(case=case, kind="placement", subject=child, voided_at=None)
    if round_ is not None:
        found = found.filter(round=round_)
    latest = found.order_by("-pk").first()
    assert latest is not None
    return latest


def where(case: Case, child: str = "c1") -> str:
    """Return the facility at which a child was placed in its latest round, or blank."""
    return str(result(case, child).figures["facility"])


def child_of(case: Case, key: str = "c1") -> Child:
    """Return a child of a case."""
    return Child.objects.get(case=case, key=key)


def _attach(draft: Any, one: Home) -> None:
    for (kind, of), facts in one.papers.items():
        attach(
            draft=draft, kind=kind, of=of, name=f"{kind}.pdf", content_type="application/pdf", size=1000,
            sha256=hashlib.sha256(f"{kind}/{of}".encode()).hexdigest(), facts=facts,
        )  # fmt: skip


def _register(number: int, answers: dict[str, Any]) -> list[Resident]:
    address = answers["applicant"]["address"]
    people = [*zip(answers["parents"], ("世帯主", "夫"), strict=True), *((one, "子") for one in answers["children"])]
    rows = [
        Resident(
            number=f"{number:05d}{place:02d}", household=f"S{number:05d}", family_name=person["name"]["family"],
            given_name=person["name"]["given"], family_kana=person["kana"]["family"],
            given_kana=person["kana"]["given"], birth=date.fromisoformat(person["birth"]), relation=relation,
            postal=address["postal"], town=address["town"], block=address["block"], building=address["building"],
            resident_since=date(2015, 4, 1), source="つくりもの", as_of=date(2026, 11, 1),
        )
        for place, (person, relation) in enumerate(people)
    ]  # fmt: skip
    return Resident.objects.bulk_create(rows)


def _official(name: str, office: str, rank: str, level: int) -> Account:
    of, _ = Office.objects.get_or_create(code=office, defaults={"name_ja": office, "name_en": office})
    at, _ = Rank.objects.get_or_create(code=rank, defaults={"name_ja": rank, "name_en": rank, "level": level})
    account = Account.objects.create_user(name, kind=Account.Kind.STAFF)
    duties = ["desk", "post", "import", "approve"]
    Posting.objects.create(account=account, office=of, rank=at, duties=duties, starts_on=date(2025, 4, 1))
    return account


@cache
def _answers() -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return whole


def _kanji(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def _katakana(number: int) -> str:
    return "".join("アイウエオカキクケコ"[int(digit)] for digit in str(number))


def correct(case: Case, one: Home, *, now: datetime) -> Case:
    """Correct a case with the family's form and papers as they now are, and walk on."""
    draft = start_draft(owner=one.account, procedure="nursery", form_version="1", answers=one.answers, corrects=case)
    _attach(draft, one)
    filing = correct_application(case=case, answers=one.answers, actor=one.account, now=now, draft=draft)
    assert isinstance(filing, Filing), filing
    return walked(case, now)


def mended(one: Home) -> Home:
    """Return a family with its form and papers as they were before a fault was planted."""
    return Home(one.account, copy.deepcopy(one.as_made[0]), copy.deepcopy(one.as_made[1]), one.residents)
