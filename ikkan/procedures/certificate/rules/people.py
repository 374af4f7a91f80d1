"""Who may ask for whom: 住民基本台帳法12条, 12条の2, 12条の3, 15条の4."""

from collections.abc import Iterator
from typing import Final

from ikkan.kernel.reason import Reason
from ikkan.kernel.terms import age_on
from ikkan.procedures.certificate.rules.facts import BY_OFFICER, Doubt, Facts, Subject
from ikkan.procedures.certificate.rules.reasons import reason_of
from ikkan.procedures.certificate.rules.record import Record
from ikkan.procedures.certificate.rules.wanted import PUBLIC_BODY, THIRD_PARTY

_NOT_FOUND: Final = Doubt("asker_not_found", "applicant", asks_citizen=False)


def requester_of(facts: Facts) -> str:
    """Return who asks by law: ``self``, ``household``, ``agent``, ``third_party`` or ``public_body``; blank: nobody."""
    if not facts.wanted.is_own:
        return facts.wanted.requester if facts.channel in BY_OFFICER else ""
    if facts.asker is None:
        return ""
    if _asks_for_others(facts, facts.asker):
        if not facts.asker.lives_here_on(facts.today):
            return ""
        return "agent" if facts.has_mandate else "household"
    return "agent" if facts.has_mandate else "self"


def refusals_of_people(facts: Facts) -> Iterator[Reason]:
    """Yield why this request cannot be granted to this requester.

    What stands against issuing is never named: the words are the same for every such case, and come before any
    question that would tell who is concerned. Who has no right anyway is told that alone, whoever is named.
    """
    if not requester_of(facts) and not _is_still_looked_for(facts):
        yield reason_of(facts.book, "no_right")
        return
    stopped = [record for record in (*facts.records, *filter(None, (facts.asker,))) if record.is_stopped]
    if stopped and not _may_come_themself(facts):
        yield reason_of(facts.book, "main_counter")


def _is_still_looked_for(facts: Facts) -> bool:
    """Whether who asks was not found in the register, and no officer has said that this is so."""
    return facts.wanted.is_own and facts.asker is None and not facts.is_judged(_NOT_FOUND)


def _may_come_themself(facts: Facts) -> bool:
    """Whether the person who is held back stands at the main counter, where an officer knows how to go on."""
    is_held_back = facts.wanted.is_own and facts.asker is not None and facts.asker.is_stopped
    return is_held_back and facts.channel == "counter" and not facts.has_mandate


def _asks_for_others(facts: Facts, asker: Record) -> bool:
    """Whether anybody but the one who asks is meant, found or not."""
    numbers = {subject.record.number if subject.record else "" for subject in facts.subjects}
    return facts.wanted.whose == "household" or not numbers <= {asker.number}


def doubts_of_asker(facts: Facts) -> Iterator[Doubt]:
    """Yield what an officer must settle about the one who asks."""
    if not facts.wanted.is_own:
        figures = (("why", facts.wanted.why), ("evidence", facts.wanted.evidence))
        codes = {THIRD_PARTY: "third_party", PUBLIC_BODY: "public_body"}
        yield Doubt(codes[facts.wanted.requester], "official", figures, asks_citizen=False)
        return
    if facts.asker is None:
        yield _NOT_FOUND
        return
    if facts.asker.is_stopped:
        yield Doubt("protected_self", "applicant", asks_citizen=False)
    age, limit = age_on(facts.asker.birth, facts.received_on), _age_limit(facts)
    if age < limit:
        yield Doubt("too_young", "applicant.birth", (("age", age), ("limit", limit)), asks_citizen=False)


def doubts_of_subjects(facts: Facts) -> Iterator[Doubt]:
    """Yield what stands between the request and the persons that it names."""
    if any(record.is_alerted for record in (*facts.records, *filter(None, (facts.asker,)))):
        yield Doubt("alert", "whose", asks_citizen=False)
    for index, subject in enumerate(facts.subjects):
        field = f"persons.{index}" if facts.wanted.whose == "some" else "whose"
        doubt = _doubt_of(facts, subject, field)
        if doubt is not None:
            yield doubt


def _doubt_of(facts: Facts, subject: Subject, field: str) -> Doubt | None:
    record, asks_closed = facts.known(subject), facts.wanted.form == "removed"
    by_citizen = facts.wanted.is_own
    if record is None:
        return Doubt("person_not_found", field, (("person", subject.named.name),), by_citizen)
    if record.lives_here_on(facts.today):
        return Doubt("not_closed", field, (("person", record.name),), by_citizen) if asks_closed else None
    day = record.left_on.isoformat() if record.left_on else ""
    figures = (("person", record.name), ("day", day))
    if record.is_dead and facts.wanted.is_own:
        # nobody's own record any more: whoever needs it asks as a third party (15条の4第3項)
        return Doubt("dead", field, figures)
    return None if asks_closed else Doubt("moved_out", field, figures, by_citizen)


def _age_limit(facts: Facts) -> int:
    return int(str(facts.book.value("capacity", "own_request_from_age")))
