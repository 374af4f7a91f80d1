"""What was done to a hold or a protection, by whom, and why: one row a deed, never changed."""

from typing import ClassVar

from django.db import models

from ikkan.registers.stop_rows import Hold, Protection


class StopDeed(models.Model):
    """A deed on a hold (抑止) or a protection (支援措置), or what one asked and another answered. Append-only."""

    class Deed(models.TextChoices):
        """What was done."""

        SET = "set", "抑止の設定"
        PAUSE = "pause", "抑止の一時解除"
        LIFT = "lift", "抑止の解除"
        RECEIVE = "receive", "支援措置の申出の受付"
        OPINION = "opinion", "相談機関などの意見"
        START = "start", "支援措置の決定"
        EXTEND = "extend", "支援措置の延長"
        END = "end", "支援措置の終了"
        OPEN = "open", "申出の内容を見たこと"
        RELEASE = "release", "住所の解除（別の職員へ）"
        TELL = "tell", "申出者への連絡"
        FORWARD = "forward", "転出先の市区町村への連絡"
        WARN = "warn", "期限の知らせ"

    class Stage(models.TextChoices):
        """Asked and waiting for a second person, done, or declined by the second person."""

        ASKED = "asked", "確認待ち"
        DONE = "done", "済み"
        DECLINED = "declined", "差戻し"

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, blank=True, related_name="deeds")
    protection = models.ForeignKey(Protection, on_delete=models.PROTECT, null=True, blank=True, related_name="deeds")
    deed = models.CharField(max_length=10, choices=Deed.choices)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    answers = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answer")
    day = models.DateField(null=True, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=600, blank=True)
    by = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(hold__isnull=True) ^ models.Q(protection__isnull=True), name="deed_on_one_stop"
            )
        ]

    def __str__(self) -> str:
        return f"{self.deed}/{self.stage}"
