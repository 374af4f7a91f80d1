"""What nursery placement keeps beyond the case: seats, enrolments, the columns of a round, its runs and results."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from ikkan.ledger.models import Case, Round


class Seat(models.Model):
    """Seats that a facility offers in a round for an age class, with last year's figure beside."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="seats")
    facility = models.CharField(max_length=20)
    age = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40, default="general")
    seats = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "facility", "age", "kind"], name="seat_once"),
            models.CheckConstraint(condition=models.Q(age__lte=5), name="seat_age_class"),
        ]


class PastResult(models.Model):
    """Last year's lowest admitted score of a class; published only where enough were admitted."""

    year = models.PositiveSmallIntegerField()
    facility = models.CharField(max_length=20)
    age = models.PositiveSmallIntegerField()
    admitted = models.PositiveSmallIntegerField()
    lowest_score = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["year", "facility", "age"], name="past_result_once")]


class Enrolment(models.Model):
    """That a child attends a nursery now (transfers keep this seat; siblings' points look at it)."""

    child = models.CharField("宛名番号", max_length=15, db_index=True)
    facility = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)


class Child(models.Model):
    """A child of a case, in the columns that a round needs. draw breaks what is left of ties, publicly."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="children")
    key = models.CharField(max_length=10)
    resident = models.CharField("宛名番号", max_length=15, blank=True, db_index=True)
    birth = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    class_age = models.PositiveSmallIntegerField()
    present_facility = models.CharField(max_length=20, blank=True)
    kinds = models.JSONField(default=list)
    placed_facility = models.CharField(max_length=20, blank=True)
    placed_from = models.DateField(null=True, blank=True)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="child_once_in_case")]


class Standing(models.Model):
    """What the score of a case rests on, as kept when it was last checked, so that a round can be replayed."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="nursery_standing")
    answers = models.JSONField()
    known = models.JSONField()
    kept_at_version = models.PositiveIntegerField()


class Run(models.Model):
    """One run of a round's placement: the market and the answer as files, the verdict, the alarms."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveSmallIntegerField()
    market_digest = models.CharField(max_length=64)
    edition = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    seconds = models.FloatField()
    verdict = models.JSONField()
    checker = models.JSONField()
    totals = models.JSONField()
    files = models.JSONField(default=dict)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="run_number_once"),
            models.UniqueConstraint(fields=["round"], condition=models.Q(is_current=True), name="run_one_current"),
        ]


class RunChild(models.Model):
    """A child in a run: score, items, tie keys, where placed, and the explanation of each wish."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="children")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="runs")
    total = models.IntegerField()
    items = models.JSONField()
    keys = models.JSONField()
    facility = models.CharField(max_length=20, blank=True)
    wish = models.PositiveSmallIntegerField(null=True, blank=True)
    wishes = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "child"], name="run_child_once")]


class Alarm(models.Model):
    """Something that must be green, or signed off with a reason, before a round goes up for approval."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="alarms")
    code = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    figures = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    sign_reason = models.TextField(blank=True)


class Offer(models.Model):
    """A place offered to a child, and what the family did with it."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="offers")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="offers")
    facility = models.CharField(max_length=20)
    age = models.PositiveSmallIntegerField()
    # as Seat.kind: general, or reserved:<kind>
    seat_kind = models.CharField(max_length=40, default="general")
    offered_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["child", "round"], name="offer_once_a_round")]


class Lottery(models.Model):
    """A public lottery of a round: fixed before, drawn after. A void one stays, and the next one names it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="lotteries")
    attempt = models.PositiveSmallIntegerField()
    # what was published before, never changed; the commitment is its hash
    statement = models.JSONField()
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    # what came from outside; published with the draw
    evidence = models.JSONField(default=dict)
    value = models.CharField(max_length=64, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)
    unrevealed = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "attempt"], name="lottery_attempt_once"),
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(voided_at__isnull=True), name="lottery_one_standing"
            ),
        ]


class LotteryEntrant(models.Model):
    """A child in a lottery: its own code, how it stands on the published list, and the number it drew."""

    lottery = models.ForeignKey(Lottery, on_delete=models.CASCADE, related_name="entrants")
    # the line stays when the case is forgotten: the log must go on giving the same numbers
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="lottery_lines")
    key = models.CharField(max_length=10, blank=True)
    code = models.CharField(max_length=40, blank=True)
    entrant = models.CharField(max_length=64)
    draw = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lottery", "entrant"], name="lottery_entrant_once"),
            models.UniqueConstraint(
                fields=["lottery", "case", "key"], condition=models.Q(case__isnull=False), name="lottery_child_once"
            ),
            models.UniqueConstraint(fields=["lottery", "draw"], name="lottery_draw_once"),
        ]
