"""What happened. Events are append-only; a case's state is what its events say."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

# the tables of the access log's proof and of the cash book are the ledger's too; Django looks in this module alone
from ikkan.ledger import access_rows as _access_rows  # noqa: F401
from ikkan.ledger import cash_rows as _cash_rows  # noqa: F401


class Room(models.TextChoices):
    INTAKE = "intake", "受付"
    CHECK = "check", "審査"
    DECIDE = "decide", "判定"
    APPROVE = "approve", "決裁"
    ANSWER = "answer", "交付"
    CLOSED = "closed", "完了"


class WaitsFor(models.TextChoices):
    MACHINE = "machine", "自動"
    CITIZEN = "citizen", "申込者"
    PAYMENT = "payment", "支払い"
    OUTSIDE = "outside", "外の仕組み"
    OFFICER = "officer", "職員"
    ROUND = "round", "選考の回"
    APPROVER = "approver", "決裁者"
    DELIVERY = "delivery", "交付"
    NOBODY = "nobody", "なし"


class BookEdition(models.Model):
    """The files of a book as they stood when an edition was first used, so that a decision can be replayed."""

    edition = models.CharField(max_length=64, primary_key=True)
    procedure = models.CharField(max_length=40)
    files = models.JSONField()
    first_used_at = models.DateTimeField()


class Walker(models.Model):
    """What a case and a round share: a number, a room, a wake-up, and the guard against two hands at once.

    version counts the events; head is the hash of the last one.
    """

    number = models.CharField(max_length=20, unique=True)
    procedure = models.CharField(max_length=40)
    room = models.CharField(max_length=10, choices=Room.choices, default=Room.INTAKE)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Round(Walker):
    """A set of cases decided together (回). No result is visible until published_at is set."""

    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    month = models.DateField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answers_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    publishes_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "month", "kind"], name="round_once"),
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="round_closes_later"),
        ]


class Case(Walker):
    """One citizen's request on its walk through the rooms.

    subject is the applicant's 宛名番号 where known; the applicant's account may be missing (paper, counter).
    """

    waits_for = models.CharField(max_length=10, choices=WaitsFor.choices, default=WaitsFor.MACHINE)
    reason_code = models.CharField(max_length=60, blank=True)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    subject = models.CharField(max_length=15, blank=True, db_index=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="assigned_cases"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    priority = models.SmallIntegerField(default=0)
    form_version = models.CharField(max_length=10)
    channel = models.CharField(max_length=10, default="web")
    reference_day = models.DateField()
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    expected_on = models.DateField(null=True, blank=True)
    deadline_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-priority", "due_at"], name="case_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["procedure", "room", "waits_for"], name="case_inbox"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(room__in=Room.values), name="case_room_known"),
            models.CheckConstraint(condition=models.Q(waits_for__in=WaitsFor.values), name="case_waits_known"),
        ]


class RoundEntry(models.Model):
    """That a case took part in a round: a case's history is its own events and its rounds'."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "case"], name="round_entry_once")]


class Event(models.Model):
    """One deed. Codes and references only; names and facts stand in its body."""

    # no index of their own: the unique constraints with seq begin with them
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="events", db_index=False
    )
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="events", db_index=False
    )
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, blank=True)
    codes = models.JSONField(default=dict)
    edition = models.CharField(max_length=64, blank=True)
    body_hmac = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_case_seq"),
            models.UniqueConstraint(fields=["round", "seq"], name="event_round_seq"),
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) ^ models.Q(round__isnull=False), name="event_of_one_walker"
            ),
        ]


class EventBody(models.Model):
    """The personal part of an event, destroyed when retention ends; its HMAC stays in the chain."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="body")
    salt = models.CharField(max_length=64)
    body = models.JSONField()


class Document(models.Model):
    """A file of a case or round; the bytes lie in the blob store under their hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    kind = models.CharField(max_length=40)
    of = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    safe_sha256 = models.CharField(max_length=64, blank=True)
    thumb_sha256 = models.CharField(max_length=64, blank=True)
    meta = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces")


class Leaf(models.Model):
    """The place of an event in the Merkle tree, in the order of sealing."""

    index = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="leaf")


class Checkpoint(models.Model):
    """A signed root over the first `size` leaves (RFC 6962 tree, Ed25519)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)


class TownMark(models.Model):
    """Which municipality this database belongs to: one database, one municipality."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=100)
    marked_at = models.DateTimeField()
