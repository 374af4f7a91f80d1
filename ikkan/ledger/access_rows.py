"""The access log's proof and its findings: seals over readings, what the analyses found, what a person made of it.

The log itself is ``registers.models.Reading``. All three tables are append-only, held by the database.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models


class AccessSeal(models.Model):
    """A signed digest over all readings after those of the seal before it, up to ``last``."""

    last = models.BigIntegerField(primary_key=True)
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    prev = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)


class AccessFinding(models.Model):
    """A day on which a member of staff's readings passed a limit of the book; ``resident`` where it is about one."""

    rule = models.CharField(max_length=40)
    reader = models.UUIDField()
    resident = models.CharField("宛名番号", max_length=15, blank=True)
    day = models.DateField()
    count = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    found_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "reader", "resident", "day"], name="access_finding_once")
        ]


class AccessJudgement(models.Model):
    """What a person made of a finding, with a note; the latest one stands."""

    finding = models.ForeignKey(AccessFinding, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(max_length=40)
    note = models.TextField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
