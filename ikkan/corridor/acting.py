"""Who may act in a case: its applicant, and who holds the applicant's mandate (代理) for its procedure."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from ikkan.ledger.models import Case
from ikkan.people.models import Account, Mandate
from ikkan.people.selectors import mandate_for, mandates_held_by


def mandate_in(case: Case, account: Account, now: datetime) -> Mandate | None:
    """Return the mandate by which somebody acts in another person's case today, or None.

    A case that had ended when the mandate was given stays closed to its holder.
    """
    if case.applicant is None:
        return None
    mandate = mandate_for(account, case.applicant, case.procedure, timezone.localdate(now))
    if mandate is None or (case.closed_at is not None and case.closed_at < mandate.granted_at):
        return None
    return mandate


def may_act(case: Case, account: Account, now: datetime) -> bool:
    """Tell whether somebody may see, correct and answer a case: the applicant, or their delegate today."""
    return case.applicant_id == account.pk or mandate_in(case, account, now) is not None


def entrusted_cases(account: Account, now: datetime) -> QuerySet[Case]:
    """Return the running cases of others in which this person may act today, the latest first."""
    wanted = Q(pk__in=[])
    for mandate in mandates_held_by(account, timezone.localdate(now)):
        wanted |= Q(applicant=mandate.grantor, procedure=mandate.procedure)
    return Case.objects.filter(wanted).exclude(room="closed").select_related("round", "applicant").order_by("-pk")
