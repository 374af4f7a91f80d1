"""Every page of the desk, the approvals, the board and the IT page, made from the URL tables."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import URLPattern, reverse
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.corridor.stops.deeds import Deed, Wish, do
from ikkan.corridor.stops.receiving import receive, set_hold
from ikkan.corridor.stops.warning import warn_of_ends
from ikkan.corridor.tests.access_cast import found_by_the_log
from ikkan.ledger.models import Case
from ikkan.people.counter_session import Served, bind_session, open_session
from ikkan.people.models import Account
from ikkan.procedures.certificate.models import Copy
from ikkan.registers.holding import Held
from ikkan.registers.models import Hold, Protection, Resident, StopDeed
from ikkan.registers.protecting import Abuser, Filed, start_protection
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.check.models import Recheck, Verdict
from ikkan.rooms.check.rules import propose_rule
from ikkan.web.audit import urls as audit_urls
from ikkan.web.board import urls as board_urls
from ikkan.web.desk import approve_urls, round_urls, stop_urls, urls
from ikkan.web.desk.counter import begin
from ikkan.web.desk.tests.cast import Doubtful, doubtful, passed, proposal, refused, staff, walked
from ikkan.web.desk.tests.certificate_cast import certificate_answers
from ikkan.web.operator import urls as operator_urls
from ikkan.web.tests.cast import Town

# Addresses that take a form, give a file, or lead on: they draw no page of their own.
NO_PAGE = {
    "assign", "keys", "bulk", "verdict", "others", "next", "document_page", "document_file", "notice",
    "make_print_file", "letter_back", "print_form", "print_file", "record_posting",
    "close", "run", "propose", "publish", "stop",
    "confirm", "sign", "list_file", "lottery_codes", "letter", "open_letter", "agree", "decide", "take_back",
    "attachment", "reserved_paper", "print_stack", "papers_posted", "make_papers_again",
    "counter_page", "counter_next", "settle_rule", "health_json", "retry", "alive", "log_file",
    # of a round that was run: looked at by test_round_report_browser
    "report", "report_file",
    # opened with a purpose first: looked at by test_stops_browser
    "protection", "on_protection",
    "issue_letter", "issue_posted",
}  # fmt: skip
TABLES = (urls, round_urls, approve_urls, stop_urls, board_urls, operator_urls, audit_urls)


@dataclass(frozen=True, slots=True)
class OnePage:
    """A page, and who opens it: the approver their queue, the officer their own draft, somebody with every duty."""

    name: str
    address: str
    visitor: Account


def pages_of(town: Town) -> list[OnePage]:
    """Fill the town and return every page of the URL tables; a new page without an entry fails here."""
    duties = ["desk", "post", "board", "approve", "operate", "accounts", "privacy", "protect"]
    everything = staff("everything", "clerk3", duties)
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
    request = prepared(town)
    given: dict[str, object] = {
        "number": doubt.case.number, "key": document.pk, "draft": draft.pk, "facility": "0013020001",
        "procedure": "certificate", "finding": doubt.finding.pk, "recheck": second.pk,
        "access_finding": found_by_the_log(town.officer), **stops(everything),
    }  # fmt: skip
    special: dict[str, dict[str, object]] = {
        "desk:document": {"number": fine.number}, "desk:move": {"number": fine.number},
        "desk:purpose": {"number": hidden.number}, "desk:reserved": {"number": request.number},
        "approve:proposal": {"key": one.pk}, "stops:on_hold": {"deed": "pause"},
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
    tried = reverse("rounds:what_if", args=[town.round.number]) + "?facility=0013020001&seats0=9&seats1=0&seats2=0"
    found.append(OnePage("tried seats", tried, everything))
    found.append(OnePage("passed case", reverse("desk:case", args=[fine.number]), everything))
    return found


def _visitor(name: str, town: Town, everything: Account) -> Account:
    if name.startswith("approve:"):
        return town.approver
    return town.officer if "counter" in name or name in {"desk:scan", "desk:reserved"} else everything


def served(officer: Account, resident: str) -> Served:
    """Return whom an officer serves at the counter: a resident who has just been found."""
    now = timezone.now()
    bound = bind_session(session=open_session(officer=officer, now=now), resident=resident, now=now)
    assert isinstance(bound, Served), bound
    return bound


def prepared(town: Town) -> Case:
    """Return a certificate asked for from home by the person who is served, and copies that wait to be posted."""
    resident = Resident.objects.get(pk="100001")
    answers = certificate_answers(resident, delivery="pickup")
    now = timezone.now()
    case = file_application(
        procedure="certificate", answers=answers, key="c", channel="web", now=now, applicant=town.applicant
    )
    assert isinstance(case, Case), case
    other = file_application(procedure="certificate", answers=answers, key="o", channel="paper", now=now)
    assert isinstance(other, Case), other
    for serial, digest in enumerate(("0" * 64, ""), start=1):
        Copy.objects.create(
            case=other, number=f"第{serial}号", issued_on=timezone.localdate(), serial=serial, delivery="post",
            postal="4250027", address="静岡県焼津市栄町一丁目2-3", name="髙橋　花子", sha256=digest, made_at=now,
        )  # fmt: skip
    return walked(case)


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


def stops(account: Account) -> dict[str, object]:
    """Return the keys of a hold, a protection in its last month, and a deed that another person confirms."""
    now, today = timezone.now(), timezone.localdate()
    other = staff("asks", "clerk4", ["protect"])
    held = Held("issue", "error", "本人の申出", today, number="200001", ground="要領", ends_on=today)
    hold = set_hold(held, account=other, now=now)
    filed = Filed(
        "200001", today, Abuser("山本　一"), contact="090-0000-0000（夜）", contact_name="山本", violence="partner",
        contact_postal="1000001", contact_address="東京都千代田区千代田1-1",
    )  # fmt: skip
    protection = receive(filed, why="申出書を見た", account=account, now=now)
    assert isinstance(hold, Hold), hold
    assert isinstance(protection, Protection), protection
    start_protection(protection, starts_on=today - timedelta(days=350))
    warn_of_ends(now=now + timedelta(days=1))
    asked = do(protection, Wish(Deed.END, "本人の申出"), account=other, now=now)
    assert isinstance(asked, StopDeed), asked
    return {"hold": hold.pk, "protection": protection.pk, "deed": asked.pk}
