"""What the town knows: each value with its source and day, each reading logged."""

from typing import ClassVar

from django.db import models

from ikkan.registers.deed_rows import StopDeed
from ikkan.registers.resident_rows import RegisterRow
from ikkan.registers.search_rows import NameGram, NameKey
from ikkan.registers.stop_rows import Hold, ProtectedPerson, Protection, ProtectionRelease

__all__ = [
    "Facility", "Hold", "NameGram", "NameKey", "ProtectedPerson", "Protection", "ProtectionRelease", "Reading",
    "RegisterRow", "Resident", "StopDeed", "TaxLevy",
]  # fmt: skip


class Resident(models.Model):
    """What procedures read of a resident today: drawn from the latest row of the history, never written alone."""

    number = models.CharField("宛名番号", max_length=15, primary_key=True)
    household = models.CharField("世帯番号", max_length=15, db_index=True)
    family_name = models.CharField(max_length=200)
    given_name = models.CharField(max_length=200, blank=True)
    family_kana = models.CharField(max_length=200)
    given_kana = models.CharField(max_length=200, blank=True)
    latin_name = models.CharField(max_length=200, blank=True)
    birth = models.DateField()
    relation = models.CharField("続柄", max_length=80)
    is_foreign = models.BooleanField(default=False)
    postal = models.CharField(max_length=7)
    town = models.CharField("住所（町名まで）", max_length=300)
    block = models.CharField("番地", max_length=100, blank=True)
    building = models.CharField("方書", max_length=600, blank=True)
    resident_since = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    is_protected = models.BooleanField("支援措置", default=False)
    history = models.PositiveIntegerField("履歴番号", default=0, db_default=0)
    source = models.CharField(max_length=100)
    as_of = models.DateField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["birth"], name="resident_birth")]

    def __str__(self) -> str:
        return self.number


class TaxLevy(models.Model):
    """Income levy (市民税所得割額) of a resident for a fiscal year, in yen."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="levies")
    year = models.PositiveSmallIntegerField()
    levy = models.BigIntegerField()
    source = models.CharField(max_length=100)
    as_of = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resident", "year"], name="levy_once_a_year"),
            models.CheckConstraint(condition=models.Q(levy__gte=0), name="levy_not_negative"),
        ]


class Facility(models.Model):
    """A nursery or another facility, from the town's open data."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=200)
    kana = models.CharField(max_length=200)
    kind = models.CharField("種別", max_length=60)
    address = models.CharField(max_length=300)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    operator_name = models.CharField("団体名", max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    takes_from = models.CharField("受入年齢", max_length=60, blank=True)
    opens = models.CharField(max_length=5, blank=True)
    closes = models.CharField(max_length=5, blank=True)
    days = models.CharField(max_length=20, blank=True)
    row = models.JSONField("原本の行", default=dict)
    source = models.CharField(max_length=100)
    as_of = models.DateField()

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """One reading of a resident's data: who, when, from where, why, which fields, on which ground. Append-only.

    ``resident`` is blank where nobody was read: a search that met nobody, or one of this log itself.
    """

    resident = models.CharField("宛名番号", max_length=15)
    at = models.DateTimeField()
    reader = models.UUIDField(null=True, blank=True)
    purpose = models.CharField(max_length=200)
    case_number = models.CharField(max_length=20, blank=True)
    fields = models.JSONField(default=list)
    ground = models.CharField(max_length=200)
    terminal = models.CharField("端末", max_length=100, db_default="", default="")
    channel = models.CharField("経路", max_length=10, db_default="", default="")
    function = models.CharField("機能", max_length=100, db_default="", default="")
    number_read = models.BooleanField("番号に触れたか", db_default=False, default=False)
    detail = models.CharField("検索の条件", max_length=300, db_default="", default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["resident", "-at"], name="reading_of_resident"),
            # machine steps are most of the log, and its analyses are about people
            models.Index(fields=["at", "reader"], name="reading_by_people", condition=models.Q(reader__isnull=False)),
            models.Index(fields=["reader", "-at"], name="reading_of_one", condition=models.Q(reader__isnull=False)),
        ]


class CardSerial(models.Model):
    """Which resident a card's or phone's certificate belongs to.

    Serials serve to find the signer of a request to this town, and nothing else: they are given to nobody and go into
    no export (公的個人認証法 19条3項・63条1項).
    """

    class Kind(models.TextChoices):
        """What the certificate is for."""

        SIGN = "sign", "署名用"
        AUTH = "auth", "利用者証明用"

    class End(models.TextChoices):
        """Why the link ended."""

        RENEWED = "renewed", "更新"
        REVOKED = "revoked", "失効"
        EXPIRED = "expired", "期限切れ"
        WRONG_PERSON = "wrong_person", "別人への結びつけの取消し"

    kind = models.CharField(max_length=4, choices=Kind.choices)
    issuer = models.CharField("認証局の世代", max_length=64)
    serial = models.CharField("シリアル番号", max_length=40)
    resident = models.CharField("宛名番号", max_length=15, db_index=True)
    source = models.CharField(max_length=100)
    linked_at = models.DateTimeField()
    renewed_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewed_to"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, blank=True, choices=End.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "serial"],
                condition=models.Q(ended_at__isnull=True),
                name="card_serial_of_one_resident",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, end_reason="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(end_reason="")),
                name="card_serial_end_has_reason",
            ),
        ]
