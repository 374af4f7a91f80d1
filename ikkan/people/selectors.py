"""Who holds which duty on a day, and who may act for whom."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from ikkan.people.models import Account, Mandate, NationalSignIn, Posting


def postings_of(account: Account, on: date) -> QuerySet[Posting]:
    """Return the postings of an account that are in force on a day, with their office and rank."""
    return _in_force(on).filter(account=account).select_related("office", "rank").order_by("pk")


def duties_of(account: Account, on: date) -> frozenset[str]:
    """Return the duty words that an account holds on a day; a closed account and a citizen hold none."""
    if not account.is_active or not account.is_staff_member:
        return frozenset()
    found = _in_force(on).filter(account=account).values_list("duties", flat=True)
    return frozenset(str(duty) for duties in found for duty in duties)


def may(account: Account, duty: str, on: date) -> bool:
    """Tell whether an account holds a duty on a day."""
    return duty in duties_of(account, on)


def holders_of(office: str, rank: str, on: date) -> tuple[Account, ...]:
    """Return who sits in an office at a rank on a day, in the order of their user names.

    Args:
        office: code of the office.
        rank: code of the rank.
        on: the day.
    """
    return _accounts(_in_force(on).filter(office_id=office, rank_id=rank))


def deputies_of(office: str, rank: str, on: date) -> tuple[Account, ...]:
    """Return who in an office deputises (代決) for a rank on a day, in the order of their user names."""
    return _accounts(_in_force(on).filter(office_id=office, deputises_for_id=rank))


def mandate_for(holder: Account, grantor: Account, procedure: str, on: date) -> Mandate | None:
    """Return the mandate by which one person acts for another in a procedure on a day, or None.

    A mandate that was withdrawn opens nothing, from the moment of its withdrawal on.
    """
    found = mandates_held_by(holder, on).filter(grantor=grantor, procedure=procedure)
    return found.first()


def mandates_held_by(holder: Account, on: date) -> QuerySet[Mandate]:
    """Return the mandates in force on a day that let this person act for others."""
    return mandates_held_among([holder.pk], on)


def mandates_held_among(holders: Iterable[UUID], on: date) -> QuerySet[Mandate]:
    """Return the mandates in force on a day that let any of these people act for others, the latest first."""
    live = Mandate.objects.filter(holder__in=list(holders), withdrawn_at__isnull=True, expires_on__gte=on)
    active = live.filter(grantor__is_active=True, holder__is_active=True)
    return active.select_related("grantor", "holder").order_by("-granted_at", "pk")


def mandates_given_by(grantor: Account) -> QuerySet[Mandate]:
    """Return every mandate that this person ever gave, latest first, so that they can look and withdraw."""
    return Mandate.objects.filter(grantor=grantor).select_related("holder").order_by("-granted_at", "pk")


def mandates_held_by_ever(holder: Account) -> QuerySet[Mandate]:
    """Return every mandate that a person ever held, oldest first; those that ended stay for their record."""
    return Mandate.objects.filter(holder=holder).order_by("granted_at", "pk")


def national_sign_ins_of(account: Account) -> QuerySet[NationalSignIn]:
    """Return the links by which this person signs in with their card, the newest first."""
    return NationalSignIn.objects.filter(account=account).order_by("-linked_at", "pk")


def _in_force(on: date) -> QuerySet[Posting]:
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return Posting.objects.filter(open_ended, starts_on__lte=on)


def _accounts(postings: QuerySet[Posting]) -> tuple[Account, ...]:
    ids = postings.values("account")
    staff = Account.objects.filter(pk__in=ids, is_active=True, kind=Account.Kind.STAFF)
    return tuple(staff.order_by("username"))
