"""From the press on 送信 to the receipt: the confirm page's POST at a real server, with two workers."""

from __future__ import annotations

import http.client
import secrets
import socket
import statistics
import subprocess
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from benchmarks.figures import Figure, Sheet
from benchmarks.town import BenchTown, open_bench_town
from ikkan.cli.demo.filing import attach_papers
from ikkan.cli.demo.officials import make_officials, make_parents
from ikkan.cli.demo.town import read_data
from ikkan.cli.demo.town_hall import open_rounds, set_seats
from ikkan.cli.serve import web_command
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.registers.services import ResidentRow
from ikkan.rooms.intake.drafts import start_draft

TARGET = 200
SERVER_WORKERS = 2
CLIENTS = 8
START_SECONDS = 60
AGREED = dict.fromkeys(("agreements-true_statement", "agreements-registers_read"), "true")


@dataclass(frozen=True, slots=True)
class Press:
    """One parent at the last page: where it is sent, as whom, and what."""

    path: str
    cookie: str
    body: str


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Measure POSTs of prepared drafts until every one has its receipt in the database."""
    posts, times = (60, 1) if quick else (300, 3)
    town = open_bench_town(population=20_000 if quick else 60_000, children=round(posts * times * 1.25))
    presses = _prepare(town)
    rates: list[float] = []
    waits: list[float] = []
    with _server() as port:
        for turn in range(times):
            own = presses[turn * posts : (turn + 1) * posts]
            before = Case.objects.count()
            rate, waited = _send_all(port, own)
            _expect(Case.objects.count() - before, len(own))
            rates.append(rate)
            waits += waited
    note = (
        f"{len(waits)} drafts with their papers, {CLIENTS} clients on the same machine; session, throttle, validation, "
        "case, event, documents and receipt in SQLite (synchronous=FULL) before the answer"
    )
    sheet.add(Figure(f"form POST to receipt, {SERVER_WORKERS} workers", "requests/s", tuple(rates), TARGET, note))
    cuts = statistics.quantiles(waits, n=20)
    sheet.add(Figure("— median wait of a parent", "ms", (cuts[9] * 1000,), None, note))
    sheet.add(Figure("— 95th percentile", "ms", (cuts[18] * 1000,), None, note))


def _prepare(town: BenchTown) -> list[Press]:
    """Open the round and write an account, a session and a finished draft for every family."""
    now = timezone.now()
    applicants = [_applicant(family.household, family.resident_number_of_applicant) for family in town.families]
    officials = make_officials(data=read_data("officials.toml"), parent=applicants[0], on=now.date())
    first, _ = open_rounds(officials.staff["demo-officer"], town.april, now)
    set_seats(first, town.nurseries, april=True, now=now)
    accounts = make_parents(applicants)
    made = []
    for family in town.families:
        account = accounts[family.resident_number_of_applicant]
        draft = start_draft(owner=account, procedure="nursery", form_version="1", answers=family.answers)
        attach_papers(draft, family, family.answers, now)
        made.append(_press(account, draft.pk, draft.version))
    return made


def _applicant(household: Sequence[ResidentRow], number: str) -> ResidentRow:
    return next(one for one in household if one.number == number)


def _press(account: Account, draft: UUID, version: int) -> Press:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    token = secrets.token_hex(16)
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    body = urlencode({"_version": version, "_press": "save", "csrfmiddlewaretoken": token, **AGREED})
    return Press(f"/nursery/apply/{draft}/confirm/", cookie, body)


def _send_all(port: int, presses: Sequence[Press]) -> tuple[float, list[float]]:
    """Send every press by several clients at once; return requests a second and how long each waited."""
    left, waits, answers = deque(enumerate(presses)), [], Counter[str]()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with closing(connection):
            while left:
                number, press = left.popleft()
                began = time.perf_counter()
                answers[_post(connection, press, number)] += 1
                waits.append(time.perf_counter() - began)

    threads = [threading.Thread(target=client) for _ in range(min(CLIENTS, len(presses)))]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - started
    if answers != Counter({"303 receipt": len(presses)}):
        raise RuntimeError(f"Not every POST got its receipt, so the rate is worth nothing: {dict(answers)}.")
    return len(presses) / passed, waits


def _post(connection: http.client.HTTPConnection, press: Press, number: int) -> str:
    headers = {
        "Cookie": press.cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        # every parent has an address of their own, as the throttle counts by it
        "X-Forwarded-For": f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}",
    }
    connection.request("POST", press.path, press.body, headers)
    answer = connection.getresponse()
    answer.read()
    page = (answer.headers["Location"] or "").partition("?")[0].rstrip("/")
    return f"{answer.status} {page.rpartition('/')[2]}"


def _expect(found: int, wanted: int) -> None:
    if found != wanted:
        raise RuntimeError(f"{found} cases stand in the database, not {wanted}: the rate is worth nothing.")


@contextmanager
def _server() -> Iterator[int]:
    """Run the web server as `ikkan serve` does, until the block ends."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(web_command("127.0.0.1", port, SERVER_WORKERS))
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            with closing(connection):
                connection.request("GET", "/")
                connection.getresponse().read()
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The web server did not answer within {START_SECONDS} s. Start it by hand: ikkan serve")
