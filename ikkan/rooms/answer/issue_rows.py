"""Whoever asked to be told when a paper about them is issued to others (本人通知制度), and what they were told."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from ikkan.ledger.models import Case


class IssueWatch(models.Model):
    """A resident's registration; it ends with its term, or when it is cancelled."""

    resident = models.CharField("宛名番号", max_length=15)
    registered_at = models.DateTimeField()
    ends_on = models.DateField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # who entered it at the counter, and the identity paper that was looked at; blank where the person did it online
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper = models.CharField("見せてもらった本人確認書類", max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident"], condition=models.Q(cancelled_at__isnull=True), name="issue_watch_once"
            )
        ]


class IssueNotice(models.Model):
    """That papers of one case about a registered resident were issued: told after the days of the book.

    It says when, what, how many and to which class of requester, never to whom.
    """

    class Channel(models.TextChoices):
        MAILBOX = "mailbox", "電子"
        POST = "post", "郵送"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    watch = models.ForeignKey(IssueWatch, on_delete=models.PROTECT, related_name="notices")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    requester = models.CharField(max_length=40)
    document = models.CharField(max_length=200)
    copies = models.PositiveIntegerField()
    issued_on = models.DateField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    available_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["watch", "case"], name="issue_notice_of_case")]
