"""Certificates of residence: from the signed request to the sealed print file, with real workers beside it."""

from __future__ import annotations

import itertools
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone

from benchmarks.figures import Figure, Sheet
from benchmarks.town import SEED
from ikkan.cli.demo.town import open_town
from ikkan.cli.demo.walk import next_april
from ikkan.corridor.payment_reports import take_report
from ikkan.kernel.input_partial_dates import PartialDate
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.money import Yen
from ikkan.ledger.cash_rows import Charge
from ikkan.ledger.models import Case
from ikkan.papers.seals.keys import make_practice_key
from ikkan.people.models import Account
from ikkan.ports.jpki.certificate import CertificateKind
from ikkan.ports.jpki.items import CertificateBirth, FourItems, Sex
from ikkan.ports.jpki.practice_ca import PracticeCa, PracticeCard, drawn_key, make_authorities
from ikkan.ports.payment.reports import Paid
from ikkan.procedures.certificate.filing import file_signed
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.signing import SignedWords, statement_of
from ikkan.registers.card_serials import SerialKey, link_serial
from ikkan.registers.models import RegisterRow, Resident
from ikkan.rooms.answer.seals import keys_folder

P95_TARGET_MS = 1_000
RATE_TARGET = 20
WORKERS = 2
# requests before those that count, so that every worker has its fonts and its book
WARMING = 24
START_SECONDS = 90
# a worker has read the program before it looks for work
START_NEEDS_SECONDS = 0.8
REST_SECONDS = 0.5
GIVE_UP_SECONDS = 300
LOOK_EVERY_SECONDS = 0.005
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Citizen:
    """A resident with an account and a practice card."""

    resident: Resident
    account: Account
    card: PracticeCard


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Measure single requests one after another with one worker, then many at once with two."""
    single, many, times = (20, 60, 1) if quick else (100, 200, 3)
    citizens = iter(_town(population=2_000 if quick else 60_000, wanted=single + (many + WARMING) * times))
    with _workers(1):
        _walked([next(citizens)])
        waits = [_one(one) for one in itertools.islice(citizens, single - 1)]
    cuts = statistics.quantiles(waits, n=20)
    note = (
        f"{len(waits)} requests one after another, all fakes local: filing with the check of signature and revocation, "
        "check, payment reported at once, decision, approval, number, typesetting, seal (TEST key); one worker process "
        "as `ikkan work` runs it, its waiting included; register of 60,000; SQLite, synchronous=FULL"
    )
    name = "signed request to sealed print file, 95th percentile"
    sheet.add(Figure(name, "ms", (cuts[18] * 1000,), P95_TARGET_MS, note))
    sheet.add(Figure("— median", "ms", (cuts[9] * 1000,), None, note))
    rates, seconds = [], []
    for _ in range(times):
        warming = list(itertools.islice(citizens, WARMING))
        rate, spent = _at_once(list(itertools.islice(citizens, many)), warming)
        rates.append(rate)
        seconds.append(spent)
    note = (
        f"{many} filed requests at once: check, payment, decision, approval, typesetting and seal by {WORKERS} worker "
        "processes; the payments are reported by a process of their own"
    )
    sheet.add(Figure(f"sealed certificates, {WORKERS} workers", "certificates/s", tuple(rates), RATE_TARGET, note))
    sheet.add(Figure("— processor time of the workers for each", "ms", tuple(1000 * s for s in seconds), None, note))


def _one(citizen: Citizen) -> float:
    began = time.perf_counter()
    _walked([citizen])
    return time.perf_counter() - began


def _walked(citizens: Sequence[Citizen]) -> None:
    """File requests, pay their fees as soon as they are asked for, and wait for the sealed files."""
    _finish([_filed(one) for one in citizens])


def _at_once(citizens: Sequence[Citizen], warming: Sequence[Citizen]) -> tuple[float, float]:
    """Return certificates a second, and the workers' processor seconds for each."""
    cases = [_filed(one) for one in citizens]
    Case.objects.filter(pk__in=cases).update(due_at=timezone.now() + timedelta(hours=1))
    with _workers(WORKERS) as workers:
        _walked(warming)
        began, spent = time.perf_counter(), _processor_seconds(workers)
        Case.objects.filter(pk__in=cases).update(due_at=timezone.now())
        _finish(cases)
        passed = time.perf_counter() - began
        return len(cases) / passed, (_processor_seconds(workers) - spent) / len(cases)


def _finish(cases: Sequence[int]) -> None:
    asked: set[int] = set()

    def done() -> bool:
        for charge in Charge.objects.filter(case__in=cases, settled_at=None, voided_at=None).exclude(pk__in=asked):
            take_report(Paid(charge.reference, Yen(charge.amount), secrets.token_hex(8)), now=timezone.now())
            asked.add(charge.pk)
        return Copy.objects.filter(case__in=cases).exclude(sha256="").count() == len(cases)

    _wait(done, GIVE_UP_SECONDS, "Not every certificate was sealed: the measurement is worth nothing.")


def _filed(citizen: Citizen) -> int:
    one, today = citizen.resident, timezone.localdate()
    answers: JsonObject = {
        "whose": "me", "persons": [], "form": "household", "items": {"relation": True, "domicile": True}, "copies": 1,
        "purpose": "bank", "delivery": "post", "exemption": "", "electronic_notice": True,
        "applicant": {
            "name": {"family": one.family_name, "given": one.given_name},
            "kana": {"family": one.family_kana, "given": one.given_kana}, "birth": one.birth.isoformat(),
        },
        "agreements": {"true_statement": True},
    }  # fmt: skip
    name = secrets.token_hex(8)
    words = statement_of(answers, town=settings.IKKAN_TOWN, request=name, asked_on=today)
    signed = SignedWords(name, today, citizen.card.sign(words), citizen.card.certificate)
    case = file_signed(answers=answers, signed=signed, account=citizen.account, now=timezone.now())
    if not isinstance(case, Case):
        # a refusal of a service, not a wrong argument
        raise RuntimeError(f"A request was not received: {case}.")  # noqa: TRY004
    return case.pk


def _town(*, population: int, wanted: int) -> list[Citizen]:
    """Write the registers, a practice authority, a practice key, and give adults an account and a card."""
    today = timezone.localdate()
    open_town(population=population, april=next_april(today), as_of=today, seed=SEED)
    make_practice_key(keys_folder(), town="モデル市", now=timezone.now() - timedelta(days=1), days=365)
    _, authority = make_authorities(timezone.now(), drawn_key)[CertificateKind.SIGN]
    folder = Path(settings.IKKAN_JPKI_TRUST)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ca.pem").write_bytes(authority.generation.parsed.public_bytes(Encoding.PEM))
    adults = Resident.objects.filter(
        birth__lt=today - timedelta(days=20 * 366), is_foreign=False, is_protected=False, left_on=None
    ).order_by("number")[:wanted]
    rows = {row.number: row for row in RegisterRow.objects.filter(number__in=[one.number for one in adults])}
    key = drawn_key()
    made = []
    for serial, one in enumerate(adults, start=0x1000):
        row = rows[one.number]
        items = FourItems(
            name=row.name, sex=Sex(row.sex), address=f"{row.prefecture}{row.city}{row.town}{row.block}　{row.building}",
            birth=CertificateBirth(0, PartialDate(one.birth.year, one.birth.month, one.birth.day)),
        )  # fmt: skip
        card = authority.issue(key, serial, timezone.now() - timedelta(days=30), items)
        made.append(_citizen(one, card, authority, serial))
    if len(made) != wanted:
        raise RuntimeError(f"The town has {len(made)} adults, {wanted} are needed: make it larger.")
    return made


def _citizen(one: Resident, card: PracticeCard, authority: PracticeCa, serial: int) -> Citizen:
    account = Account(username=one.number, resident_number=one.number)
    account.set_unusable_password()
    account.save()
    key = SerialKey(serial, authority.generation.key, CertificateKind.SIGN.value)
    link_serial(key, resident=one.number, source="bench", now=timezone.now())
    return Citizen(one, account, card)


@contextmanager
def _workers(count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run worker processes as `ikkan work` does, until the block ends; at its begin they have started and rest."""
    code = "import sys; from ikkan.cli import main; sys.exit(main())"
    processes = [subprocess.Popen([sys.executable, "-c", code, "work"]) for _ in range(count)]
    try:
        _wait(lambda: all(_rests(one) for one in processes), START_SECONDS, "The workers did not start.")
        yield processes
    finally:
        for one in processes:
            one.terminate()
        for one in processes:
            one.wait(timeout=START_SECONDS)


def _rests(process: subprocess.Popen[bytes]) -> bool:
    """Whether a worker has started and waits for work: it needed some time of the processor, and needs little now."""
    before = _processor_seconds([process])
    time.sleep(REST_SECONDS)
    return before > START_NEEDS_SECONDS and _processor_seconds([process]) - before < REST_SECONDS / 5


def _wait(is_done: Callable[[], bool], seconds: float, otherwise: str) -> None:
    until = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > until:
            raise RuntimeError(otherwise)
        time.sleep(LOOK_EVERY_SECONDS)


def _processor_seconds(processes: Sequence[subprocess.Popen[bytes]]) -> float:
    total = 0
    for one in processes:
        words = Path(f"/proc/{one.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(words[11]) + int(words[12])
    return total / _TICKS
