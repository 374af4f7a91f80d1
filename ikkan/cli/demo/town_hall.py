"""What the demo's officials do: judge what a machine could not, decide the round, approve, publish, post."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from ikkan.cli.demo.filing import DemoFailed
from ikkan.cli.demo.seats import CLASSES, Nursery
from ikkan.corridor.approving import reply_to
from ikkan.corridor.letters import drawn_letters, open_letter
from ikkan.corridor.order import back_to_check
from ikkan.corridor.posting import make_print_file, record_posting
from ikkan.corridor.rounds import close_round, decide_round, open_round, propose_round
from ikkan.corridor.scheduling import ask_publication, confirm_publication, consents
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.people.models import Account
from ikkan.procedures.nursery.models import Alarm, PastResult, Seat
from ikkan.procedures.nursery.round.alarms import sign_alarm
from ikkan.rooms.answer.models import PostingBatch
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.selectors import proposals_for
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding
from ikkan.rooms.intake.selectors import current_filing


def open_rounds(officer: Account, april: date, now: datetime) -> tuple[Round, Round]:
    """Open the April round that the demo walks, and the second one that is left to the visitor."""
    today = timezone.localdate(now)
    first = open_round(
        procedure="nursery", kind="first", title=f"{april.year}年4月入所 1次選考", month=april,
        opens_at=now - timedelta(days=40), closes_at=now + timedelta(days=4), answers_on=today + timedelta(days=60),
        account=officer, now=now,
    )  # fmt: skip
    second = open_round(
        procedure="nursery", kind="second", title=f"{april.year}年4月入所 2次選考", month=april,
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30), answers_on=today + timedelta(days=90),
        account=officer, now=now,
    )  # fmt: skip
    return first, second


def set_seats(round_: Round, nurseries: Sequence[Nursery], *, april: bool, now: datetime) -> None:
    """Write the seats of a round, confirmed by the facilities; last year's are the same but for two of them."""
    rows = []
    for number, nursery in enumerate(nurseries):
        offered = nursery.free_in_april if april else nursery.free_in_other_months
        for age in range(CLASSES):
            if nursery.takes(age):
                # one facility halves its youngest class, so that the capacity alarm has something to say
                before = offered[age] * 2 + 2 if number == 0 and age == 0 else offered[age]
                rows.append(
                    Seat(
                        round=round_, facility=nursery.code, age=age, seats=offered[age], last_year=before,
                        confirmed_at=now,
                    )
                )  # fmt: skip
    Seat.objects.bulk_create(rows)


def set_past_results(nurseries: Sequence[Nursery], year: int) -> None:
    """Write made-up lowest scores of last year, so that the estimate has something to stand beside."""
    PastResult.objects.bulk_create(
        PastResult(
            year=year, facility=nursery.code, age=age, admitted=nursery.free_in_april[age],
            lowest_score=36 + (len(nursery.name) * 3 + age * 5) % 9,
        )
        for nursery in nurseries
        for age in range(CLASSES)
        if nursery.takes(age) and nursery.free_in_april[age]
    )  # fmt: skip


def judge_doubts(officer: Account, advance: Callable[[], None]) -> int:
    """Let the officer judge every open doubt as meaning nothing, in their own name; return how many."""
    judged = 0
    open_ones = list(
        Finding.objects.filter(state="open", case__procedure="nursery").order_by("pk").values_list("pk", flat=True)
    )
    for key in open_ones:
        now = timezone.now()
        # read anew: the verdict before may have moved the same case
        finding = Finding.objects.select_related("case", "case__round").get(pk=key)
        verdict = record_verdict(
            case=finding.case, finding=finding, decision="same", account=officer,
            note="書類で同じ人・同じ場所と確かめた（デモ）",
            filing_version=current_filing(finding.case).version, then=back_to_check(finding.case, now), now=now,
        )  # fmt: skip
        _must(verdict)
        judged += 1
        advance()
    return judged


def approve_cases(staff: Mapping[str, Account], advance: Callable[[], None]) -> int:
    """Let the section chief approve what was put up for single cases; return how many there were."""
    chief = staff["demo-chief"]
    of_chief = proposals_for(chief, timezone.localdate())
    waiting = [one for one in of_chief if one.case is not None and one.case.procedure == "nursery"]
    for one in waiting:
        _must(
            reply_to(
                proposal=one, account=chief, verdict="approve", comment="", fingerprint=one.fingerprint,
                now=timezone.now(),
            )
        )  # fmt: skip
        advance()
    return len(waiting)


def close_and_decide(round_: Round, officer: Account) -> JsonObject:
    """Close the round before its deadline, with the reason on record, and run the placement."""
    _must(close_round(round_=round_, account=officer, why="デモのため締切を早めた", now=timezone.now()))
    outcome = decide_round(round_=round_, account=officer, now=timezone.now())
    if isinstance(outcome, Refused):
        raise DemoFailed(outcome.en)
    return outcome


def sign_alarms(round_: Round, officer: Account) -> list[str]:
    """Sign the alarms off with a reason; return what they were."""
    seen = []
    for alarm in Alarm.objects.filter(round=round_, cleared_at=None, signed_at=None).select_related("round"):
        _must(sign_alarm(alarm=alarm, account=officer, reason="園と根拠資料に確かめた（デモ）", now=timezone.now()))
        seen.append(alarm.code)
        round_.refresh_from_db()
    return seen


def approve(round_: Round, staff: Mapping[str, Account]) -> Proposal:
    """Put the round up, and let section chief and department head approve it."""
    round_.refresh_from_db()
    proposal = propose_round(
        round_=round_,
        account=staff["demo-officer"],
        due_on=timezone.localdate() + timedelta(days=3),
        now=timezone.now(),
    )
    if isinstance(proposal, Refused):
        raise DemoFailed(proposal.en)
    for name in ("demo-chief", "demo-head"):
        _must(
            reply_to(
                proposal=proposal, account=staff[name], verdict="approve", comment="", fingerprint=proposal.fingerprint,
                now=timezone.now(),
            )
        )  # fmt: skip
    return proposal


def publish(round_: Round, staff: Mapping[str, Account]) -> None:
    """Publish now: the officer opens the letters drawn for them and asks, the subsection chief confirms."""
    round_.refresh_from_db()
    officer, now = staff["demo-officer"], timezone.now()
    for letter in drawn_letters(round_, officer):
        _must(open_letter(round_=round_, key=letter.notice.pk, account=officer, now=now))
    _must(ask_publication(round_=round_, account=officer, at=None, now=now))
    asked = consents(round_)[0].pk
    _must(confirm_publication(round_=round_, account=staff["demo-subsection"], asked=asked, now=now))


def post_papers(officer: Account) -> PostingBatch | None:
    """Make the print file and record its posting; None when everybody chose electronic notices."""
    batch = make_print_file(now=timezone.now())
    if isinstance(batch, Refused):
        return None
    _must(record_posting(batch=batch, account=officer, now=timezone.now()))
    return batch


def _must(outcome: object) -> None:
    if isinstance(outcome, Refused):
        raise DemoFailed(outcome.en)
