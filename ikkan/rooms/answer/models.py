"""Notices, how they reach the citizen, and the citizen's choice of electronic notices."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from ikkan.ledger.models import Case, Round

# these tables are this room's too; Django looks for models in this module alone
from ikkan.rooms.answer import issue_rows as _issue_rows  # noqa: F401


class Notice(models.Model):
    """A notice to the citizen. A disposition carries 教示; one that grants less than was asked carries reasons."""

    class Channel(models.TextChoices):
        MAILBOX = "mailbox", "電子"
        POST = "post", "郵送"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    decision = models.OneToOneField(
        "decide.DecisionRecord", on_delete=models.PROTECT, null=True, blank=True, related_name="notice"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    is_disposition = models.BooleanField()
    grants_less = models.BooleanField(default=False)
    content = models.JSONField()
    reasons = models.JSONField(default=list)
    instruction = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    edition = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    # of a letter: what cannot be printed as written (empty: nothing), and the form that an officer gave for the print
    print_faults = models.JSONField(default=dict)
    print_form = models.JSONField(default=dict)
    dated_on = models.DateField()
    made_at = models.DateTimeField()
    available_at = models.DateTimeField(null=True, blank=True)
    first_opened_at = models.DateTimeField(null=True, blank=True)
    downloaded_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "made_at"], name="notice_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_disposition=False) | ~models.Q(instruction={}),
                name="notice_disposition_has_instruction",
            ),
            models.CheckConstraint(
                condition=models.Q(grants_less=False) | ~models.Q(reasons=[]), name="notice_less_has_reasons"
            ),
        ]


class LetterOpening(models.Model):
    """That an officer opened a letter of a round that was drawn for them, before its publication."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="openings")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "account"], name="letter_opened_once")]


class PublicationConsent(models.Model):
    """One person's word that an approved round may be published at an hour; the first one asks, others confirm it.

    `publishes_at` is None where it is to go out as soon as the last person needed has confirmed.
    """

    proposal = models.ForeignKey("approve.Proposal", on_delete=models.CASCADE, related_name="publication_consents")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    publishes_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["proposal", "account"], condition=models.Q(voided_at__isnull=True), name="consent_once"
            ),
        ]


class ElectronicChoice(models.Model):
    """That a citizen chose electronic notices for a procedure (デジタル手続法 7条1項), and when it was withdrawn."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="electronic_choices")
    procedure = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "procedure"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="electronic_choice_once",
            ),
        ]


class PostingBatch(models.Model):
    """One print file and the dated record that it was handed to the post."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="batches")
    made_at = models.DateTimeField()
    notice_ids = models.JSONField()
    # blank while the file is being made, and again after its letters were destroyed
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField()
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
