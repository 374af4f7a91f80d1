"""A round from its opening to its publication: its decision, approval and publication are each one event."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.registry import procedure_of
from ikkan.kernel.routes import route_of
from ikkan.ledger.editions import book_in_force, keep_edition
from ikkan.ledger.models import Case, Round, RoundEntry
from ikkan.ledger.numbers import round_number
from ikkan.ledger.steps import LONG_AGO, NewEvent, hold_still, record_round_step, record_step, state_of
from ikkan.people.models import Account
from ikkan.rooms.answer.announcing import announce_case
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.proposing import propose

# a round whose cases can still be moved: nothing of it is put up for approval
MOVABLE: Final = ("intake", "decide")


def open_round(
    *, procedure: str, kind: str, title: str, month: date, opens_at: datetime, closes_at: datetime,
    answers_on: date, account: Account, now: datetime,
) -> Round:  # fmt: skip
    """Open a round for applications (募集).

    Args:
        procedure: code.
        kind: the procedure's word, such as ``first``.
        title: its name for people.
        month: first day of the month of admission.
        opens_at: from when applications go in.
        closes_at: deadline.
        answers_on: day told to citizens for the answer.
        account: officer.
        now: moment.
    """
    with transaction.atomic():
        round_ = Round.objects.create(
            number=round_number(procedure_of(procedure).letter, month, kind), procedure=procedure, kind=kind,
            title=title, month=month, opens_at=opens_at, closes_at=closes_at, answers_on=answers_on,
            lease_until=LONG_AGO,
        )  # fmt: skip
        record_round_step(round_, [NewEvent("round.opened", actor=account.pk)], now=now, room="intake")
    return round_


def close_round(*, round_: Round, account: Account, why: str, now: datetime) -> Round | Refused:
    """Close a round for applications. Before its deadline only with a reason, which stays in the record."""
    if round_.room != "intake":
        return Refused("already_closed", "この回はもう締め切られています。", "This round is closed already.")
    is_early = now < round_.closes_at
    if is_early and not why.strip():
        return Refused(
            "reason_missing",
            "締切の前に閉じるには理由を書いてください。",
            "Write a reason for closing before the deadline.",
            "why",
        )
    closed = NewEvent("round.closed", actor=account.pk, codes={"early": is_early}, body={"why": why} if why else {})
    with transaction.atomic():
        record_round_step(round_, [closed], now=now, room="decide", closed_at=now)
    return round_


def decide_round(*, round_: Round, account: Account | None, now: datetime) -> JsonObject | Refused:
    """Take the decision of a round; nobody sees it before publication. Running it again replaces the run.

    Returns:
        What the procedure says of the run (totals, verdict), or Refused.
    """
    procedure = procedure_of(round_.procedure)
    if procedure.decide_together is None:
        raise LookupError(f"Procedure {procedure.code} has no rounds.")
    if round_.room not in {"decide"}:
        return Refused(
            "not_in_decide",
            "この回はいま判定できません。締切と決裁の状態を確かめてください。",
            "This round cannot be decided now: look at its deadline and its approval.",
        )
    book = book_in_force(round_.procedure)
    keep_edition(book, round_.procedure, now=now)
    outcome: JsonObject | Refused = procedure.decide_together(round_, book.at(round_.month), account, now)
    return outcome


def propose_round(*, round_: Round, account: Account, due_on: date | None, now: datetime) -> Proposal | Refused:
    """Put up one draft for the round, with lists, verdicts and differences attached; alarms must be settled."""
    procedure = procedure_of(round_.procedure)
    if procedure.proposal is None:
        raise LookupError(f"Procedure {procedure.code} has no rounds.")
    content: JsonObject | Refused = procedure.proposal(round_)
    if isinstance(content, Refused):
        return content
    whole = book_in_force(round_.procedure)
    keep_edition(whole, round_.procedure, now=now)
    book = whole.at(round_.month)
    return propose(
        round_=round_,
        title=str(content.get("title", round_.title)),
        content=content,
        route=route_of(book, procedure.route),
        edition=book.edition,
        drafted_by=account,
        due_on=due_on,
        now=now,
    )


def rounds_to_move_to(case: Case) -> QuerySet[Round]:
    """Return the rounds that a case can be moved into: not settled yet, and not before the month it is filed for."""
    settled = Q(pk=case.round_id) | ~Q(room__in=MOVABLE)
    return Round.objects.filter(procedure=case.procedure, month__gte=case.reference_day).exclude(settled)


def move_case(*, case: Case, to: Round | None, account: Account, why: str, now: datetime) -> Case | Refused:
    """Move a case out of its round, and into another; its history keeps both, and its applicant is told by mail."""
    if not why.strip():
        return Refused("reason_missing", "移す理由を書いてください。", "Write why it is moved.", "why")
    if case.round is None or case.round.room not in MOVABLE or case.room == "closed":
        return Refused("round_settled", "この回はもう動かせません。", "This round can no longer be changed.")
    if to is not None and not rounds_to_move_to(case).filter(pk=to.pk).exists():
        return Refused("no_such_round", "その回には移せません。", "It cannot be moved into that round.", "to")
    with transaction.atomic():
        hold_still(case)
        RoundEntry.objects.filter(round=case.round, case=case).delete()
        case.round = to
        case.save(update_fields=["round"])
        events = [NewEvent("decide.left_round", actor=account.pk, body={"why": why})]
        if to is not None:
            RoundEntry.objects.create(round=to, case=case)
            events.append(NewEvent("decide.joined_round", actor=account.pk, codes={"round": to.number}))
        expected = to.answers_on if to else None
        record_step(case, events, replace(state_of(case), expected_on=expected), now=now)
        announce_case(case, "moved", key=f"{case.number}:{case.version}", now=now)
    return case
