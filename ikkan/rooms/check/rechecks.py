"""A blind second look: a share of the verdicts is judged again by another officer, who does not see the first one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils.crypto import salted_hmac

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.steps import NewEvent, hold_still, record_step, state_of
from ikkan.people.models import Account
from ikkan.rooms.check.models import DECISIONS, Finding, Recheck, Verdict

PARTS: Final = 10_000
DRAW: Final = "ikkan.rooms.check.rechecks"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far second looks agreed with the first verdicts.

    Args:
        done: second looks since the moment asked for.
        agreed: those that came to the same.
        apart: those that did not, whenever they were.
        waiting: drawn verdicts that this officer may look at.
    """

    done: int
    agreed: int
    apart: int
    waiting: int


def draw_recheck(verdict: Verdict, finding: Finding, *, now: datetime) -> Recheck | None:
    """Draw a verdict for a second look as often as the book says. Call within the verdict's transaction.

    The lot is keyed by the house's secret, so that nobody can tell beforehand which verdict is drawn.
    """
    case = verdict.case
    table = procedure_of(case.procedure).recheck
    if not table:
        return None
    percent = int(str(book_in_force(case.procedure).at(case.reference_day).value(table, "percent")))
    lot = int(salted_hmac(DRAW, f"{case.number}:{verdict.pk}", algorithm="sha256").hexdigest(), 16) % PARTS
    if lot * 100 >= percent * PARTS:
        return None
    return Recheck.objects.create(verdict=verdict, finding=finding, drawn_at=now)


def waiting_for(account: Account) -> QuerySet[Recheck]:
    """Return the drawn verdicts that this officer may look at, the oldest first: never their own."""
    open_ones = Recheck.objects.filter(at=None).exclude(verdict__account=account)
    return open_ones.select_related("verdict", "finding", "verdict__case").order_by("drawn_at", "pk")


def apart() -> QuerySet[Recheck]:
    """Return the second looks that came to another end than the first verdict, the latest first."""
    found = Recheck.objects.exclude(at=None).exclude(decision=F("verdict__decision"))
    return found.select_related("verdict__case", "verdict__account", "account").order_by("-at")


def agreement(account: Account, *, since: datetime) -> Agreement:
    """Return how far second looks agreed since a moment, in one query."""
    done, same = Q(at__gte=since), Q(decision=F("verdict__decision"))
    found = Recheck.objects.aggregate(
        done=Count("pk", filter=done),
        agreed=Count("pk", filter=done & same),
        apart=Count("pk", filter=Q(at__isnull=False) & ~same),
        waiting=Count("pk", filter=Q(at__isnull=True) & ~Q(verdict__account=account)),
    )
    return Agreement(**found)


def record_recheck(*, recheck: Recheck, decision: str, note: str, account: Account, now: datetime) -> Recheck | Refused:
    """Record a second look; the first verdict and the case stay as they are.

    Args:
        recheck: the drawn verdict.
        decision: one of ``DECISIONS``.
        note: why, or blank.
        account: officer; never the one of the first verdict.
        now: moment.
    """
    if decision not in DECISIONS:
        return Refused("unknown_decision", "どう判断するかを選んでください。", f"Choose one of {', '.join(DECISIONS)}.")
    if recheck.verdict.account_id == account.pk:
        return Refused("not_found", "この再確認は見つかりません。", "There is no such second look.")
    case = recheck.verdict.case
    with transaction.atomic():
        hold_still(case)
        open_one = Recheck.objects.filter(pk=recheck.pk, at=None)
        if not open_one.update(decision=decision, note=note, account=account, at=now):
            return Refused("already_settled", "もう再確認が終わっています。", "It was looked at again already.")
        agrees = decision == recheck.verdict.decision
        codes: JsonObject = {"code": recheck.finding.code, "agrees": agrees}
        seen = NewEvent("check.rechecked", actor=account.pk, codes=codes, body={"note": note} if note else {})
        record_step(case, [seen], state_of(case), now=now)
    recheck.refresh_from_db()
    return recheck
