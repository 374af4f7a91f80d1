"""Tables that serve every room and know no municipal word."""

from typing import ClassVar

from django.db import models


class OutboxRow(models.Model):
    """An effect on the outside, written in the same transaction as the deed and carried out by a worker.

    key makes the effect idempotent; channels whose receiver knows no key (mail, print) may double after a crash.
    """

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=20)
    payload = models.JSONField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="outbox_due", condition=models.Q(done_at__isnull=True)),
        ]


class Blob(models.Model):
    """That a file with this hash lies in the blob folder."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()


class Counter(models.Model):
    """How often something was done until a moment; the key is a digest and names nobody."""

    key = models.CharField(max_length=160, primary_key=True)
    times = models.PositiveIntegerField()
    until = models.PositiveBigIntegerField("Unix time", db_index=True)


class Chore(models.Model):
    """Something that is done once a day by whichever worker comes first, and when and with what result it last was."""

    name = models.CharField(max_length=40, primary_key=True)
    done_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    removed = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField()
