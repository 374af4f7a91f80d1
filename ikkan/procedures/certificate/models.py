"""What the certificate keeps of its own: the signed request, and every copy that was issued."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from ikkan.ledger.models import Case


class SignedRequest(models.Model):
    """A request as it was signed by card: the very bytes, the signature, and what its check said.

    A corrected request is signed anew and gets a row of its own; the row over the form in force is the one that counts.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="signed_requests")
    words = models.BinaryField()
    signature = models.BinaryField()
    certificate = models.BinaryField()
    # SHA-256 of the signature: one signature is one request, however often it is sent
    fingerprint = models.CharField(max_length=64, unique=True)
    signed_on = models.DateField()
    # what was checked and when, without serial and items; blank while the authority has not answered
    record = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.fingerprint


class Copy(models.Model):
    """One issued copy: its number is drawn with the decision, its sealed file is made by the worker."""

    class Delivery(models.TextChoices):
        """How it reaches the person."""

        POST = "post", "郵送"
        PICKUP = "pickup", "窓口"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="certificate_copies")
    number = models.CharField("発行番号", max_length=100, unique=True)
    issued_on = models.DateField()
    serial = models.PositiveIntegerField()
    # what is printed: form, 宛名番号 of the persons, items, mark; the rest is read from the register
    asked = models.JSONField(default=dict)
    delivery = models.CharField(max_length=6, choices=Delivery.choices)
    postal = models.CharField("送付先の郵便番号", max_length=7, blank=True)
    address = models.CharField("送付先の住所", max_length=600, blank=True)
    name = models.CharField("送付先の氏名", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    is_test = models.BooleanField(default=False)
    made_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issued_on", "serial"], name="certificate_serial_of_day"),
            models.CheckConstraint(
                condition=models.Q(handed_at=None) | ~models.Q(sha256=""), name="certificate_made_before_handed"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["delivery", "handed_at"], name="certificate_queue")]

    def __str__(self) -> str:
        return self.number
