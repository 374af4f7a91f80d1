"""Drafts before receipt, and what was filed, in every version."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from ikkan.ledger.models import Case


class Draft(models.Model):
    """An unfinished form. version guards against two tabs: the later save is told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    on_behalf_of = models.CharField("代理される人の宛名番号", max_length=15, blank=True)
    # somebody at the counter who is not in the register: two such persons must never go on with one draft
    visit = models.CharField("窓口に来たときの番号", max_length=36, blank=True)
    procedure = models.CharField(max_length=40)
    form_version = models.CharField(max_length=10)
    answers = models.JSONField(default=dict)
    finished_sections = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    corrects = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="corrections")
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        # two windows opened at once must go on with one draft, or later ones would not know which
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "procedure", "on_behalf_of", "visit"],
                condition=models.Q(corrects__isnull=True),
                name="draft_once",
            ),
            models.UniqueConstraint(
                fields=["owner", "procedure", "on_behalf_of", "visit", "corrects"],
                condition=models.Q(corrects__isnull=False),
                name="draft_once_per_case",
            ),
        ]


class Attachment(models.Model):
    """A file given to a draft; it becomes a Document of the case at receipt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=40)
    of = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    safe_sha256 = models.CharField(max_length=64, blank=True)
    thumb_sha256 = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Submission(models.Model):
    """A write that was asked for under an idempotency key: the same key again gets the first answer."""

    account = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=100)
    body_digest = models.CharField(max_length=64)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="submissions")
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # two conditions, because SQLite would leave a constraint with NULLS NOT DISTINCT out
            models.UniqueConstraint(
                fields=["account", "key"], condition=models.Q(account__isnull=False), name="submission_once"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(account__isnull=True), name="submission_once_without_account"
            ),
        ]


class Filing(models.Model):
    """A version of the form as it was filed. Never changed; the latest version counts."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="filings")
    version = models.PositiveSmallIntegerField()
    form_version = models.CharField(max_length=10)
    answers = models.JSONField()
    filed_at = models.DateTimeField()
    filed_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "version"], name="filing_version_once")]
