"""What stops a reading, a change or an issue: holds (抑止) and protection (支援措置)."""

from typing import ClassVar

from django.db import models


class Hold(models.Model):
    """A hold on a person or household. It lasts until somebody lifts it. Source: 住民記録システム標準仕様書 3.1."""

    class Operation(models.TextChoices):
        """What is held back."""

        CHANGE = "change", "異動"
        ISSUE = "issue", "交付"
        INQUIRY = "inquiry", "照会"

    class Level(models.TextChoices):
        """Whether the operation stops, or goes on after a warning."""

        ERROR = "error", "止める"
        ALERT = "alert", "知らせて進む"

    number = models.CharField("宛名番号", max_length=15, blank=True, db_index=True)
    household = models.CharField("世帯番号", max_length=15, blank=True, db_index=True)
    operation = models.CharField(max_length=10, choices=Operation.choices)
    level = models.CharField(max_length=10, choices=Level.choices)
    why = models.CharField("理由", max_length=600)
    ground = models.CharField("根拠", max_length=200, blank=True)
    evidence = models.CharField("確かめた書類", max_length=300, blank=True)
    starts_on = models.DateField("開始年月日")
    ends_on = models.DateField("終了年月日", null=True, blank=True)
    set_by = models.CharField(max_length=40)
    set_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=40, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    released_until = models.DateTimeField("一時解除の終わり", null=True, blank=True)
    released_by = models.CharField(max_length=40, blank=True)
    released_why = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(number="") ^ models.Q(household=""), name="hold_on_person_or_household"
            )
        ]

    def __str__(self) -> str:
        return f"{self.operation}/{self.level}"


class Protection(models.Model):
    """One filing for protection (支援措置): who may not learn of whom. Source: 標準仕様書 1.1.16, 3.4."""

    class State(models.TextChoices):
        """Provisional from the filing on; of the former town once the person has moved out."""

        PROVISIONAL = "provisional", "仮支援措置"
        IN_FORCE = "in_force", "支援措置"
        FORMER_TOWN = "former_town", "前住所地としての仮支援措置"
        ENDED = "ended", "終了"

    number = models.CharField("申出者の宛名番号", max_length=15, db_index=True)
    state = models.CharField(max_length=12, choices=State.choices)
    filed_on = models.DateField("申出年月日")
    provisional_from = models.DateField("仮支援措置の開始年月日")
    starts_on = models.DateField("支援措置の開始年月日", null=True, blank=True)
    ends_on = models.DateField("支援措置の終了年月日", null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=600, blank=True)
    violence = models.CharField("申出の事由", max_length=20, blank=True)
    contact = models.CharField("連絡先", max_length=300, blank=True)
    contact_name = models.CharField("通知の宛名", max_length=100, blank=True)
    contact_postal = models.CharField("通知の宛先の郵便番号", max_length=8, blank=True)
    contact_address = models.CharField("通知の宛先", max_length=300, blank=True)
    earlier_addresses = models.TextField("前住所等", blank=True)
    earlier_domiciles = models.TextField("前本籍等", blank=True)
    covers_inspection = models.BooleanField("住民基本台帳の閲覧", default=True)
    covers_certificates = models.BooleanField("住民票の写し等の交付", default=True)
    covers_family_register_slip = models.BooleanField("戸籍の附票の写し等の交付", default=True)
    abuser_name = models.CharField("加害者の氏名", max_length=100)
    abuser_number = models.CharField("加害者の宛名番号", max_length=15, blank=True, db_index=True)
    abuser_birth = models.DateField("加害者の生年月日", null=True, blank=True)
    abuser_sex = models.CharField("加害者の性別", max_length=1, blank=True)
    abuser_address = models.CharField("加害者の住所", max_length=300, blank=True)
    abuser_note = models.TextField("加害者のその他", blank=True)
    first_town = models.CharField("当初受付市区町村", max_length=30, blank=True)
    received_on = models.DateField("転送された申出書の受付年月日", null=True, blank=True)
    forwarded_to = models.CharField("転送先市区町村", max_length=300, blank=True)
    forwarded_on = models.DateField("転送年月日", null=True, blank=True)
    moved_to = models.CharField("転出先住所", max_length=300, blank=True)
    recorded_by = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}/{self.state}"


class ProtectedPerson(models.Model):
    """A person whom a protection covers: the one who filed, or somebody filed for together (併せて支援を求める者)."""

    protection = models.ForeignKey(Protection, on_delete=models.CASCADE, related_name="persons")
    number = models.CharField("宛名番号", max_length=15, db_index=True)
    relation = models.CharField("申出者との関係", max_length=40, blank=True)
    earlier_address = models.CharField("前住所", max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["protection", "number"], name="protected_once_in_a_filing")
        ]

    def __str__(self) -> str:
        return self.number


class ProtectionRelease(models.Model):
    """A release of one protected person for one reader, after review; it returns by itself. Append-only."""

    number = models.CharField("宛名番号", max_length=15, db_index=True)
    reader = models.CharField(max_length=40)
    case_number = models.CharField(max_length=20, blank=True)
    why = models.CharField("審査の結果", max_length=600)
    released_by = models.CharField(max_length=40)
    released_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number}/{self.until.isoformat()}"
