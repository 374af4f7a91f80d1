"""A case without a round whose decision people approve: all of a step together, and the last one ends the case."""

from dataclasses import replace

import pytest

from ikkan.corridor.approving import preview, reply_to
from ikkan.corridor.tests.conftest import NOW, TINY_ASKED, filed
from ikkan.corridor.walk import walk
from ikkan.kernel.book import Book
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.outcome import Decision, Refused
from ikkan.kernel.reason import Reason
from ikkan.kernel.registry import register
from ikkan.kernel.routes import check_routes
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case, Event
from ikkan.ledger.verification import verify_chain
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.selectors import proposals_for
from ikkan.rooms.check.judgements import ask_for_correction
from ikkan.rooms.decide.models import DecisionRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def approvers(db: None) -> list[Account]:
    """Give the two chiefs who are asked together."""
    found = []
    for office in ("grants", "finance"):
        account = Account.objects.create_user(office, kind=Account.Kind.STAFF)
        Posting.objects.create(
            account=account, starts_on="2024-04-01",
            office=Office.objects.create(code=office, name_ja=office, name_en=office),
            rank=Rank.objects.get_or_create(code="section_chief", defaults={"name_ja": "課長", "level": 3})[0],
        )  # fmt: skip
        found.append(account)
    return found


def walked(case: Case) -> Case:
    while walk(case.pk, now=NOW):
        pass
    case.refresh_from_db()
    return case


def asked(applicant: Account, *, electronic: bool = False) -> Case:
    """File a grant above the limit, which is declined, and walk it to its approvers."""
    return walked(filed(applicant, procedure="tiny_asked", amount=99_000, electronic_notice=electronic))


def approve(account: Account) -> Proposal | Refused:
    one = Proposal.objects.order_by("-pk")[0]
    return reply_to(proposal=one, account=account, verdict="approve", comment="", fingerprint=one.fingerprint, now=NOW)


def test_what_is_granted_asks_nobody(applicant: Account) -> None:
    case = walked(filed(applicant, procedure="tiny_asked", electronic_notice=True))
    assert case.room == "closed"
    assert not Proposal.objects.exists()
    assert Event.objects.filter(case=case, name="approve.automatic").exists()


def test_both_chiefs_are_asked_together_and_the_last_one_ends_the_case(
    applicant: Account, approvers: list[Account]
) -> None:
    case = asked(applicant, electronic=True)
    assert (case.room, case.waits_for) == ("approve", "approver")
    assert [len(proposals_for(one, NOW.date())) for one in approvers] == [1, 1]
    one = Proposal.objects.get()
    assert one.drafted_by is None, "no person judged it"
    assert one.due_on is not None, "it should be approved before the notice of delay is due"
    approve(approvers[1])
    assert not Notice.objects.exists()
    approve(approvers[0])
    case.refresh_from_db()
    assert (case.room, case.waits_for) == ("closed", "nobody")
    names = list(Event.objects.filter(case=case).order_by("seq").values_list("name", flat=True))
    assert names == [
        "intake.received", "check.passed", "decide.decided", "approve.proposed", "approve.approved",
        "approve.approved", "approve.completed", "answer.made", "answer.delivered", "answer.closed",
    ]  # fmt: skip
    assert verify_chain(case) == []


def test_the_letter_waits_for_the_post_when_paper_was_wanted(applicant: Account, approvers: list[Account]) -> None:
    case = asked(applicant)
    for one in approvers:
        approve(one)
    case.refresh_from_db()
    assert (case.room, case.waits_for) == ("answer", "delivery")


def test_what_is_seen_before_is_what_is_sent(applicant: Account, approvers: list[Account]) -> None:
    asked(applicant)
    seen = preview(Proposal.objects.get(), NOW)[0].paper.as_json()
    for one in approvers:
        approve(one)
    assert Notice.objects.get().content == seen


def test_nobody_asks_for_a_correction_while_it_is_being_approved(applicant: Account, officer: Account) -> None:
    case = asked(applicant)
    refused = ask_for_correction(
        case=case, questions=("any",), message="", due_on=NOW.date().replace(day=28), account=officer, now=NOW  # type: ignore[arg-type]
    )  # fmt: skip
    assert isinstance(refused, Refused)
    assert refused.code == "in_approval"


def test_decisions_on_two_routes_go_up_one_after_the_other(applicant: Account, approvers: list[Account]) -> None:
    why = (Reason("why", "理由", "Reason"),)
    two = (Decision("grant", "declined", why, "a", grants_less=True), Decision("grant", "cut", why, "b"))
    routes = {"declined": "refusal", "cut": "round"}
    register(replace(TINY_ASKED, decide=lambda grant: two, routes=routes), declared_in="tiny_asked")
    case = asked(applicant, electronic=True)
    for one in approvers:
        approve(one)
    case.refresh_from_db()
    assert (case.room, case.waits_for) == ("decide", "machine")
    assert DecisionRecord.objects.get().subject == "a"
    walked(case)
    assert (case.room, Proposal.objects.order_by("-pk")[0].route_name) == ("approve", "round")


def test_a_book_without_a_declared_route_is_refused() -> None:
    book = book_in_force("tiny_asked")
    files = {name: data for name, data in book.files.items() if not name.endswith("route.toml")}
    with pytest.raises(FaultyBook, match=r"route\.refusal"):
        check_routes(Book.from_files(files), TINY_ASKED.route_names[1:])
