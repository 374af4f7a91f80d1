"""Who may act in a case: its applicant, and who holds the applicant's mandate (代理) for its procedure."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from ikkan.ledger.models import Case
from ikkan.people.models import Account, Mandate
from ikkan.people.selectors import mandates_held_among, mandates_held_by


def mandate_in(case: Case, account: Account, now: datetime) -> Mandate | None:
    """Return the mandate by which somebody acts in another person's case today, or None.

    A case that had ended when the mandate was given stays closed to its holder.
    """
    return mandates_in({case: account.pk}, now).get(case)


def mandates_in(senders: Mapping[Case, UUID], now: datetime) -> dict[Case, Mandate]:
    """Return the mandates by which people act in cases of others today, by case, in one query.

    Args:
        senders: who acts in each case.
        now: moment.
    """
    wanted = {case: (who, case.applicant_id, case.procedure) for case, who in senders.items() if case.applicant_id}
    if not wanted:
        return {}
    latest: dict[tuple[UUID, UUID | None, str], Mandate] = {}
    for one in mandates_held_among({who for who, _, _ in wanted.values()}, timezone.localdate(now)):
        latest.setdefault((one.holder_id, one.grantor_id, one.procedure), one)
    found = {case: mandate for case, key in wanted.items() if (mandate := latest.get(key))}
    return {case: one for case, one in found.items() if case.closed_at is None or case.closed_at >= one.granted_at}


def may_act(case: Case, account: Account, now: datetime) -> bool:
    """Tell whether somebody may see, correct and answer a case: the applicant, or their delegate today."""
    return case.applicant_id == account.pk or mandate_in(case, account, now) is not None


def entrusted_cases(account: Account, now: datetime) -> QuerySet[Case]:
    """Return the running cases of others in which this person may act today, the latest first."""
    wanted = Q(pk__in=[])
    for mandate in mandates_held_by(account, timezone.localdate(now)):
        wanted |= Q(applicant=mandate.grantor, procedure=mandate.procedure)
    return Case.objects.filter(wanted).exclude(room="closed").select_related("round", "applicant").order_by("-pk")
