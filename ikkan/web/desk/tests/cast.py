"""The desk's cast: the small town of the pages' tests, doubts to judge, a route to approve on, a round."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ikkan.corridor.filing import file_application
from ikkan.corridor.order import back_to_check
from ikkan.corridor.walk import walk
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import AskStaff
from ikkan.kernel.reason import Reason
from ikkan.kernel.routes import Route, RouteStep
from ikkan.ledger.editions import book_in_force, keep_edition
from ikkan.ledger.models import Case, Document
from ikkan.ledger.steps import record_step
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.proposing import propose
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import Finding
from ikkan.rooms.check.outcomes import keep_rows, step_of
from ikkan.web.tests.cast import Town, application

CHIEF = RouteStep(1, "childcare", "section_chief", True)
HEAD = RouteStep(2, "childcare", "head", False)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A case with one doubt open."""

    case: Case
    finding: Finding


def staff(username: str, rank: str, duties: list[str], *, office: str = "childcare", deputises: str = "") -> Account:
    """Return a member of staff with a posting in force today."""
    account = Account.objects.create(username=username, kind=Account.Kind.STAFF, display_name=username)
    row, _ = Office.objects.get_or_create(code=office, defaults={"name_ja": "子育て支援課", "name_en": "Childcare"})
    own, _ = Rank.objects.get_or_create(code=rank, defaults={"name_ja": rank, "name_en": rank, "level": 3})
    other = None
    if deputises:
        other, _ = Rank.objects.get_or_create(
            code=deputises, defaults={"name_ja": "課長", "name_en": "chief", "level": 3}
        )
    Posting.objects.create(
        account=account, office=row, rank=own, duties=duties, deputises_for=other,
        starts_on=timezone.localdate() - timedelta(days=30),
    )  # fmt: skip
    return account


def receive_case(town: Town, key: str, **changes: object) -> Case:
    """File the household's application without the machine looking at it."""
    answers: JsonObject = {**application(), **changes}  # type: ignore[dict-item]  # tests pass JSON values
    case = file_application(
        procedure="nursery", answers=answers, key=key, channel="web", now=timezone.now(), applicant=town.applicant
    )
    assert isinstance(case, Case), case
    return case


def doubtful(
    town: Town, key: str = "d1", *, code: str = "address_spelled_differently", typed: str = "栄町１－１",
    registered: str = "栄町1番1号", since: timedelta = timedelta(0),
) -> Doubtful:  # fmt: skip
    """Return a case that waits for an officer with one doubt.

    Args:
        town: the cast.
        key: idempotency key, another one for another case.
        code: code of the doubt.
        typed: value of the form.
        registered: value of the register.
        since: how long it has waited.
    """
    now = timezone.now() - since
    case = receive_case(town, key)
    figures = (("typed", typed), ("registered", registered), ("field", "applicant.address"))
    reason = Reason(code, f"申込み（{typed}）と住民記録（{registered}）が違います。", "It differs.", figures,
                    article="行政手続法7条", row=f"doubt.{code}")  # fmt: skip
    step = step_of(AskStaff((reason,)), case, edition="", due_on=timezone.localdate(), now=now)
    assert step.state is not None
    with transaction.atomic():
        keep_rows([step])
        record_step(case, [step.event], step.state, now=now)
    return Doubtful(case, Finding.objects.get(case=case))


def passed(town: Town, key: str = "p1", *, hours: int = 160, **changes: object) -> Case:
    """Return a case that was walked until it waits; as it is, it passes and waits in the round.

    Args:
        town: the cast.
        key: idempotency key.
        hours: month hours on the first parent's certificate.
        changes: further answers.
    """
    case = receive_case(town, key, **changes)
    papers = [("work_certificate", "parent1", {"month_hours": hours}), ("work_certificate", "parent2", {}),
              ("paid_care_proof", "c2", {})]  # fmt: skip
    for kind, of, facts in papers:
        Document.objects.create(
            case=case, kind=kind, of=of, name=f"{kind}.pdf", content_type="application/pdf", size=1, sha256="0" * 64,
            meta=facts, created_at=timezone.now(),
        )  # fmt: skip
    return walked(case)


def walked(case: Case) -> Case:
    """Walk a case until it waits."""
    for _ in range(10):
        if not walk(case.pk, now=timezone.now()):
            break
    case.refresh_from_db()
    return case


def refused(town: Town) -> Case:
    """Return a case whose certification is to be refused (too few hours), judged by the officer and put up."""
    parents = application()["parents"]
    assert isinstance(parents, list)
    for parent in parents:
        parent["work"] = {**parent["work"], "month_hours": 30}  # type: ignore[index,call-overload,dict-item]
    case = passed(town, "refused", hours=30, parents=parents)
    for finding in Finding.objects.filter(case=case, state="open"):
        now = timezone.now()
        record_verdict(
            case=case, finding=finding, decision="same", note="", account=town.officer, filing_version=1,
            then=back_to_check(case, now), now=now,
        )  # fmt: skip
    return walked(case)


def proposal(town: Town, *, drafted_by: Account | None = None, steps: tuple[RouteStep, ...] = (CHIEF,)) -> Proposal:
    """Put the town's round up for approval with made-up figures."""
    content: JsonObject = {
        "title": "令和9年4月入所 1次選考 利用調整の結果について", "run": 1, "seats": 90, "seats_last_year": 100,
        "totals": {"children": 10, "placed": 8, "held": 2}, "verdict": {"proved_largest": True},
        "checker": {"feasible": True, "stable": True, "placed": 8, "blocking": 0},
        "alarms": [{"code": "seats_changed", "subject": "0013020001", "figures": {"now": 5, "before": 10},
                    "reason": "工事のため"}],
    }  # fmt: skip
    route = Route("round", steps, "", "事務専決規程")
    made = propose(
        round_=town.round, title="利用調整の結果", content=content, route=route, edition=edition_in_force(),
        drafted_by=drafted_by or town.officer, due_on=timezone.localdate(), now=timezone.now(),
    )  # fmt: skip
    assert isinstance(made, Proposal), made
    return made


def edition_in_force() -> str:
    """Return the edition of the nursery book, stored as the ledger stores it."""
    return keep_edition(book_in_force("nursery"), "nursery", now=timezone.now())
