"""What was decided, with every reason and the edition of the book it was decided by."""

from typing import ClassVar

from django.db import models

from ikkan.ledger.models import Case, Round


class DecisionRecord(models.Model):
    """A disposition: one per kind and subject of a case, or per round. Visible when its round is published."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    result = models.CharField(max_length=40)
    reasons = models.JSONField()
    figures = models.JSONField(default=dict)
    grants_less = models.BooleanField(default=False)
    edition = models.CharField(max_length=64)
    reference_day = models.DateField()
    decided_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "kind"], name="decision_of_case")]
        constraints: ClassVar = [
            # two conditions, because SQLite would leave a constraint with NULLS NOT DISTINCT out
            models.UniqueConstraint(
                fields=["case", "round", "kind", "subject"],
                condition=models.Q(voided_at__isnull=True, round__isnull=False),
                name="decision_once_in_round",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "subject"],
                condition=models.Q(voided_at__isnull=True, round__isnull=True),
                name="decision_once_alone",
            ),
            models.CheckConstraint(
                condition=models.Q(grants_less=False) | ~models.Q(reasons=[]), name="decision_less_has_reasons"
            ),
        ]
