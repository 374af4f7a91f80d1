"""What citizens and officers do with the requests until each is answered, paid and handed over."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from django.utils import timezone

from ikkan.cli.demo.certificates.answers import PAPERS
from ikkan.cli.demo.certificates.filing import Asked, answer
from ikkan.cli.demo.filing import DemoFailed
from ikkan.cli.demo.working import wait_until_idle
from ikkan.corridor.approving import reply_to
from ikkan.corridor.order import back_to_check
from ikkan.corridor.paying import begin_payment, pay_at_counter
from ikkan.corridor.payment_demo import act_out
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.cash import open_charge
from ikkan.ledger.cash_close import Counted, close_day, next_to_close
from ikkan.ledger.cash_rows import Charge, Way
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.ports.payment.fake import Behaviour
from ikkan.ports.payment.port import fake_provider
from ikkan.ports.payment.reports import PaymentPage
from ikkan.procedures.certificate.handing import print_queue, record_fetched, record_sent
from ikkan.procedures.certificate.reserving import NOT_PROVED, show_identity
from ikkan.rooms.approve.selectors import proposals_for
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding
from ikkan.rooms.intake.selectors import current_filing

MOST_TURNS: Final = 6
# A report that is long on its way comes after half a minute.
_LATEST_SECONDS: Final = 60
_BACK: Final = "/"
_BEHAVIOURS: Final = {
    "declined": (Behaviour.DECLINE, Behaviour.PAY), "late": (Behaviour.DELAY,), "twice": (Behaviour.TWICE,),
}  # fmt: skip


class Hall:
    """The citizens' division for a day.

    Args:
        asked: the requests.
        staff: people of the town hall by username.
    """

    def __init__(self, asked: Sequence[Asked], staff: Mapping[str, Account]) -> None:
        self._asked = {one.case: one for one in asked if one.case is not None}
        self._officer, self._chief = staff["demo-citizens-officer"], staff["demo-citizens-chief"]
        # what went over the counter, counted by hand and not from the book
        self.counted: Counter[Way] = Counter()

    def work(self, advance: Callable[[], None]) -> None:
        """Let everybody do what waits for them, turn by turn, until nothing is left but what is on its way.

        Raises:
            DemoFailed: something was refused, or there is no end.
        """
        wait_until_idle(advance)
        for _ in range(MOST_TURNS):
            done = sum(step(advance) for step in (self._answer, self._judge, self._approve, self._pay))
            wait_until_idle(advance)
            if not done:
                return
        raise DemoFailed(f"Requests for certificates are still open after {MOST_TURNS} turns.")

    def finish(self, advance: Callable[[], None]) -> None:
        """Wait for late payments, hand everything over, and close the day of the cash book."""
        self._await_late(advance)
        self.work(advance)
        for case in _of_copies("post"):
            _must(record_sent(case=case, account=self._officer, now=timezone.now()))
            advance()
        for case in _of_copies("pickup"):
            _must(record_fetched(case=case, account=self._officer, papers=PAPERS, now=timezone.now()))
            advance()

    def close_the_day(self) -> None:
        """Close the cash book with what was counted; a yen of difference is refused."""
        now = timezone.now()
        counted = {way: Counted(self.counted[way]) for way in (Way.COUNTER, Way.POST, Way.ONLINE)}
        _must(close_day(day=next_to_close(now), counted=counted, account=self._officer, now=now))

    def _answer(self, advance: Callable[[], None]) -> int:
        """Let whoever was asked back answer."""
        waiting = self._waiting("citizen")
        for case in waiting:
            _must(answer(self._asked[case.pk], case))
            advance()
        return len(waiting)

    def _judge(self, advance: Callable[[], None]) -> int:
        """Let the officer look at identity papers, and judge every other doubt."""
        found = list(
            Finding.objects.filter(state="open", case__in=self._asked).order_by("pk").values_list("pk", "code")
        )
        for key, code in found:
            now = timezone.now()
            # read anew: the verdict before may have moved the same case
            finding = Finding.objects.select_related("case__round").get(pk=key)
            case = finding.case
            if code == NOT_PROVED:
                _must(show_identity(case=case, papers=PAPERS, account=self._officer, now=now))
            else:
                is_unjust = self._asked[case.pk].wish.fault == "unjust"
                _must(
                    record_verdict(
                        case=case, finding=finding, decision="refuse" if is_unjust else "same", account=self._officer,
                        note="理由を確かめられない（デモ）" if is_unjust else "書類で確かめた（デモ）",
                        filing_version=current_filing(case).version, then=back_to_check(case, now), now=now,
                    )
                )  # fmt: skip
            advance()
        return len(found)

    def _approve(self, advance: Callable[[], None]) -> int:
        """Let the section chief approve what is to be refused."""
        waiting = [one for one in proposals_for(self._chief, timezone.localdate()) if one.case_id in self._asked]
        for one in waiting:
            _must(
                reply_to(
                    proposal=one, account=self._chief, verdict="approve", comment="", fingerprint=one.fingerprint,
                    now=timezone.now(),
                )
            )  # fmt: skip
            advance()
        return len(waiting)

    def _pay(self, advance: Callable[[], None]) -> int:
        """Let everybody pay what is owed; who began and waits for the report waits."""
        waiting = [case for case in self._waiting("payment") if not _is_on_its_way(case)]
        for case in waiting:
            self._pay_one(case, self._asked[case.pk])
            advance()
        return len(waiting)

    def _pay_one(self, case: Case, one: Asked) -> None:
        charge = open_charge(case)
        if charge is None:
            raise DemoFailed(f"{case.number} waits for a payment and owes nothing.")
        if one.wish.is_signed:
            for behaviour in _BEHAVIOURS.get(one.wish.fault, (Behaviour.PAY,)):
                self._pay_online(case, one, behaviour)
            self.counted[Way.ONLINE] += charge.amount
            return
        way = Way.POST if one.wish.way == "paper" else Way.COUNTER
        _must(pay_at_counter(case=case, way=way, amount=charge.amount, account=self._officer, now=timezone.now()))
        self.counted[way] += charge.amount

    def _pay_online(self, case: Case, one: Asked, behaviour: Behaviour) -> None:
        case.refresh_from_db()
        page = begin_payment(case=case, account=one.account, back_url=_BACK, now=timezone.now())
        provider = fake_provider()
        asked = provider.asked_by(dict(parse_qsl(urlsplit(page.url).query))) if isinstance(page, PaymentPage) else None
        if asked is None:
            raise DemoFailed(f"{case.number} could not be paid: {page}")
        reference, amount, _ = asked
        act_out(provider, behaviour, reference, amount, now=timezone.now())

    def _await_late(self, advance: Callable[[], None]) -> None:
        until = time.monotonic() + _LATEST_SECONDS
        while any(_is_on_its_way(case) for case in self._waiting("payment")):
            if time.monotonic() > until:
                raise DemoFailed(f"A late payment did not come within {_LATEST_SECONDS} s.")
            time.sleep(0.2)
            advance()

    def _waiting(self, whom: str) -> list[Case]:
        cases = Case.objects.select_related("round", "applicant").filter(pk__in=self._asked, waits_for=whom)
        return list(cases.order_by("pk"))


def _of_copies(delivery: str) -> Iterator[Case]:
    """Yield the cases whose copies wait, in posting order, each once."""
    seen: dict[int, Case] = {copy.case_id: copy.case for copy in print_queue(delivery)}
    yield from seen.values()


def _is_on_its_way(case: Case) -> bool:
    return Charge.objects.filter(
        case=case, settled_at=None, voided_at=None, declined_at=None, begun_at__isnull=False
    ).exists()


def _must(outcome: object) -> None:
    if isinstance(outcome, Refused):
        raise DemoFailed(outcome.en)
    if isinstance(outcome, Faulty):
        raise DemoFailed(f"A form of the demo is wrong: {outcome.faults}")
