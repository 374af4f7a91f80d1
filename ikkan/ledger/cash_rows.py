"""The cash book's tables: what is owed, what came in and went out, what providers reported, how each day closed."""

from typing import ClassVar

from django.db import models


class Way(models.TextChoices):
    """How money comes; what is waived (免除) stands in the book too, but no money moves."""

    ONLINE = "online", "オンライン"
    COUNTER = "counter", "窓口"
    POST = "post", "郵送"
    EXEMPT = "exempt", "免除"


class Kind(models.TextChoices):
    RECEIPT = "receipt", "収入"
    REFUND = "refund", "還付"


class Charge(models.Model):
    """A fee that a case owes (調定); open until it is settled, or voided because another amount is owed.

    reference is random: it names the charge to the payment provider and tells nothing about the case.
    """

    case = models.ForeignKey("ledger.Case", on_delete=models.PROTECT, related_name="charges")
    item = models.CharField(max_length=40)
    amount = models.PositiveIntegerField()
    reason = models.JSONField()
    reference = models.CharField(max_length=40, unique=True)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="charge_of_something"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(settled_at=None, voided_at=None), name="charge_open_once"
            ),
        ]


class CashEntry(models.Model):
    """One line of the cash book (現金出納簿). Never changed; what was wrong is put right by another entry.

    case is missing only where money came under a reference that nobody knows. ground is the code of an exemption.
    """

    day = models.DateField(db_index=True)
    entered_at = models.DateTimeField()
    case = models.ForeignKey(
        "ledger.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="cash_entries"
    )
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    item = models.CharField(max_length=40)
    amount = models.PositiveIntegerField()
    way = models.CharField(max_length=10, choices=Way.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reference = models.CharField(max_length=140, unique=True)
    ground = models.CharField(max_length=40, blank=True)
    actor = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="cash_entry_of_something"),
            models.CheckConstraint(
                condition=models.Q(way="exempt", ground__gt="") | (~models.Q(way="exempt") & models.Q(ground="")),
                name="cash_exempt_has_ground",
            ),
            models.CheckConstraint(condition=models.Q(way__in=Way.values), name="cash_way_known"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="cash_kind_known"),
        ]


class Refund(models.Model):
    """That a receipt is given back, once; done_at is when the money went."""

    entry = models.OneToOneField(CashEntry, on_delete=models.PROTECT, related_name="refund")
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField()
    done_at = models.DateTimeField(null=True, blank=True)


class PaymentMessage(models.Model):
    """What a provider reported, once a transaction and kind. held names why an officer must look, blank where none."""

    kind = models.CharField(max_length=10)
    transaction = models.CharField(max_length=100)
    reference = models.CharField(max_length=100)
    amount = models.PositiveBigIntegerField()
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    entry = models.OneToOneField(CashEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="message")
    received_at = models.DateTimeField()
    held = models.CharField(max_length=40, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transaction", "kind"], name="payment_message_once"),
        ]


class DayClose(models.Model):
    """That a day of the cash book was closed (日計); nothing is entered under it afterwards."""

    day = models.DateField(unique=True)
    closed_at = models.DateTimeField()
    actor = models.UUIDField()


class WayClose(models.Model):
    """One way of a closed day: yen booked against yen counted, and why they differ."""

    close = models.ForeignKey(DayClose, on_delete=models.PROTECT, related_name="ways")
    way = models.CharField(max_length=10, choices=Way.choices)
    booked = models.BigIntegerField()
    counted = models.BigIntegerField()
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["close", "way"], name="way_close_once"),
            models.CheckConstraint(
                condition=models.Q(booked=models.F("counted")) | models.Q(why__gt=""), name="way_close_difference_told"
            ),
        ]
