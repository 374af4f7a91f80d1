"""Asking a citizen for a correction by hand: the request, its event and the mail to the citizen, all or none."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from ikkan.kernel.outcome import Question, Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.rooms.answer.announcing import announce_case
from ikkan.rooms.check.judgements import ask_for_correction
from ikkan.rooms.check.models import Request


def ask_citizen(
    *, case: Case, questions: Sequence[Question], message: str, due_on: date, account: Account, now: datetime
) -> Request | Refused:
    """Ask the citizen for a correction in an officer's name and tell them by mail; refused while one stands open.

    Args:
        case: as read.
        questions: fields and documents asked for.
        message: the officer's own words to the citizen.
        due_on: day by which to answer.
        account: officer.
        now: moment.
    """
    if Request.objects.filter(case=case, answered_at=None, lapsed_at=None).exists():
        return Refused(
            "already_asked",
            "申込者にはもう補正をお願いしています。答えか期限を待ってください。",
            "The applicant has been asked already. Wait for the answer or the deadline.",
        )
    with transaction.atomic():
        request = ask_for_correction(
            case=case, questions=questions, message=message, due_on=due_on, account=account, now=now
        )
        if isinstance(request, Request):
            announce_case(case, "asked", key=f"request:{request.pk}", now=now)
    return request
