"""Proposals (起案) on their route, and the replies to them."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from ikkan.ledger.models import Case, Round


class Proposal(models.Model):
    """What is put up for approval: its content is fixed by a fingerprint; any change voids the approvals.

    route: the steps as they stood in the book when proposed:
    ``[{"step": 1, "office": "...", "rank": "...", "mode": "one" | "all", "deputy": true}]``.
    """

    class State(models.TextChoices):
        OPEN = "open", "決裁中"
        APPROVED = "approved", "承認"
        RETURNED = "returned", "差戻し"
        DECLINED = "declined", "否認"
        WITHDRAWN = "withdrawn", "引戻し"
        VOIDED = "voided", "取消し"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    title = models.CharField(max_length=200)
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    route = models.JSONField()
    route_name = models.CharField(max_length=40)
    ground = models.CharField(max_length=200, blank=True)
    edition = models.CharField(max_length=64)
    step = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    due_on = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    why_ended = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(state="open"), name="proposal_one_open_per_round"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="open"), name="proposal_one_open_per_case"
            ),
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) ^ models.Q(round__isnull=False), name="proposal_of_one_walker"
            ),
        ]


class Reply(models.Model):
    """One person's reply at one step of a proposal."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", "承認"
        RETURN = "return", "差戻し"
        DECLINE = "decline", "否認"

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="replies")
    step = models.PositiveSmallIntegerField()
    slot = models.CharField(max_length=80)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    as_deputy_for = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    comment = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["proposal", "step", "slot"],
                condition=models.Q(voided_at__isnull=True),
                name="reply_once_a_slot",
            ),
        ]
