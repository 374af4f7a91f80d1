"""A certification refused goes on the route of the book: nobody is told before its last approver agreed."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError

from ikkan.corridor.approving import preview, reply_to, take_back_draft
from ikkan.corridor.filing import withdraw_application
from ikkan.corridor.telling import keep_told
from ikkan.kernel.book import Book
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case, Event
from ikkan.ledger.verification import verify_chain
from ikkan.people.models import Account
from ikkan.procedures.nursery.tests import factories as hall
from ikkan.procedures.nursery.tests.factories import NOW, Town, file, home
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.approve.models import Proposal, Reply
from ikkan.rooms.approve.selectors import find_proposal, proposals_for
from ikkan.rooms.check.models import Finding
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the town's book ask about a refusal whom it asks about a round: the chief, then the head."""
    files = dict(book_in_force("nursery").files)
    name = max(one for one in files if one.endswith("route.toml"))
    of_round, of_refusal = files[name].decode().split('[["route.refusal"]]')
    rows = of_round[of_round.index("rows = [") :].split("]\n")[0]
    head = of_refusal[: of_refusal.index("rows = [")]
    files[name] = f'{of_round}[["route.refusal"]]{head}{rows}]\n'.encode()
    book = Book.from_files(files)
    for place in ("ikkan.corridor.visit", "ikkan.corridor.approving"):
        monkeypatch.setattr(f"{place}.book_in_force", lambda _procedure: book)


@pytest.fixture
def case(town: Town, two_steps: None) -> Case:
    """Give a case whose refusal the officer confirmed."""
    return hall.accept(town, file(home(1, hours=30)))


def answer(account: Account, verdict: str = "approve", comment: str = "") -> Proposal | Refused:
    """Reply to the latest proposal as this person."""
    one = Proposal.objects.order_by("-pk")[0]
    return reply_to(
        proposal=one, account=account, verdict=verdict, comment=comment, fingerprint=one.fingerprint, now=NOW
    )


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def where(case: Case) -> tuple[str, str, str]:
    case.refresh_from_db()
    return case.room, case.waits_for, case.reason_code


def is_untold(case: Case) -> bool:
    return not (Notice.objects.filter(case=case).exists() or DecisionRecord.objects.filter(case=case).exists())


def test_a_refusal_walks_through_two_approvers_and_is_told_with_the_last(town: Town, case: Case) -> None:
    assert where(case) == ("approve", "approver", "")
    assert is_untold(case)
    one = proposals_for(town.chief, hall.NOW.date())[0]
    assert one.drafted_by == town.officer
    assert one.title.startswith(preview(one, NOW)[0].paper.title)
    answer(town.chief)
    assert where(case) == ("approve", "approver", "")
    assert is_untold(case)
    assert isinstance(answer(town.chief), Proposal), "twice is the same deed"
    answer(town.head)
    assert where(case) == ("decide", "round", "")
    record = DecisionRecord.objects.get(case=case)
    notice = Notice.objects.get(case=case)
    assert (record.result, notice.decision_id, notice.available_at) == ("refused", record.pk, NOW)
    assert notice.reasons
    assert notice.instruction["review_months"] == 3
    names = list(Event.objects.filter(case=case).order_by("seq").values_list("name", flat=True))
    assert names[-7:] == [
        "check.passed", "decide.decided", "approve.proposed", "approve.approved", "approve.approved",
        "approve.completed", "answer.made",
    ]  # fmt: skip
    assert "approve.automatic" not in names
    assert verify_chain(case) == []


def test_a_return_goes_to_an_officer_with_the_reason_and_comes_back_up(town: Town, case: Case) -> None:
    answer(town.chief)
    answer(town.head, "return", "就労時間をもう一度確かめてください")
    assert where(case) == ("check", "officer", "approval_returned")
    assert not Reply.objects.filter(voided_at=None).exists(), "a return voids earlier approvals"
    found = {one.code: one.reason for one in Finding.objects.filter(case=case, state="open")}
    assert set(found) == {"ground_refused", "approval_returned"}
    assert "就労時間をもう一度確かめてください" in found["approval_returned"]["ja"]
    hall.accept(town, case)
    assert where(case) == ("approve", "approver", "")
    assert Proposal.objects.filter(case=case).count() == 2
    answer(town.chief)
    answer(town.head)
    assert where(case) == ("decide", "round", "")


def test_a_declined_draft_and_one_taken_back_tell_nobody(town: Town, case: Case) -> None:
    one = Proposal.objects.get(case=case)
    assert code_of(take_back_draft(proposal=one, account=town.chief, why="", now=NOW)) == "not_found"
    take_back_draft(proposal=one, account=town.officer, why="記載の誤り", now=NOW)
    assert where(case) == ("check", "officer", "approval_withdrawn")
    hall.accept(town, case)
    answer(town.chief, "decline", "要綱の対象ではありません")
    assert where(case) == ("check", "officer", "approval_declined")
    assert is_untold(case)


def test_nobody_approves_their_own_draft_and_a_stranger_finds_nothing(town: Town, case: Case) -> None:
    one = Proposal.objects.get(case=case)
    for who, code in ((town.officer, "own_draft"), (town.stranger, "not_found"), (town.head, "not_found")):
        assert code_of(answer(who)) == code
    assert find_proposal(one.pk, town.stranger, NOW.date()) is None


def test_a_correction_after_an_approval_voids_it_with_the_reason(town: Town, two_steps: None) -> None:
    family = home(1, hours=30)
    case = hall.accept(town, file(family))
    answer(town.chief)
    family.answers["children"][0]["wishes"] = [hall.HAMA]
    hall.correct(case, family, now=NOW + timedelta(hours=1))
    one = Proposal.objects.get(case=case)
    assert (one.state, one.why_ended) == (Proposal.State.VOIDED, "申込みの内容が直されたため")
    assert Reply.objects.get().void_reason == "申込みの内容が直されたため"
    assert where(case) == ("check", "officer", "ground_refused"), "the new form is looked at anew"
    assert code_of(answer(town.head)) in {"not_found", "already_ended"}


def test_a_withdrawal_ends_the_draft(town: Town, case: Case) -> None:
    assert case.applicant is not None
    withdraw_application(case=case, actor=case.applicant, why="転出", now=NOW)
    assert Proposal.objects.get(case=case).state == Proposal.State.VOIDED
    assert where(case)[0] == "closed"
    assert verify_chain(case) == []


def test_what_no_longer_would_be_decided_is_not_approved(town: Town, case: Case) -> None:
    one = Proposal.objects.get(case=case)
    Proposal.objects.filter(pk=one.pk).update(fingerprint="0" * 64)
    assert code_of(answer(town.chief)) == "content_changed"
    assert Proposal.objects.get(case=case).state == Proposal.State.VOIDED
    assert where(case) == ("check", "machine", "")


def test_a_crash_at_the_last_approval_leaves_nothing_of_it(
    town: Town, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(town.chief)
    events = Event.objects.filter(case=case).count()

    def crash(*args: object, **named: object) -> None:
        keep_told(*args, **named)  # type: ignore[arg-type]  # handed on as they came
        raise IntegrityError

    monkeypatch.setattr("ikkan.corridor.approving.keep_told", crash)
    with pytest.raises(IntegrityError):
        answer(town.head)
    assert is_untold(case)
    assert where(case) == ("approve", "approver", "")
    assert (Reply.objects.count(), Event.objects.filter(case=case).count()) == (1, events)
    monkeypatch.setattr("ikkan.corridor.approving.keep_told", keep_told)
    answer(town.head)
    assert where(case) == ("decide", "round", "")


def test_the_clock_of_thirty_days_runs_on_while_approvers_think(town: Town, case: Case) -> None:
    assert case.due_at is not None
    hall.walked(case, case.due_at)
    assert Event.objects.filter(case=case, name="answer.delay_told").exists()
    assert where(case) == ("approve", "approver", "")


def test_a_town_that_writes_one_route_must_write_the_other(tmp_path: Path) -> None:
    own = tmp_path / "nursery"
    own.mkdir()
    route = Path("ikkan/books/222127-yaizu-model/nursery/route.toml").read_text("utf-8")
    (own / "route.toml").write_text(route.split('[["route.refusal"]]')[0], "utf-8")
    with pytest.raises(FaultyBook, match=r"route\.refusal"):
        Book.open([Path("ikkan/procedures/nursery/book"), own])
