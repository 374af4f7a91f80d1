"""Every page of the desk, the approvals, the board and the IT page, made from the URL tables."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import URLPattern, reverse
from django.utils import timezone

from ikkan.corridor.tests.access_cast import found_by_the_log
from ikkan.ledger.models import Case
from ikkan.people.counter_session import Served, bind_session, open_session
from ikkan.people.models import Account
from ikkan.registers.models import Resident
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.check.models import Recheck, Verdict
from ikkan.rooms.check.rules import propose_rule
from ikkan.web.audit import urls as audit_urls
from ikkan.web.board import urls as board_urls
from ikkan.web.desk import approve_urls, round_urls, urls
from ikkan.web.desk.counter import begin
from ikkan.web.desk.tests.cast import Doubtful, doubtful, passed, proposal, refused, staff
from ikkan.web.operator import urls as operator_urls
from ikkan.web.tests.cast import Town

# Addresses that take a form, give a file, or lead on: they draw no page of their own.
NO_PAGE = {
    "assign", "keys", "bulk", "verdict", "others", "next", "document_page", "document_file", "notice",
    "make_print_file", "letter_back", "print_form", "print_file", "record_posting",
    "close", "run", "propose", "publish", "stop",
    "confirm", "sign", "list_file", "letter", "open_letter", "agree", "decide", "take_back", "attachment",
    "counter_page", "counter_next", "settle_rule", "health_json", "retry", "alive", "log_file",
    "issue_letter", "issue_posted",
}  # fmt: skip
TABLES = (urls, round_urls, approve_urls, board_urls, operator_urls, audit_urls)


@dataclass(frozen=True, slots=True)
class OnePage:
    """A page, and who opens it: the approver their queue, the officer their own draft, somebody with every duty."""

    name: str
    address: str
    visitor: Account


def pages_of(town: Town) -> list[OnePage]:
    """Fill the town and return every page of the URL tables; a new page without an entry fails here."""
    everything = staff("everything", "clerk3", ["desk", "post", "board", "approve", "operate", "accounts", "privacy"])
    refusal, now = refused(town), timezone.now()
    # as if it came last: the others are not its doubles then
    Case.objects.filter(pk=refusal.pk).update(received_at=now + timedelta(days=1))
    doubt, fine = doubtful(town, "d"), passed(town, "p")
    faults = {"signs": ["\ue000"], "address": True}
    Notice.objects.filter(case=fine).update(channel="post", available_at=None, print_faults=faults)
    hidden, second = protected(town), drawn(town)
    propose_rule(finding=doubt.finding, kind="spelling", why="表記だけの違い", account=town.officer, now=now)
    document = fine.documents.first()
    assert document is not None
    draft, one = begin(town.officer, "nursery", served(town.officer, "100001"), now), proposal(town)
    town.round.refresh_from_db()
    given: dict[str, object] = {
        "number": doubt.case.number, "key": document.pk, "draft": draft.pk, "facility": "0013020001",
        "finding": doubt.finding.pk, "recheck": second.pk, "access_finding": found_by_the_log(town.officer),
    }  # fmt: skip
    special: dict[str, dict[str, object]] = {
        "desk:document": {"number": fine.number}, "desk:move": {"number": fine.number},
        "desk:purpose": {"number": hidden.number}, "approve:proposal": {"key": one.pk},
    }  # fmt: skip
    found: list[OnePage] = []
    for module in TABLES:
        for pattern in module.urlpatterns:
            assert isinstance(pattern, URLPattern)
            name = f"{module.app_name}:{pattern.name}"
            if pattern.name in NO_PAGE:
                continue
            known = {**given, **special.get(name, {})}
            if module is round_urls:
                known["number"] = town.round.number
            address = reverse(name, kwargs={key: known[key] for key in pattern.pattern.regex.groupindex})
            found.append(OnePage(name, address, _visitor(name, town, everything)))
    counter_page = reverse("desk:counter_page", args=[draft.pk, "children", "child_name", 0])
    found.append(OnePage("counter page", counter_page, town.officer))
    # whom the town's book asks about a refusal
    chief = staff("kacho", "chief", ["approve"], office="kosodate")
    draft_of_case = reverse("approve:proposal", args=[Proposal.objects.get(case=refusal).pk])
    found.append(OnePage("draft of a case", draft_of_case, chief))
    searched = reverse("audit:log") + "?why=test&officer=officer"
    found.append(OnePage("searched log", searched, everything))
    found.append(OnePage("passed case", reverse("desk:case", args=[fine.number]), everything))
    return found


def _visitor(name: str, town: Town, everything: Account) -> Account:
    if name.startswith("approve:"):
        return town.approver
    return town.officer if "counter" in name else everything


def served(officer: Account, resident: str) -> Served:
    """Return whom an officer serves at the counter: a resident who has just been found."""
    now = timezone.now()
    bound = bind_session(session=open_session(officer=officer, now=now), resident=resident, now=now)
    assert isinstance(bound, Served), bound
    return bound


def drawn(town: Town) -> Recheck:
    """Return a judged doubt that was drawn for a second look."""
    one, now = doubtful(town, "drawn"), timezone.now()
    verdict = Verdict.objects.create(
        case=one.case, code=one.finding.code, field=one.finding.field, decision="same", account=town.officer, at=now
    )
    return Recheck.objects.create(verdict=verdict, finding=one.finding, drawn_at=now)


def protected(town: Town) -> Case:
    """Return a case of a protected person, who files like everybody else."""
    one: Doubtful = doubtful(town, "protected")
    Resident.objects.create(
        number="200001", household="900002", family_name="山本", given_name="葵", family_kana="ヤマモト",
        given_kana="アオイ", birth=date(1990, 1, 2), relation="世帯主", postal="4250027", town="静岡県焼津市栄町二丁目",
        block="4", building="", resident_since=date(2020, 4, 1), source="住民記録", as_of=date(2026, 11, 1),
        is_protected=True,
    )  # fmt: skip
    Case.objects.filter(pk=one.case.pk).update(subject="200001")
    one.case.refresh_from_db()
    return one.case
