"""What the check found, what was asked of the citizen, what an officer judged."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from ikkan.ledger.models import Case

# the difference means nothing; the form is right; the register is right; not accepted
DECISIONS: Final = ("same", "form_right", "register_right", "refuse")


class Finding(models.Model):
    """A doubt that only an officer can settle, with its reason."""

    class State(models.TextChoices):
        OPEN = "open", "要確認"
        SETTLED = "settled", "判断済み"
        GONE = "gone", "解消"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=120, blank=True)
    reason = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "code"], name="finding_open_by_code")]


class Request(models.Model):
    """A request to the citizen to mend something (補正)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requests")
    questions = models.JSONField()
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)


class Verdict(models.Model):
    """A person's judgement on a finding: accept the citizen's word, the register's, or refuse."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="verdicts")
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=120, blank=True)
    decision = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    filing_version = models.PositiveSmallIntegerField(default=1)


class Recheck(models.Model):
    """A verdict drawn to be judged once more by another officer, who does not see the first one."""

    verdict = models.OneToOneField(Verdict, on_delete=models.CASCADE, related_name="recheck")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="rechecks")
    drawn_at = models.DateTimeField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    decision = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["drawn_at"], name="recheck_open", condition=models.Q(at__isnull=True)),
        ]


class RuleProposal(models.Model):
    """A proposal that the book settle one kind of difference by itself; it changes no rule.

    The example is a reference to a case; no value of it is copied.
    """

    class State(models.TextChoices):
        OPEN = "open", "提案中"
        TAKEN = "taken", "規則集に入れた"
        DECLINED = "declined", "見送り"

    procedure = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20)
    example = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="rule_proposals")
    why = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rule_proposals")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="settled_rules"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["procedure", "code", "kind"], condition=models.Q(state="open"), name="rule_proposed_once"
            ),
        ]
