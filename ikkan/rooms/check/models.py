"""What the check found, what was asked of the citizen, what an officer judged."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from ikkan.ledger.models import Case


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
