"""What a person makes of a finding of the access log: a verdict with a note, which stays."""

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ikkan.corridor.access_log import DUTY
from ikkan.corridor.house_book import corridor_book
from ikkan.kernel.book import Row
from ikkan.kernel.outcome import Refused
from ikkan.ledger.access_rows import AccessFinding, AccessJudgement
from ikkan.people.models import Account
from ikkan.people.selectors import may

LONGEST_NOTE: Final = 2_000
_NOT_FOUND: Final = Refused("not_found", "この記録は見つかりません。", "There is no such finding.")
_ONESELF: Final = Refused(
    "finding_oneself",
    "自分が見た記録は、ほかの担当者に確かめてもらってください。",
    "Have another officer judge what you yourself read.",
    "verdict",
)
_NO_VERDICT: Final = Refused("finding_verdict", "確かめた結果を選んでください。", "Choose what you found.", "verdict")
_NO_NOTE: Final = Refused(
    "finding_note",
    "何を確かめたかを書いてください。",
    "Write what you looked at and whom you asked.",
    "note",
)


def findings(*, rule: str = "", is_open: bool | None = None) -> QuerySet[AccessFinding]:
    """Return findings, the latest day first.

    Args:
        rule: id of an analysis, or blank for all.
        is_open: True for those that nobody judged, False for the judged, None for all.
    """
    found = AccessFinding.objects.order_by("-day", "-count", "pk")
    if rule:
        found = found.filter(rule=rule)
    if is_open is None:
        return found
    judged = Exists(AccessJudgement.objects.filter(finding=OuterRef("pk")))
    return found.filter(~judged) if is_open else found.filter(judged)


def judge_finding(
    *, finding: int, verdict: str, note: str, account: Account, now: datetime
) -> AccessJudgement | Refused:
    """Record what was found out about a finding; a later judgement stands beside the earlier one.

    Args:
        finding: key of the finding.
        verdict: id of a row of the book's table ``access_verdict``.
        note: what was looked at.
        account: who judges, with the duty ``privacy``; never who read.
        now: moment.
    """
    found = AccessFinding.objects.filter(pk=finding).first()
    if found is None or not may(account, DUTY, timezone.localdate(now)):
        return _NOT_FOUND
    if found.reader == account.pk:
        return _ONESELF
    if verdict not in verdict_rows(now):
        return _NO_VERDICT
    if not note.strip():
        return _NO_NOTE
    return AccessJudgement.objects.create(
        finding=found, verdict=verdict, note=note.strip()[:LONGEST_NOTE], account=account, at=now
    )


def rule_rows(now: datetime) -> dict[str, Row]:
    """Return the analyses of the book by their id."""
    return _rows("access_rule", now)


def verdict_rows(now: datetime) -> dict[str, Row]:
    """Return the verdicts of the book by their id."""
    return _rows("access_verdict", now)


def _rows(table: str, now: datetime) -> dict[str, Row]:
    return {row.text("id"): row for row in corridor_book().at(timezone.localdate(now)).rows(table)}
