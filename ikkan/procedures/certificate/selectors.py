"""Reading for the certificate: the facts of cases, by sets; each reading of a resident is logged."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from ikkan.kernel.book import BookAt
from ikkan.ledger.models import Case
from ikkan.procedures.certificate import register
from ikkan.procedures.certificate.concerned import Concerned, concerned_in
from ikkan.procedures.certificate.proving import checked_signatures, signatures_of
from ikkan.procedures.certificate.requests import Request, requests_of
from ikkan.procedures.certificate.rules import Facts, Signature
from ikkan.procedures.certificate.trial import unprintable
from ikkan.registers.reading_log import logged_at_once


def gather(cases: Sequence[Case], book: BookAt, now: datetime) -> list[Facts]:
    """Read everything that check and decision look at; the number of queries does not grow with the cases.

    Args:
        cases: cases of one reference day; their facts come in the same order.
        book: the book on the reference day.
        now: moment.
    """
    requests, is_up = requests_of(cases, now), register.register_is_up()
    with logged_at_once():
        checked = checked_signatures(requests, now, is_register_up=is_up)
        known = [(one.case.subject, one.reader) for one in requests if one.wanted.is_own]
        signers = [(one.signer, one.reader) for one in checked.values()]
        people = register.people((*known, *signers), now=now) if is_up else {}
        concerned = concerned_in(requests, people, now) if is_up else {}
    signatures = signatures_of(checked, people, book)
    return [
        _facts(one, concerned.get(one.case.pk, Concerned()), signatures.get(one.case.pk), book, now, is_up=is_up)
        for one in requests
    ]


def _facts(
    one: Request, found: Concerned, signature: Signature | None, book: BookAt, now: datetime, *, is_up: bool
) -> Facts:
    today = timezone.localdate(now)
    return Facts(
        wanted=one.wanted,
        book=book,
        today=today,
        received_on=timezone.localdate(one.case.received_at),
        channel=one.case.channel,
        is_register_up=is_up,
        asker=found.asker,
        subjects=found.subjects,
        household=found.household,
        signature=signature,
        has_mandate=one.agent is not None,
        agent=one.agent.resident_number if one.agent else "",
        unprintable=unprintable(one.wanted, found.subjects, book, today),
        settled=one.settled,
        verdicts=one.verdicts,
    )
