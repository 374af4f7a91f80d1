"""A small town for the walk: residents, their accounts and practice cards, a sealing key, officials."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone

from ikkan.corridor.approving import reply_to
from ikkan.corridor.order import back_to_check
from ikkan.corridor.paying import pay_at_counter
from ikkan.corridor.senders import senders
from ikkan.corridor.worker import Worker
from ikkan.kernel.input_partial_dates import PartialDate
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.cash import open_charge
from ikkan.ledger.cash_rows import CashEntry, Way
from ikkan.ledger.models import Case
from ikkan.papers.seals.keys import make_practice_key
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.ports.jpki.items import CertificateBirth, FourItems, Sex
from ikkan.ports.jpki.practice_ca import PracticeCard
from ikkan.ports.jpki.tests.cast import card_key, new_ca
from ikkan.procedures.certificate.filing import file_signed
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.signing import SignedWords, statement_of
from ikkan.registers.card_serials import SerialKey, link_serial
from ikkan.registers.models import Resident
from ikkan.registers.recording import Change, RefusedChange, record_change
from ikkan.registers.services import ResidentRow, import_residents
from ikkan.rooms.answer.seals import keys_folder
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding
from ikkan.rooms.intake.selectors import current_filing

ADDRESS: Final = ("静岡県モデル市本町一丁目", "2番3号")
_FAMILY: Final = (
    ("100", "H1", "田中", "一郎", "タナカ", "イチロウ", date(1985, 5, 5), "世帯主"),
    ("101", "H1", "田中", "洋子", "タナカ", "ヨウコ", date(1987, 3, 3), "妻"),
    ("102", "H1", "田中", "蓮", "タナカ", "レン", date(2012, 6, 1), "子"),
    ("200", "H2", "佐藤", "次郎", "サトウ", "ジロウ", date(1990, 1, 1), "世帯主"),
)


# further items of the register, alike for the whole household
_ITEMS: Final = {
    "prefecture": "静岡県", "city": "モデル市", "town": "本町一丁目", "address_since": "2015-04-01",
    "filed_on": "2015-04-02", "previous_address": "静岡県焼津市本町二丁目１６番３２号",
    "domicile": "静岡県焼津市本町一丁目１番地",
}  # fmt: skip
_FEMALE: Final = frozenset({"101"})


@dataclass(frozen=True)
class Person:
    """A resident with an account and a card."""

    resident: Resident
    account: Account
    card: PracticeCard
    serial: int


def set_up(folder: Path) -> None:
    """Point the settings at practice authorities and a practice sealing key in a folder."""
    (folder / "trust").mkdir()
    (folder / "trust" / "ca.pem").write_bytes(new_ca().generation.parsed.public_bytes(Encoding.PEM))
    make_practice_key(keys_folder(), town="モデル市", now=timezone.now() - timedelta(days=1), days=365)


def people() -> dict[str, Person]:
    """Make the residents, by given name."""
    heads = {row[1]: f"{row[2]}　{row[3]}" for row in _FAMILY if row[7] == "世帯主"}
    more = [
        {
            **_ITEMS, "head_name": heads[row[1]], "first_in_register": heads[row[1]],
            "record_code": f"10000000{row[0]}", "sex": _sex(row[0]).value,
        }
        for row in _FAMILY
    ]  # fmt: skip
    import_residents(map(_resident, _FAMILY), {field: [one[field] for one in more] for field in more[0]})
    return {row[3]: _person(row, 0x5000 + place) for place, row in enumerate(_FAMILY)}


def _resident(row: tuple[Any, ...]) -> ResidentRow:
    number, household, family, given, family_kana, given_kana, birth, relation = row
    return ResidentRow(
        number=number, household=household, family_name=family, given_name=given, family_kana=family_kana,
        given_kana=given_kana, latin_name="", birth=birth, relation=relation, is_foreign=False, postal="4250001",
        town=ADDRESS[0], block=ADDRESS[1], building="", resident_since=date(2015, 4, 1), left_on=None,
        is_protected=False, source="つくりもの", as_of=date(2026, 4, 1),
    )  # fmt: skip


def _sex(number: str) -> Sex:
    return Sex.FEMALE if number in _FEMALE else Sex.MALE


def changed(person: Person, reason: str = "職権修正", *, on: date | None = None, **values: str) -> Resident:
    """Record a change of a resident that must be accepted, and return the resident as the register has them now."""
    change = Change(person.resident.number, reason, on or timezone.localdate(), values)
    made = record_change(change, by="officer", now=timezone.now(), source="異動届")
    assert not isinstance(made, RefusedChange), [str(one) for one in made.faults]
    return Resident.objects.get(pk=person.resident.pk)


def _person(row: tuple[Any, ...], serial: int) -> Person:
    number, _household, family, given, _family_kana, _given_kana, birth, _relation = row
    resident = Resident.objects.get(pk=number)
    account = Account.objects.create_user(f"u{number}", resident_number=number)
    items = FourItems(
        name=f"{family}　{given}", sex=_sex(number), address="".join(ADDRESS),
        birth=CertificateBirth(0, PartialDate(birth.year, birth.month, birth.day)),
    )  # fmt: skip
    ca = new_ca()
    card = ca.issue(card_key(), serial, begins=timezone.now() - timedelta(days=30), items=items)
    key = SerialKey(serial, ca.generation.key, "sign")
    link_serial(key, resident=number, source="窓口", now=timezone.now())
    return Person(resident, account, card, serial)


def answers_of(person: Person, **changes: object) -> dict[str, Any]:
    """Return a form for one copy of the person's own certificate, to be fetched; `changes` replace answers."""
    one = person.resident
    return {
        "whose": "me", "persons": [], "form": "household", "items": {}, "copies": 1, "purpose": "bank",
        "delivery": "post", "exemption": "", "electronic_notice": True,
        "applicant": {
            "name": {"family": one.family_name, "given": one.given_name},
            "kana": {"family": one.family_kana, "given": one.given_kana},
            "birth": one.birth.isoformat(),
        },
        "agreements": {"true_statement": True},
        **changes,
    }  # fmt: skip


def sign(answers: JsonObject, card: PracticeCard, *, request: str = "", on: date | None = None) -> SignedWords:
    """Sign a form by a card."""
    name, day = request or secrets.token_hex(8), on or timezone.localdate()
    words = statement_of(answers, town=settings.IKKAN_TOWN, request=name, asked_on=day)
    return SignedWords(name, day, card.sign(words), card.certificate)


def ask(
    person: Person, *, signer: Person | None = None, now: datetime | None = None, **changes: object
) -> Case | Refused | Faulty:
    """File a signed request."""
    answers = answers_of(person, **changes)
    by = signer or person
    return file_signed(
        answers=answers, signed=sign(answers, by.card), account=by.account, now=now or timezone.now(),
        applicant=person.account,
    )  # fmt: skip


def asked(person: Person, **changes: object) -> Case:
    """File a signed request that is received, and let the worker take it as far as it goes."""
    case = ask(person, **changes)  # type: ignore[arg-type]
    assert isinstance(case, Case), case
    return worked(case)


def worked(case: Case) -> Case:
    """Let the worker do everything that is due, pay at the counter what the case owes, and read the case again."""
    case = owing(case)
    return owing(pay(case)) if case.waits_for == "payment" else case


def pay(case: Case) -> Case:
    """Pay at the counter what the case owes; the worker goes on later."""
    charge = open_charge(case)
    assert charge is not None
    cashier, _ = Account.objects.get_or_create(username="cashier", kind=Account.Kind.STAFF)
    paid = pay_at_counter(case=case, way=Way.COUNTER, amount=charge.amount, account=cashier, now=timezone.now())
    assert isinstance(paid, CashEntry), paid
    return case


def owing(case: Case) -> Case:
    """Let the worker do everything that is due, and pay nothing."""
    Worker(senders()).work_until_idle()
    case.refresh_from_db()
    return case


def copies(case: Case) -> list[Copy]:
    """Return the copies of a case."""
    return list(Copy.objects.filter(case=case).order_by("pk"))


def official(name: str = "officer", rank: str = "staff", level: int = 1) -> Account:
    """Return an official of the office that issues certificates."""
    account = Account.objects.create_user(name, kind=Account.Kind.STAFF)
    office, _ = Office.objects.get_or_create(code="citizens", defaults={"name_ja": "市民課", "name_en": "Citizens"})
    held, _ = Rank.objects.get_or_create(code=rank, defaults={"name_ja": rank, "name_en": rank, "level": level})
    duties = ["desk", "post", "approve"]
    Posting.objects.create(account=account, office=office, rank=held, duties=duties, starts_on=date(2020, 4, 1))
    return account


def judge(case: Case, decision: str, by: Account) -> Case:
    """Let an officer judge every open doubt of a case, and let the worker go on."""
    for finding in Finding.objects.filter(case=case, state="open"):
        now = timezone.now()
        case.refresh_from_db()
        verdict = record_verdict(
            case=case, finding=finding, decision=decision, note="確かめた", account=by,
            filing_version=current_filing(case).version, then=back_to_check(case, now), now=now,
        )  # fmt: skip
        assert not isinstance(verdict, Refused), verdict
    return worked(case)


def approve(case: Case, by: Account) -> Case:
    """Let the chief approve what was put up, and let the worker go on."""
    one = Proposal.objects.get(case=case, state=Proposal.State.OPEN)
    done = reply_to(
        proposal=one, account=by, verdict="approve", comment="", fingerprint=one.fingerprint, now=timezone.now()
    )
    assert isinstance(done, Proposal), done
    return worked(case)
