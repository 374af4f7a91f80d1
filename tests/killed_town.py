"""A small model town whose processes are killed at random while it walks a whole round; prints what became of it.

Run as ``python tests/killed_town.py KILLS SEED`` with IKKAN_HOME pointing to an empty folder.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikkan.config.settings")
os.environ["IKKAN_DEMO"] = "1"
os.environ["IKKAN_TOWN"] = "222127"

import django

django.setup()

from django.db import connections
from django.utils import timezone

from ikkan.cli.demo.families import make_families
from ikkan.cli.demo.family import Family
from ikkan.cli.demo.filing import attach_papers
from ikkan.cli.demo.officials import make_officials, make_parents
from ikkan.cli.demo.seats import nurseries_of
from ikkan.cli.demo.town import judge_demo_facilities, open_town, read_data
from ikkan.cli.demo.town_hall import approve, judge_doubts, open_rounds, publish, set_seats, sign_alarms
from ikkan.cli.demo.walk import next_april
from ikkan.cli.setup import migrate
from ikkan.corridor import worker as worker_module
from ikkan.corridor.filing import file_application
from ikkan.corridor.rounds import close_round, decide_round
from ikkan.corridor.senders import senders
from ikkan.ledger.models import Case, Event, Round
from ikkan.ledger.verification import verify_chains
from ikkan.people.models import Account
from ikkan.procedures.nursery.models import Enrolment, Offer
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.drafts import start_draft

CHILDREN = 24
POPULATION = 1_500
LONGEST_LIFE = 0.6
MOST_SECONDS = 150
# a killed worker's cases come back when its lease runs out; the town waits half a minute, this test must not
worker_module.LEASE = timedelta(seconds=0.4)
# nor can a process that lives half a second walk fifty cases at once: what it has not written is lost with it
worker_module.CLAIM = 5


class Killer:
    """Runs work in a forked process and kills it after a random time, again and again until the work is done."""

    def __init__(self, kills: int, seed: int) -> None:
        self.wanted = kills
        self.kills = 0
        self.random = random.Random(seed)
        self.half_seen: list[str] = []

    def until(
        self, done: Callable[[], bool], work: Callable[[], None], look: Callable[[], None] = lambda: None
    ) -> None:
        """Kill the work until it is done."""
        end, lives = time.monotonic() + MOST_SECONDS, 0
        while not done():
            if time.monotonic() > end:
                raise TimeoutError("The work did not end in spite of restarts.")
            connections.close_all()
            child = os.fork()
            if child == 0:
                work()
                os._exit(0)
            # on a busy machine half a second is too short a life for any step: they grow until one gets through
            lives += 1
            life = self.random.uniform(0.01, LONGEST_LIFE * (1 + lives / 20))
            until = time.monotonic() + life
            while time.monotonic() < until and os.waitpid(child, os.WNOHANG) == (0, 0):
                time.sleep(0.005)
                look()
            try:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                self.kills += 1
            except (ProcessLookupError, ChildProcessError):
                # it had ended by itself
                continue


def main(kills: int, seed: int) -> dict[str, object]:
    """Walk the town under fire and return what became of it."""
    migrate()
    killer = Killer(kills, seed)
    connections.close_all()
    # in a process of its own: it uses polars, whose threads a fork does not take along
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("fork")) as apart:
        families, accounts, staff, first = apart.submit(prepare).result()
    # what every process reads once (form, book, calendar) is read before the fork, so that a short life gets somewhere
    file_all(families[:1], accounts)
    worker_module.Worker(senders()).work_until_idle()
    killer.until(
        lambda: Case.objects.count() == len(families),
        lambda: file_all(families, accounts),
    )
    work = worker_module.Worker(senders()).run
    while True:
        killer.until(idle, work)
        if not judge_doubts(staff["demo-officer"], lambda: None):
            break
    officer = staff["demo-officer"]
    close_round(round_=first, account=officer, why="test", now=timezone.now())
    killer.until(
        lambda: Event.objects.filter(round=first, name="decide.ran").exists(),
        lambda: run_round(first.pk, officer),
    )
    first.refresh_from_db()
    sign_alarms(first, officer)
    approve(first, staff)
    killer.until(idle, work)
    publish(first, staff)
    killer.until(
        lambda: idle() and Round.objects.get(pk=first.pk).room == "closed", work, lambda: look(killer, first.pk)
    )
    while killer.kills < killer.wanted:
        before = killer.kills
        killer.until(lambda before=before: killer.kills > before, work)
    return told(killer, families, first)


def prepare() -> tuple[list[Family], dict[str, Account], dict[str, Account], Round]:
    """Open the town and make its families; nothing is killed yet."""
    today = timezone.localdate()
    april = next_april(today)
    town = open_town(population=POPULATION, april=april, as_of=today, seed=7)
    nurseries = nurseries_of(judge_demo_facilities(today).facilities, read_data("seat_split.toml"))
    officials = make_officials(
        data=read_data("officials.toml"), parent=town.people.residents[0], on=date(april.year - 2, 4, 1)
    )
    first, _ = open_rounds(officials.staff["demo-officer"], april, timezone.now())
    set_seats(first, nurseries, april=True, now=timezone.now())
    families = make_families(
        town.households, nurseries, children=CHILDREN, start_month=april, filed_on=today, seed=7,
        places=town.places, shares=read_data("families.toml"), names=read_data("names.toml"),
    )  # fmt: skip
    Enrolment.objects.bulk_create(
        Enrolment(child=one.child, facility=one.facility, since=one.since) for f in families for one in f.enrolments
    )
    applicants = [next(p for p in f.household if p.number == f.resident_number_of_applicant) for f in families]
    return families, make_parents(applicants), dict(officials.staff), first


def file_all(families: list[Family], accounts: dict[str, Account]) -> None:
    """File every family under its own key; a restart files the last again, as a sender that heard no answer does."""
    first = max(0, Case.objects.count() - 1)
    for number, family in list(enumerate(families))[first:]:
        account = accounts[family.resident_number_of_applicant]
        now = timezone.now()
        draft = None
        if not Case.objects.filter(applicant=account).exists():
            draft = start_draft(owner=account, procedure="nursery", form_version="1", answers=family.answers)
            attach_papers(draft, family, family.answers, now)
        filed = file_application(
            procedure="nursery", answers=family.answers, key=f"family-{number}", channel="web", now=now,
            applicant=account, draft=draft,
        )  # fmt: skip
        assert isinstance(filed, Case), filed


def run_round(round_id: int, officer: Account) -> None:
    """Run the placement of a round."""
    decide_round(round_=Round.objects.get(pk=round_id), account=officer, now=timezone.now())


def idle() -> bool:
    """Whether nothing is due."""
    now = timezone.now()
    return not (Case.objects.filter(due_at__lte=now).exists() or Round.objects.filter(due_at__lte=now).exists())


def look(killer: Killer, round_id: int) -> None:
    """Look from outside while the round is being published: it must be seen whole or not at all."""
    seen = Notice.objects.filter(round=round_id, available_at__isnull=False).count()
    round_ = Round.objects.get(pk=round_id)
    made = Notice.objects.filter(round=round_id).count()
    decided = DecisionRecord.objects.filter(round=round_id, voided_at=None).count()
    if round_.published_at is None and seen:
        killer.half_seen.append(f"{seen} notices seen before publication")
    if round_.published_at is not None and made != decided:
        killer.half_seen.append(f"published with {made} of {decided} notices")


def told(killer: Killer, families: list[Family], round_: Round) -> dict[str, object]:
    """Return what became of every case."""
    delivered = Event.objects.filter(name="answer.delivered").values_list("case", flat=True)
    passed = list(Event.objects.filter(name="check.passed").values_list("case", flat=True))
    decisions = DecisionRecord.objects.filter(voided_at=None)
    return {
        "kills": killer.kills,
        "families": len(families),
        "cases": Case.objects.count(),
        "passed": len(passed),
        "passed_once": len(set(passed)),
        "decisions": decisions.count(),
        "notices": Notice.objects.filter(kind__in=["certification", "placement"]).count(),
        "offers": Offer.objects.count(),
        "placed": decisions.filter(kind="placement", result="placed").count(),
        "delivered": len(list(delivered)),
        "delivered_once": len(set(delivered)),
        "published": Event.objects.filter(round=round_, name="answer.published").count(),
        "ran": Event.objects.filter(round=round_, name="decide.ran").count(),
        "half_seen": killer.half_seen[:5],
        "chain_faults": [f"{fault.number} {fault.what}" for fault in verify_chains()][:5],
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
