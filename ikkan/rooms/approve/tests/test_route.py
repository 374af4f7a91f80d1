"""A proposal walks its route; nobody approves twice, for themselves, or something that has changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.routes import Route, RouteStep
from ikkan.ledger.models import Event, Round
from ikkan.ledger.steps import LONG_AGO, NewEvent, record_round_step
from ikkan.ledger.verification import verify_chain
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.rooms.approve.models import Proposal, Reply
from ikkan.rooms.approve.proposing import propose, take_back, void_if_changed
from ikkan.rooms.approve.replying import reply
from ikkan.rooms.approve.selectors import find_proposal, proposals_for

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
CONTENT: JsonObject = {"rows": [["H-1", "placed"]]}
ROUTE = Route(
    "round",
    (
        RouteStep(1, "kids", "chief", deputy=True),
        RouteStep(2, "kids", "head", deputy=True),
        RouteStep(2, "money", "chief", deputy=False),
    ),
    "",
    "規程",
)


def staff(name: str, office: str = "", rank: str = "", deputises_for: str = "") -> Account:
    """Open an account of staff, posted where given."""
    account = Account.objects.create_user(name, kind=Account.Kind.STAFF)
    if office:
        places = [Office.objects.get_or_create(code=office, defaults={"name_ja": office, "name_en": office})[0]]
        ranks = [
            Rank.objects.get_or_create(code=code, defaults={"name_ja": code, "name_en": code, "level": 1})[0]
            for code in (rank, deputises_for) if code
        ]  # fmt: skip
        Posting.objects.create(
            account=account, office=places[0], rank=ranks[0], starts_on=date(2026, 4, 1),
            deputises_for=ranks[1] if deputises_for else None,
        )  # fmt: skip
    return account


class Hall:
    """A round with an open proposal, and everybody on its route."""

    def __init__(self) -> None:
        self.drafter = staff("drafter", "kids", "clerk")
        self.chief = staff("chief", "kids", "chief", "head")
        self.head = staff("head", "kids", "head")
        self.money = staff("money", "money", "chief")
        self.stranger = staff("stranger", "roads", "chief")
        self.round = Round.objects.create(
            number="H-R-2027-04-first", procedure="x", kind="first", title="四月", month=date(2027, 4, 1), opens_at=NOW,
            closes_at=NOW + timedelta(days=1), answers_on=DAY, lease_until=LONG_AGO,
        )  # fmt: skip
        with transaction.atomic():
            record_round_step(self.round, [NewEvent("round.opened")], now=NOW, room="decide")
        self.proposal = self.put_up()

    def put_up(self) -> Proposal:
        made = propose(
            round_=self.round, title="案", content=dict(CONTENT), route=ROUTE, edition="e", drafted_by=self.drafter,
            due_on=None, now=NOW,
        )  # fmt: skip
        assert isinstance(made, Proposal)
        return made

    def reply(self, who: Account, verdict: str = "approve", comment: str = "", **more: object) -> object:
        done = reply(
            proposal=self.proposal, account=who, verdict=verdict, comment=comment, now=NOW,
            fingerprint=str(more.pop("fingerprint", self.proposal.fingerprint)), **more,  # type: ignore[arg-type]
        )  # fmt: skip
        self.proposal.refresh_from_db()
        self.round.refresh_from_db()
        return done

    def events(self) -> list[str]:
        return list(Event.objects.filter(round=self.round).order_by("seq").values_list("name", flat=True))


@pytest.fixture
def hall() -> Hall:
    return Hall()


def code_of(answer: object) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def test_everyone_in_turn_and_those_of_one_step_together(hall: Hall) -> None:
    assert proposals_for(hall.chief, DAY) == [hall.proposal]
    assert proposals_for(hall.head, DAY) == []
    assert code_of(hall.reply(hall.head)) == "not_found"
    hall.reply(hall.chief)
    assert (hall.proposal.step, hall.proposal.state) == (2, "open")
    hall.reply(hall.money)
    assert hall.proposal.state == "open"
    hall.reply(hall.head)
    assert (hall.proposal.state, hall.round.room) == ("approved", "answer")
    assert hall.events()[-1] == "approve.completed"
    assert verify_chain(hall.round) == []


def test_the_same_click_twice_changes_nothing(hall: Hall) -> None:
    hall.reply(hall.chief)
    assert isinstance(hall.reply(hall.chief), Proposal)
    assert Reply.objects.count() == 1, "a second click is not a deputy's approval of the next step"
    assert hall.events().count("approve.approved") == 1


def test_a_deputy_replies_for_the_one_above_by_naming_the_step(hall: Hall) -> None:
    hall.reply(hall.chief, step=1)
    hall.reply(hall.chief, step=2)
    deputised = Reply.objects.get(step=2)
    assert (deputised.account, deputised.as_deputy_for) == (hall.chief, "kids/head")
    assert code_of(hall.reply(hall.head)) == "not_found", "the place is filled"


def test_no_deputy_where_the_route_allows_none(hall: Hall) -> None:
    deputy = staff("deputy", "money", "clerk", "chief")
    hall.reply(hall.chief)
    assert code_of(hall.reply(deputy)) == "not_found"


def test_a_posting_that_has_ended_opens_nothing(hall: Hall) -> None:
    hall.chief.postings.update(ends_on=date(2026, 10, 31))
    assert code_of(hall.reply(hall.chief)) == "not_found"


def test_a_return_voids_what_was_approved_and_sends_the_round_back(hall: Hall) -> None:
    hall.reply(hall.chief)
    assert code_of(hall.reply(hall.money, "return")) == "comment_missing"
    hall.reply(hall.money, "return", "数が違います")
    assert (hall.proposal.state, hall.round.room) == ("returned", "decide")
    assert not Reply.objects.filter(voided_at=None).exists()
    assert isinstance(hall.reply(hall.money, "return", "数が違います"), Proposal), "twice is the same deed"
    assert hall.events().count("approve.returned") == 1
    assert code_of(hall.reply(hall.head)) == "already_ended"
    hall.proposal = hall.put_up()
    assert (hall.proposal.step, hall.round.number) == (1, "H-R-2027-04-first")


def test_nobody_approves_their_own_draft(hall: Hall) -> None:
    hall.drafter.postings.update(rank_id="chief")
    assert code_of(hall.reply(hall.drafter)) == "own_draft"
    assert proposals_for(hall.drafter, DAY) == []


def test_only_the_drafter_takes_it_back(hall: Hall) -> None:
    hall.reply(hall.chief)
    assert code_of(take_back(proposal=hall.proposal, account=hall.chief, why="", now=NOW)) == "not_found"
    for _ in range(2):
        assert isinstance(take_back(proposal=hall.proposal, account=hall.drafter, why="誤り", now=NOW), Proposal)
    assert hall.events().count("approve.withdrawn") == 1
    assert not Reply.objects.filter(voided_at=None).exists()


def test_a_stranger_learns_nothing(hall: Hall) -> None:
    for verdict, seen in (("approve", "x"), ("nonsense", "x"), ("return", hall.proposal.fingerprint)):
        assert code_of(hall.reply(hall.stranger, verdict, fingerprint=seen)) == "not_found"
    assert find_proposal(hall.proposal.pk, hall.stranger, DAY) is None
    assert find_proposal(hall.proposal.pk, hall.chief, DAY) == hall.proposal


def test_what_changed_under_the_eyes_is_not_approved(hall: Hall) -> None:
    assert code_of(hall.reply(hall.chief, fingerprint="other")) == "content_changed"


def test_a_change_after_approval_voids_it_with_the_reason(hall: Hall) -> None:
    for who in (hall.chief, hall.head, hall.money):
        hall.reply(who)
    assert not void_if_changed(round_=hall.round, content=dict(CONTENT), why="", now=NOW)
    with transaction.atomic():
        record_round_step(hall.round, [NewEvent("round.scheduled")], now=NOW, publishes_at=NOW, due_at=NOW)
    assert void_if_changed(round_=hall.round, content={"rows": []}, why="取下げがありました", now=NOW)
    hall.proposal.refresh_from_db()
    assert (hall.proposal.state, hall.proposal.why_ended) == ("voided", "取下げがありました")
    assert (hall.round.room, hall.round.publishes_at) == ("decide", None), "its hour of publication is gone too"
    assert set(Reply.objects.values_list("void_reason", flat=True)) == {"取下げがありました"}


def test_what_is_published_is_not_voided(hall: Hall) -> None:
    for who in (hall.chief, hall.head, hall.money):
        hall.reply(who)
    Round.objects.update(published_at=NOW)
    assert not void_if_changed(round_=hall.round, content={"rows": []}, why="", now=NOW)


def test_one_open_proposal_a_round(hall: Hall) -> None:
    assert hall.put_up() == hall.proposal
    other = propose(
        round_=hall.round, title="別", content={"rows": []}, route=ROUTE, edition="e", drafted_by=hall.drafter,
        due_on=None, now=NOW,
    )  # fmt: skip
    assert code_of(other) == "already_proposed"
