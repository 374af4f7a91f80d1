"""The demo: an April round for 1,500 children and 300 requests for certificates through the five rooms."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from ikkan.cli.demo.cards import give_cards
from ikkan.cli.demo.certificates.changes import record_changes
from ikkan.cli.demo.certificates.filing import Asked, file_wishes
from ikkan.cli.demo.certificates.hall import Hall
from ikkan.cli.demo.certificates.plan import plan_wishes
from ikkan.cli.demo.certificates.samples import write_certificates
from ikkan.cli.demo.certificates.wish import CARD_FAULTS, REQUESTS, Wish
from ikkan.cli.demo.families import make_families
from ikkan.cli.demo.family import Family
from ikkan.cli.demo.faults import plant_faults
from ikkan.cli.demo.filing import FiledFamily, answer_what_was_asked, file_families
from ikkan.cli.demo.http_filing import file_over_http
from ikkan.cli.demo.officials import Officials, make_officials, make_parents
from ikkan.cli.demo.samples import write_samples
from ikkan.cli.demo.seats import Nursery, nurseries_of
from ikkan.cli.demo.town import Town, judge_demo_facilities, open_town, read_data
from ikkan.cli.demo.town_hall import (
    approve,
    approve_cases,
    close_and_decide,
    judge_doubts,
    open_rounds,
    post_papers,
    publish,
    set_past_results,
    set_seats,
    sign_alarms,
)
from ikkan.cli.demo.working import wait_until_idle, workers
from ikkan.cli.operating.key_commands import PRACTICE_DAYS
from ikkan.cli.setup import migrate
from ikkan.config.home import write_secret_key
from ikkan.ledger.models import Round, TownMark
from ikkan.papers.seals.keys import make_practice_key
from ikkan.people.models import Account
from ikkan.procedures.nursery.models import Enrolment
from ikkan.registers.services import ResidentRow
from ikkan.rooms.answer.seals import keys_folder

SEED: Final = 20270401
POPULATION: Final = 60_000
OVER_HTTP: Final = 50
LEFT_OPEN: Final = 24
MOST_TURNS: Final = 4
WORKERS: Final = 1
SHARE_LEFT_FAULTY: Final = 0.5


@dataclass
class Demo:
    """The demo as it is being made.

    Args:
        console: where it speaks.
        children: how many children apply in the round that is walked.
        population: residents of the town.
        certificates: how many requests for certificates come in.
        seconds: wall time of each stage.
        clean: cases of the round into which no fault was planted.
        asked: requests for certificates, each with its case.
    """

    console: Console
    children: int = 1_500
    population: int = POPULATION
    certificates: int = REQUESTS
    seconds: dict[str, float] = field(default_factory=dict)
    clean: set[int] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)

    def run(self) -> Round:
        """Make the town, walk the round, leave a second one open; return the round that was walked."""
        now = timezone.now()
        april = next_april(timezone.localdate(now))
        write_secret_key(settings.SECRET_KEY)
        with self.stage("database"):
            migrate()
        with self.stage("town"):
            town, nurseries, officials = self._open_town(april)
            wishes = self._plan_certificates(town, officials)
        first, second = open_rounds(officials.staff["demo-officer"], april, now)
        for round_, is_april in ((first, True), (second, False)):
            set_seats(round_, nurseries, april=is_april, now=now)
        set_past_results(nurseries, april.year - 1)
        with self.stage("families"):
            families, left = self._make_families(town, nurseries, april)
        # 60,000 invented residents lie in the register now and need not lie in memory too
        del town
        with workers(WORKERS):
            with self.stage("file"):
                filed = self._file(families)
            with self.stage("certificates_file"):
                self.asked = self._ask(wishes, officials)
            hall = Hall(self.asked, officials.staff)
            self.clean = {one.case_id for one in filed if one.family.clean}
            with self.stage("certificates"), self.bar("住民票の写し", None) as tick:
                hall.work(tick)
            self._walk(first, filed, officials)
            with self.stage("certificates_hand_over"), self.bar("写しの交付", None) as tick:
                hall.finish(tick)
                post_papers(officials.staff["demo-citizens-officer"])
                hall.close_the_day()
            with self.stage("second_round"):
                file_families(left, make_parents([_applicant(family) for family in left]), lambda: None)
                wait_until_idle()
        papers = Path(settings.IKKAN_HOME) / "papers"
        write_samples(papers, first)
        write_certificates(papers, self.asked)
        first.refresh_from_db()
        return first

    def _walk(self, round_: Round, filed: list[FiledFamily], officials: Officials) -> None:
        """Walk a round from the check to the last answer; worker processes take the cases on."""
        officer = officials.staff["demo-officer"]
        with self.stage("check"), self.bar("審査", None) as tick:
            wait_until_idle(tick)
            self._mend(filed, officials.staff, tick)
        with self.stage("decide"):
            close_and_decide(round_, officer)
            sign_alarms(round_, officer)
        with self.stage("approve"):
            approve(round_, officials.staff)
            wait_until_idle()
        with self.stage("publish"), self.bar("交付", None) as tick:
            publish(round_, officials.staff)
            wait_until_idle(tick)
        with self.stage("post"), self.bar("郵送の印刷", 1) as tick:
            post_papers(officer)
            wait_until_idle()
            tick()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a stage in seconds of wall time."""
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 2)

    @contextmanager
    def bar(self, words: str, total: int | None) -> Iterator[Callable[[], None]]:
        """Show a progress bar while something lasts; the value given advances it by one."""
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console) as progress:
            task = progress.add_task(words, total=total)
            yield lambda: progress.advance(task)

    def _open_town(self, april: date) -> tuple[Town, tuple[Nursery, ...], Officials]:
        today = timezone.localdate()
        with self.bar(f"つくりものの住民 約{self.population:,}人", 1) as tick:
            town = open_town(population=self.population, april=april, as_of=today, seed=SEED)
            tick()
        TownMark.objects.get_or_create(code=town.code, defaults={"name": town.label, "marked_at": timezone.now()})
        make_practice_key(keys_folder(), town=town.label, now=timezone.now(), days=PRACTICE_DAYS)
        nurseries = nurseries_of(judge_demo_facilities(today).facilities, read_data("seat_split.toml"))
        parent = town.people.residents[0]
        officials = make_officials(data=read_data("officials.toml"), parent=parent, on=date(april.year - 2, 4, 1))
        return town, nurseries, officials

    def _plan_certificates(self, town: Town, officials: Officials) -> list[Wish]:
        """Plan the requests, record what happened to people before, and give cards to those who sign."""
        now = timezone.now()
        wishes = plan_wishes(town.households, wishes=self.certificates, seed=SEED)
        record_changes(wishes, officials.staff["demo-citizens-officer"], now)
        bearers = {wish.asker.number: CARD_FAULTS.get(wish.fault, "") for wish in wishes if wish.is_signed}
        give_cards(town.people, officials.parent.resident_number, bearers, now=now)
        return wishes

    def _ask(self, wishes: list[Wish], officials: Officials) -> list[Asked]:
        accounts = make_parents([wish.asker for wish in wishes if wish.is_own])
        with self.bar("住民票の写しの請求", len(wishes)) as tick:
            return file_wishes(wishes, accounts, officials.staff["demo-citizens-officer"], tick)

    def _make_families(
        self, town: Town, nurseries: tuple[Nursery, ...], april: date
    ) -> tuple[list[Family], list[Family]]:
        shares, names = read_data("families.toml"), read_data("names.toml")
        today = timezone.localdate()
        # each child applies once; the families of the open round come from the same drawing
        extra = LEFT_OPEN * 4
        families = make_families(
            town.households, nurseries, children=self.children + extra, start_month=april, filed_on=today, seed=SEED,
            places=town.places, shares=shares, names=names,
        )  # fmt: skip
        left = families[:: len(families) // LEFT_OPEN][:LEFT_OPEN]
        walked = exactly([family for family in families if family not in left], self.children)
        Enrolment.objects.bulk_create(
            Enrolment(child=one.child, facility=one.facility, since=one.since)
            for family in families
            for one in family.enrolments
        )
        many = {**shares, "faults": {**shares["faults"], "share": SHARE_LEFT_FAULTY}}
        return (
            plant_faults(walked, filed_on=today, seed=SEED, shares=shares),
            plant_faults(left, filed_on=today, seed=SEED + 1, shares=many),
        )

    def _file(self, families: list[Family]) -> list[FiledFamily]:
        accounts = make_parents([_applicant(family) for family in families])
        with self.bar("受付", len(families)) as tick:
            over_http = file_over_http(families[:OVER_HTTP], accounts, tick)
            return over_http + file_families(families[OVER_HTTP:], accounts, tick)

    def _mend(self, filed: list[FiledFamily], staff: Mapping[str, Account], tick: Callable[[], None]) -> None:
        """Let parents answer, the officer judge and the section chief approve, until nothing is open."""
        for _ in range(MOST_TURNS):
            answered = answer_what_was_asked(filed, tick)
            wait_until_idle(tick)
            judged = judge_doubts(staff["demo-officer"], tick)
            wait_until_idle(tick)
            approved = approve_cases(staff, tick)
            if not answered + judged + approved:
                return


def _applicant(family: Family) -> ResidentRow:
    return next(one for one in family.household if one.number == family.resident_number_of_applicant)


def exactly(families: list[Family], children: int) -> list[Family]:
    """Return families with exactly so many children, the large ones first so that the small ones fill up."""
    chosen: list[Family] = []
    for family in sorted(families, key=lambda one: -one.children):
        if family.children <= children:
            chosen.append(family)
            children -= family.children
    return chosen


def next_april(today: date) -> date:
    """Return the first of April that applications are taken for."""
    return date(today.year + 1 if today.month >= 4 else today.year, 4, 1)
