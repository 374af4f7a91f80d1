"""The approval of one case: its draft goes up by itself, people reply, and the last approval tells the decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from ikkan.corridor.clocks import next_wake
from ikkan.corridor.deciding import Plan, content_of, plan_of, put_up_decisions, standing_of
from ikkan.corridor.order import to_check
from ikkan.corridor.telling import Telling, after_telling, channels_of, keep_told
from ikkan.kernel.book import BookAt
from ikkan.kernel.outcome import Refused
from ikkan.kernel.procedure import Procedure
from ikkan.kernel.reason import Reason
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.ledger.steps import CaseState, NewEvent
from ikkan.people.models import Account
from ikkan.rooms.answer.notices import NoticeDraft
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.onward import Onward
from ikkan.rooms.approve.proposing import fingerprint_of, put_up_case, take_back
from ikkan.rooms.approve.replying import reply
from ikkan.rooms.check.judgements import judged_by
from ikkan.rooms.check.outcomes import look_again
from ikkan.rooms.decide.records import unsaved_records
from ikkan.rooms.intake.selectors import current_filing

SENT_BACK: Final = {
    Proposal.State.RETURNED: ("approval_returned", "決裁で差し戻されました", "The approver returned the draft"),
    Proposal.State.DECLINED: ("approval_declined", "決裁で否認されました", "The approver declined the draft"),
    Proposal.State.WITHDRAWN: ("approval_withdrawn", "起案を引き戻しました", "The draft was taken back"),
}


@dataclass(frozen=True, slots=True)
class PutUp:
    """A draft on its way up: its event, the case's next state, and the writing of the draft."""

    event: NewEvent
    then: CaseState
    keep: Callable[[], object]


def put_up(case: Case, procedure: Procedure, plan: Plan, facts: Any, book: BookAt, now: datetime) -> PutUp:
    """Return what puts a case's decisions up on their route.

    The notices are composed once here, so that what could not be told never goes up. The officer who judged the case
    last is the drafter, and cannot approve it.

    Args:
        case: a case that passed its check.
        procedure: its procedure.
        plan: with a route that asks people.
        facts: as gathered.
        book: the book on the reference day.
        now: moment.
    """
    if plan.route is None:
        raise ValueError(f"{case.number}: no decision takes a route that asks people.")
    route, content = plan.route, content_of(case, plan)
    title = f"{_composed(case, procedure, plan.asked, book.edition, now)[0].paper.title}（{case.number}）"
    drafter = judged_by(case, current_filing(case).version)
    due_on = _due_on(procedure, facts, timezone.localdate(now))
    codes = {"route": route.name, "fingerprint": fingerprint_of(content)}
    return PutUp(
        NewEvent("approve.proposed", actor=drafter.pk if drafter else None, codes={**codes}, edition=book.edition),
        CaseState("approve", "approver", due_at=next_wake(case, procedure, facts, at=None)),
        lambda: put_up_case(
            case=case, title=title, content=content, route=route, edition=book.edition, drafted_by=drafter,
            due_on=due_on, now=now,
        ),
    )  # fmt: skip


def reply_to(
    *,
    proposal: Proposal,
    account: Account,
    verdict: str,
    comment: str,
    fingerprint: str,
    now: datetime,
    step: int | None = None,
) -> Proposal | Refused:
    """Reply to the proposal of a round or of a case; see :func:`ikkan.rooms.approve.replying.reply`.

    The last approval of a case writes its decisions and notices, and moves it on, in the same transaction. A return or
    a decline sends it back to an officer with the reason.
    """
    return reply(
        proposal=proposal, account=account, verdict=verdict, comment=comment, fingerprint=fingerprint, now=now,
        step=step, onward=_onward(proposal, now),
    )  # fmt: skip


def take_back_draft(*, proposal: Proposal, account: Account, why: str, now: datetime) -> Proposal | Refused:
    """Take one's own draft back (引戻し); a case goes back to an officer, a round to its desk."""
    return take_back(proposal=proposal, account=account, why=why, now=now, onward=_onward(proposal, now))


def preview(proposal: Proposal, now: datetime) -> list[NoticeDraft]:
    """Return the notices that the approval of a case's proposal would send, as they would read today.

    Raises:
        ValueError: it is a round's proposal.
    """
    case = _case_of(proposal)
    decisions = put_up_decisions(proposal.content)
    return _composed(case, procedure_of(case.procedure), decisions, proposal.edition, now)


def _composed(
    case: Case, procedure: Procedure, decisions: Sequence[Any], edition: str, now: datetime
) -> list[NoticeDraft]:
    records = unsaved_records(case, decisions, edition=edition, now=now)
    drafts: list[NoticeDraft] = procedure.compose(records, now)
    return drafts


def _onward(proposal: Proposal, now: datetime) -> Onward | None:
    if proposal.case_id is None:
        return None
    return Onward(
        holds=lambda locked: _holds(locked, now),
        approved=lambda locked: _approved(locked, now),
        sent_back=lambda locked, state, why: _sent_back(locked, state, why, now),
        changed=lambda locked: to_check(_case_of(locked).round, now),
    )


def _holds(proposal: Proposal, now: datetime) -> bool:
    """Whether the same decisions would be put up now: nobody approves what no longer is so."""
    case = _case_of(proposal)
    if case.room != "approve":
        return False
    procedure, book = procedure_of(case.procedure), book_in_force(case.procedure).at(case.reference_day)
    plan = plan_of(case, procedure, procedure.gather([case], book, now)[0], book, standing_of([case]))
    return fingerprint_of(content_of(case, plan)) == proposal.fingerprint


def _approved(proposal: Proposal, now: datetime) -> tuple[Sequence[NewEvent], CaseState]:
    case = _case_of(proposal)
    procedure, decisions = procedure_of(case.procedure), put_up_decisions(proposal.content)
    channel = channels_of([case])[case.pk]
    keep_told(procedure, [Telling(case, decisions, proposal.edition, channel)], now=now)
    made = NewEvent("answer.made", codes={"notices": len(decisions)}, edition=proposal.edition)
    if proposal.content["left"]:
        return (made,), CaseState("decide", "machine", due_at=now)
    told, then = after_telling(procedure, decisions, channel)
    return (made, *told), then


def _sent_back(proposal: Proposal, state: str, why: str, now: datetime) -> CaseState:
    """Let an officer look again, with the reason; a legal clock runs on meanwhile."""
    case = _case_of(proposal)
    code, ja, en = SENT_BACK[Proposal.State(state)]
    reason = Reason(code, f"{ja}：{why}" if why else ja, f"{en}: {why}" if why else en)
    look_again(case, reason, since=current_filing(case).filed_at, now=now)
    return CaseState("check", "officer", code, due_at=case.due_at)


def _due_on(procedure: Procedure, facts: Any, today: date) -> date | None:
    """Return the day of the next legal clock: the approval should be there before it."""
    running = procedure.clocks(facts) if procedure.clocks else ()
    return min((day for _name, day in running if day > today), default=None)


def _case_of(proposal: Proposal) -> Case:
    if proposal.case is None:
        raise ValueError(f"Proposal {proposal.pk} is about a round, not about one case.")
    return proposal.case
