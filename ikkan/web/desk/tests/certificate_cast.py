"""Requests for certificates on the desk: the small town of that procedure, its officers, and a fee that is asked."""

from typing import Any

from django.test import Client
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.corridor.paying import pay_at_counter
from ikkan.corridor.senders import senders
from ikkan.corridor.worker import Worker
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.cash import open_charge
from ikkan.ledger.cash_rows import Way
from ikkan.ledger.models import Case
from ikkan.people.models import Account, CounterSession
from ikkan.ports.jpki.practice_ca import PracticeCard
from ikkan.ports.jpki.tests.cast import card_key
from ikkan.procedures.certificate.tests.factories import Person, answers_of
from ikkan.registers.models import Resident
from ikkan.web.desk.tests.cast import staff
from ikkan.web.tests.cast import signed_in

SCAN = "/desk/reserved/"


def counter_officer(name: str = "madoguchi", *duties: str) -> Account:
    """Return an officer of the counter; by default one who may take money and post."""
    return staff(name, "clerk", [*(duties or ("desk", "cash", "post"))], office="citizens")


def certificate_answers(one: Resident, **changes: object) -> JsonObject:
    """Return a form for one copy of a resident's own certificate."""
    found: JsonObject = answers_of(Person(one, Account(), PracticeCard(b"", card_key()), 0), **changes)
    return found


def reserved(person: Person, key: str = "k", **changes: object) -> Case:
    """File a request without a signature, from home."""
    answers = answers_of(person, delivery="pickup", **changes)
    case = file_application(
        procedure="certificate", answers=answers, key=key, channel="web", now=timezone.now(), applicant=person.account
    )
    assert isinstance(case, Case), case
    return worked(case)


def worked(case: Case) -> Case:
    """Let the worker do everything that is due, and read the case again."""
    Worker(senders()).work_until_idle()
    case.refresh_from_db()
    return case


def scanned(client: Client, code: str) -> Any:
    """Let the officer scan a code."""
    return client.post(SCAN, {"code": code})


def screen(case: Case) -> str:
    """Return the address of a request's screen."""
    return f"{SCAN}{case.number}/"


def key_of(officer: Account) -> str:
    """Return the key that the pages of an officer's session carry."""
    return str(CounterSession.objects.get(officer=officer, ended_at=None).pk)


def press(client: Client, officer: Account, case: Case, what: str, **posted: object) -> Any:
    """Press a button of a request's screen."""
    return client.post(screen(case), {"_counter": key_of(officer), "press": what, **posted})


def opened(officer: Account, case: Case) -> Client:
    """Return a browser of the officer with the screen of a request open."""
    client = signed_in(officer)
    assert scanned(client, case.number).status_code == 303
    # the first look logs the reading, and leads back
    client.get(screen(case), follow=True)
    return client


def paid(case: Case) -> Case:
    """Let the fee of a case be received by post, where one is owed."""
    charge = open_charge(case)
    if charge is not None:
        by = Account.objects.filter(kind=Account.Kind.STAFF).first() or counter_officer("suito", "cash")
        entry = pay_at_counter(case=case, way=Way.POST, amount=charge.amount, account=by, now=timezone.now())
        assert not isinstance(entry, Refused), entry
    return case
