"""The requests of a set of cases, each with what it needs to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ikkan.corridor.acting import mandates_in
from ikkan.kernel.money import Yen
from ikkan.kernel.reader import Reader
from ikkan.ledger.cash import settled_for
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.procedures.certificate.models import SignedRequest
from ikkan.procedures.certificate.register import reader_for
from ikkan.procedures.certificate.rules import Wanted, read_wanted
from ikkan.procedures.certificate.rules.fees import FEE_ITEM
from ikkan.procedures.certificate.signing import is_over
from ikkan.rooms.check.models import Verdict
from ikkan.rooms.intake.models import Filing
from ikkan.rooms.intake.selectors import current_filings


@dataclass(frozen=True, slots=True)
class Request:
    """A case as it is read before its check.

    Args:
        case: the case.
        wanted: what is asked for.
        reader: who reads the register for it.
        signed: the signature over the form in force, or None.
        agent: who sent it under a mandate of the applicant that stands today, or None.
        settled: yen of its fee that were paid or waived.
        verdicts: (code, field) to what officers judged on the version in force; a later verdict replaces an earlier.
    """

    case: Case
    wanted: Wanted
    reader: Reader
    signed: SignedRequest | None
    agent: Account | None
    settled: Yen
    verdicts: dict[tuple[str, str], str]


def requests_of(cases: Sequence[Case], now: datetime) -> list[Request]:
    """Return the requests of cases in their order; the number of queries does not grow with them."""
    filings = current_filings([case.pk for case in cases])
    signed = {
        row.case_id: row
        for row in SignedRequest.objects.filter(case__in=cases)
        if is_over(bytes(row.words), filings[row.case_id].answers)
    }
    agents, verdicts, settled = _agents(cases, filings, now), _verdicts(filings), settled_for(cases, FEE_ITEM)
    return [
        Request(
            case=case,
            wanted=read_wanted(filings[case.pk].answers),
            reader=reader_for(case, filings[case.pk]),
            signed=signed.get(case.pk),
            agent=agents.get(case),
            settled=settled[case.pk],
            verdicts=verdicts[case.pk],
        )
        for case in cases
    ]


def _agents(cases: Sequence[Case], filings: dict[int, Filing], now: datetime) -> dict[Case, Account]:
    senders = {case: filings[case.pk].filed_by for case in cases}
    others = {case: who for case, who in senders.items() if who is not None and who != case.applicant_id}
    return {case: mandate.holder for case, mandate in mandates_in(others, now).items()}


def _verdicts(filings: dict[int, Filing]) -> dict[int, dict[tuple[str, str], str]]:
    found: dict[int, dict[tuple[str, str], str]] = {case: {} for case in filings}
    rows = Verdict.objects.filter(case__in=filings).order_by("pk")
    for case, version, code, field, decision in rows.values_list(
        "case_id", "filing_version", "code", "field", "decision"
    ):
        if version == filings[case].version:
            found[case][code, field] = decision
    return found
