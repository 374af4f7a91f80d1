"""Reading for nursery placement: the facts of cases, set by set."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from ikkan.kernel import answers as read
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Document, Round
from ikkan.procedures.nursery.checks.facts import Facts, Paper
from ikkan.procedures.nursery.checks.papers import counts
from ikkan.procedures.nursery.household import Home, read_homes
from ikkan.procedures.nursery.known import known_of
from ikkan.procedures.nursery.lottery.numbers import draws_of
from ikkan.procedures.nursery.models import Child
from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.round.market import lay_out_market
from ikkan.procedures.nursery.round.scores import score_round
from ikkan.procedures.nursery.round.standing import child_ids, families_of
from ikkan.registers.reading_log import logged_at_once
from ikkan.rooms.check.models import Request, Verdict
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.models import Filing
from ikkan.rooms.intake.selectors import current_filings


def gather(cases: Sequence[Case], book: BookAt, now: datetime) -> list[Facts]:
    """Read everything that check and decision look at, set by set; each reading of a resident is logged.

    Args:
        cases: cases of one reference day; their facts come in the same order.
        book: the book on the reference day.
        now: moment.
    """
    filings = current_filings([case.pk for case in cases])
    filed: dict[Case, JsonObject] = {case: dict(filings[case.pk].answers) for case in cases}
    with logged_at_once():
        homes = read_homes(filed, now)
        known = known_of(filed, homes, book, now)
    papers, verdicts, lapsed = _papers(cases), _verdicts(filings), _lapsed(filings)
    doubles, certified = _doubles(homes), _certified(filed)
    return [
        Facts(
            answers=_with_papers(filed[case], papers[case.pk], book, timezone.localdate(case.received_at)),
            book=book,
            today=timezone.localdate(now),
            filed_on=timezone.localdate(filings[case.pk].filed_at),
            received_on=timezone.localdate(case.received_at),
            register=homes[case].answered,
            household=homes[case].members,
            applicant=homes[case].applicant,
            children=homes[case].children,
            papers=tuple(papers[case.pk]),
            doubles=doubles[case],
            enrolled=homes[case].enrolled,
            verdicts=verdicts[case.pk],
            lapsed=frozenset(lapsed[case.pk]),
            is_certified=case.pk in certified,
            known=known[case],
        )
        for case in cases
    ]


def market_of_round(round_: Round, book: BookAt) -> Market | Refused:
    """Return a round as a market, scored as of now; Refused while its lottery is not drawn.

    Args:
        round_: the round.
        book: the book on the first day of its month.

    Raises:
        MarketError: the round contradicts itself; the error names the place.
        LookupError: the book has no row of need that may score.
    """
    families = families_of(round_)
    draws = draws_of(round_, child_ids(families), book)
    if isinstance(draws, Refused):
        return draws
    return lay_out_market(round_, families, score_round(families, book, draws=draws), book)


def _papers(cases: Sequence[Case]) -> dict[int, list[Paper]]:
    found: dict[int, list[Paper]] = {case.pk: [] for case in cases}
    rows = Document.objects.filter(case__in=cases, replaced_by=None).order_by("pk")
    for case, kind, of, meta in rows.values_list("case_id", "kind", "of", "meta"):
        facts = {name: value for name, value in meta.items() if name != "unreadable"}
        found[case].append(Paper(kind=kind, of=of, unreadable=str(meta.get("unreadable", "")), facts=facts))
    return found


def _with_papers(answers: JsonObject, papers: Sequence[Paper], book: BookAt, received_on: date) -> JsonObject:
    """Put the papers that count in the place of those that the form names: scores rest on what is there."""
    kept: list[JsonValue] = [{"kind": p.kind, "of": p.of} for p in papers if counts(p, book, received_on)]
    return {**answers, "documents": kept}


def _doubles(homes: Mapping[Case, Home]) -> dict[Case, frozenset[str]]:
    """Return of each case the ids of its children who stand in another open case that was received earlier.

    Cases looked at together have no rows of children yet, or rows of an older form: they see each other's forms here.
    """
    applying: dict[str, list[Case]] = defaultdict(list)
    for case, home in homes.items():
        for person in home.children.values():
            applying[person.number].append(case)
    rows = Child.objects.filter(resident__in=applying, is_withdrawn=False).exclude(case__room="closed")
    for row in rows.exclude(case__in=homes).select_related("case"):
        applying[row.resident].append(row.case)
    return {
        case: frozenset(
            child for child, person in home.children.items() if _stands_earlier(case, applying[person.number])
        )
        for case, home in homes.items()
    }


def _stands_earlier(case: Case, others: Iterable[Case]) -> bool:
    return any(
        one != case and one.procedure == case.procedure and one.received_at <= case.received_at for one in others
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


def _lapsed(filings: Mapping[int, Filing]) -> dict[int, set[tuple[str, str]]]:
    """Return by case the questions on the version in force whose time ran out."""
    found: dict[int, set[tuple[str, str]]] = {case: set() for case in filings}
    rows = Request.objects.filter(case__in=filings, lapsed_at__isnull=False)
    for case, asked_at, questions in rows.values_list("case_id", "asked_at", "questions"):
        if asked_at >= filings[case].filed_at:
            found[case] |= {(str(question["code"]), str(question["field"])) for question in questions}
    return found


def _certified(filed: Mapping[Case, JsonObject]) -> set[int]:
    """Return the cases whose every child was told of its certification: one refused may still wait for approvers."""
    told: dict[int, set[str]] = {case.pk: set() for case in filed}
    rows = DecisionRecord.objects.filter(case__in=filed, kind="certification", voided_at=None)
    for case, subject in rows.values_list("case_id", "subject"):
        told[case].add(subject)
    return {
        case.pk
        for case, answers in filed.items()
        if {read.word(child, "id") for child in read.parts(answers, "children")} <= told[case.pk]
    }


def children_of(case: Case) -> list[Child]:
    """Return the children of a case in the order of the form."""
    return list(Child.objects.filter(case=case).order_by("key"))


def child_name(answers: JsonObject, key: str) -> str:
    """Return a child's name as filed, or blank for one not yet named."""
    for child in read.parts(answers, "children"):
        if read.word(child, "id") == key:
            name = read.part(child, "name")
            return f"{read.word(name, 'family')} {read.word(name, 'given')}".strip()
    return ""
