"""What tests of the access log look at: readings at night, found and judged once."""

from datetime import timedelta

from django.utils import timezone

from ikkan.corridor.access_judging import findings
from ikkan.corridor.access_rules import analyse_day
from ikkan.kernel.reader import Reader
from ikkan.ledger.access_rows import AccessJudgement
from ikkan.people.models import Account
from ikkan.registers.reading_log import log_readings
from ikkan.registers.reading_origin import PAGE, Origin, reading_from


def found_by_the_log(officer: Account) -> int:
    """Write readings of an officer at night, have them found and judged once; return the key of the finding."""
    now = timezone.now()
    night = timezone.localtime(now - timedelta(days=1)).replace(hour=23)
    reader = Reader(who=str(officer.pk), why="審査のための照会", case="H-000001", ground="児童福祉法24条3項")
    with reading_from(Origin("192.0.2.7", PAGE, "desk:register")):
        log_readings([("100001", reader), ("100002", reader)], ("family_name", "birth"), night)
    analyse_day(night.date(), now=now)
    found = findings(rule="off_hours").get()
    AccessJudgement.objects.create(finding=found, verdict="asking", note="課長に聞いた", account=officer, at=now)
    return found.pk
