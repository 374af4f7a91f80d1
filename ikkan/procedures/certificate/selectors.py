"""Reading for the certificate: the facts of cases; each reading of a resident is logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from ikkan.corridor.acting import mandate_in
from ikkan.kernel.book import BookAt
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.procedures.certificate import register
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.rules import (
    Facts,
    Named,
    Record,
    Signature,
    Subject,
    Unprintable,
    Wanted,
    read_wanted,
)
from ikkan.procedures.certificate.sheets.building import Issue, content_of
from ikkan.procedures.certificate.sheets.printing import print_certificate
from ikkan.procedures.certificate.signing import differences, is_waiting, signer_of, verify
from ikkan.registers.reading_log import logged_at_once
from ikkan.rooms.check.models import Verdict
from ikkan.rooms.intake.models import Filing
from ikkan.rooms.intake.selectors import current_filings


@dataclass(frozen=True, slots=True)
class _Concerned:
    asker: Record | None
    subjects: tuple[Subject, ...]
    household: int


def gather(cases: Sequence[Case], book: BookAt, now: datetime) -> list[Facts]:
    """Read everything that check and decision look at.

    Args:
        cases: cases of one reference day; their facts come in the same order.
        book: the book on the reference day.
        now: moment.
    """
    filings = current_filings([case.pk for case in cases])
    signed = {row.case_id: row for row in SignedRequest.objects.filter(case__in=cases)}
    verdicts = _verdicts(filings)
    with logged_at_once():
        return [_facts(case, filings[case.pk], signed.get(case.pk), verdicts[case.pk], book, now) for case in cases]


def _facts(
    case: Case, filing: Filing, signed: SignedRequest | None, verdicts: Mapping[tuple[str, str], str], book: BookAt,
    now: datetime,
) -> Facts:  # fmt: skip
    wanted, is_up = read_wanted(filing.answers), register.register_answers()
    found = _concerned(case, wanted, now) if is_up else _Concerned(None, (), 0)
    agent = _agent(case, filing, now)
    facts = Facts(
        wanted=wanted,
        book=book,
        today=timezone.localdate(now),
        received_on=timezone.localdate(case.received_at),
        channel=case.channel,
        is_register_up=is_up,
        asker=found.asker,
        subjects=found.subjects,
        household=found.household,
        signature=_signature(case, signed, book, now) if signed else None,
        has_mandate=agent is not None,
        agent=agent.resident_number if agent else "",
        verdicts=verdicts,
    )
    return replace(facts, unprintable=_unprintable(facts))


def _concerned(case: Case, wanted: Wanted, now: datetime) -> _Concerned:
    reader = register.reader_for(case)
    if not wanted.is_own:
        named = [Subject(one, register.somebody(one, reader=reader, now=now)) for one in wanted.persons]
        return _Concerned(None, tuple(named), 0)
    asker = register.person(case.subject, reader=reader, now=now) or register.somebody(
        wanted.asker, reader=reader, now=now
    )
    if asker is None:
        return _Concerned(None, (), 0)
    if wanted.whose == "me":
        members = register.household(asker.household, reader=reader, now=now)
        own = next((one for one in members if one.number == asker.number), asker)
        return _Concerned(asker, (Subject(wanted.asker, own),), len(members))
    members = register.household(asker.household, reader=reader, now=now)
    if wanted.whose == "household":
        named = [Subject(Named(one.name, one.name_kana, one.birth), one) for one in members]
        return _Concerned(asker, tuple(named), len(members))
    found = {one: register.first_match(one, (*members, asker)) for one in wanted.persons}
    found |= {one: register.somebody(one, reader=reader, now=now) for one, record in found.items() if record is None}
    order = {one.number: place for place, one in enumerate(members)}
    named = [Subject(one, record) for one, record in found.items()]
    named.sort(key=lambda one: order.get(one.record.number, len(order)) if one.record else len(order))
    return _Concerned(asker, tuple(named), len(members))


def _agent(case: Case, filing: Filing, now: datetime) -> Account | None:
    """Return who sent it under a mandate of the applicant that stands today."""
    if filing.filed_by is None or filing.filed_by == case.applicant_id:
        return None
    sender = Account.objects.filter(pk=filing.filed_by).first()
    return sender if sender is not None and mandate_in(case, sender, now) is not None else None


def _signature(case: Case, signed: SignedRequest, book: BookAt, now: datetime) -> Signature:
    record = dict(signed.record)
    if not record:
        answer = verify(bytes(signed.words), bytes(signed.signature), bytes(signed.certificate), now=now)
        if isinstance(answer, Refused):
            return Signature(
                proved="unknown" if is_waiting(answer) else "refused",
                signed_on=signed.signed_on,
                why=answer.ja,
                why_en=answer.en,
            )
        record = answer.as_record()
    reader = register.reader_for(case)
    certificate = bytes(signed.certificate)
    number = signer_of(certificate, str(record["issuer"]), reader=reader, now=now)
    person = register.person(number, reader=reader, now=now) if register.register_answers() else None
    return Signature(
        proved="good",
        signed_on=signed.signed_on,
        resident=number,
        differs=tuple(book.text(f"form.{item}") for item in differences(certificate, person)) if person else (),
        record=record,
    )


def _unprintable(facts: Facts) -> tuple[Unprintable, ...]:
    """Set the certificate once for trial, so that nothing that does not fit or cannot be drawn is issued by itself."""
    records = facts.records
    if not records or len(records) != len(facts.subjects) or any(record.is_stopped for record in records):
        return ()
    content = content_of(
        records, form=facts.wanted.form, items=facts.wanted.items, book=facts.book,
        issue=Issue(number="", on=facts.today),
    )  # fmt: skip
    names = {number: record.name for number, record in enumerate(records, start=1)}
    return tuple(
        Unprintable(names.get(one.person, ""), one.label, one.kind, "".join(one.signs))
        for one in print_certificate(content, made_on=facts.today).misfits
    )


def _verdicts(filings: Mapping[int, Filing]) -> dict[int, dict[tuple[str, str], str]]:
    """Return by case what officers judged on the version that is in force; a later verdict replaces an earlier one."""
    found: dict[int, dict[tuple[str, str], str]] = {case: {} for case in filings}
    rows = Verdict.objects.filter(case__in=filings).order_by("pk")
    for case, version, code, field, decision in rows.values_list(
        "case_id", "filing_version", "code", "field", "decision"
    ):
        if version == filings[case].version:
            found[case][code, field] = decision
    return found
