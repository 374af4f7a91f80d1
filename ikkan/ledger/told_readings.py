"""Who read a person's data, as that person is told it: never that a protected person has a case in the town."""

from django.db.models import QuerySet

from ikkan.ledger.models import Case
from ikkan.registers.models import Reading, Resident
from ikkan.registers.selectors import readings_of


def told_readings_of(resident: str) -> QuerySet[Reading]:
    """Return who read a resident's data, latest first, without readings for cases of somebody else who is protected.

    The case of a spouse who fled reads the household that they left: its number and purpose would tell where they are
    (個人情報の保護に関する法律 78条1項2号).
    """
    guarded = Resident.objects.filter(is_protected=True).exclude(number=resident).values("number")
    hidden = Case.objects.filter(subject__in=guarded).values("number")
    return readings_of(resident).exclude(case_number__in=hidden)
