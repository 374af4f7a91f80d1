"""Leave to act for another person (代理): given, laid down, and checked by ``selectors.mandate_for``."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ikkan.kernel.outcome import Refused
from ikkan.kernel.terms import end_of_days
from ikkan.people.house_book import number_of
from ikkan.people.models import Account, Mandate
from ikkan.people.selectors import mandate_for


def last_day_of_mandate(granted_on: date) -> date:
    """Return the last day of a mandate given on a day: the house's book says how long one holds."""
    return end_of_days(granted_on, number_of("mandate", "days", granted_on))


def grant_mandate(
    *, grantor: Account, holder: Account, procedure: str, ground: str, expires_on: date, now: datetime
) -> Mandate | Refused:
    """Record that one person lets another act for them in a procedure; the same grant twice gives one mandate.

    Args:
        grantor: who is acted for.
        holder: who acts.
        procedure: code of the procedure.
        ground: why, in words that both will read, such as ``配偶者`` or ``委任状 2026-11-20``.
        expires_on: last day, not before today.
        now: moment of the grant.
    """
    today = timezone.localdate(now)
    refused = _refusal(grantor, holder, expires_on, today)
    if refused is not None:
        return refused
    with transaction.atomic():
        # Locking the grantor's row keeps two equal requests from recording two mandates.
        Account.objects.select_for_update().get(pk=grantor.pk)
        standing = mandate_for(holder, grantor, procedure, today)
        if standing is not None and (standing.expires_on, standing.ground) == (expires_on, ground):
            return standing
        mandate = Mandate(
            grantor=grantor, holder=holder, procedure=procedure, ground=ground, granted_at=now, expires_on=expires_on
        )
        incomplete = _incomplete(mandate)
        if incomplete is not None:
            return incomplete
        if standing is not None:
            standing.withdrawn_at = now
            standing.save(update_fields=["withdrawn_at"])
        mandate.save()
    return mandate


def withdraw_mandate(*, mandate_id: int, by: Account, now: datetime) -> Mandate | Refused:
    """End a mandate at once; the grantor and the holder may. Ending it twice keeps the first moment."""
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update().filter(pk=mandate_id).first()
        if mandate is None or by.pk not in {mandate.grantor_id, mandate.holder_id}:
            return Refused("not_found", "代理の記録が見つかりません。", "There is no such mandate.")
        if mandate.withdrawn_at is None:
            mandate.withdrawn_at = now
            mandate.save(update_fields=["withdrawn_at"])
    return mandate


def _refusal(grantor: Account, holder: Account, expires_on: date, today: date) -> Refused | None:
    if grantor.pk == holder.pk:
        return Refused("mandate_to_oneself", "自分を代理人にはできません。", "You cannot be your own delegate.")
    if not (grantor.is_active and holder.is_active):
        return Refused(
            "account_closed",
            "閉じられたアカウントがあります。使えるアカウントを選んでください。",
            "One of the accounts is closed. Choose accounts that are in use.",
        )
    if expires_on < today:
        return Refused(
            "mandate_over",
            "期限が過ぎています。今日より後の日を選んでください。",
            "The last day has passed. Choose a later day.",
            "expires_on",
        )
    return None


def _incomplete(mandate: Mandate) -> Refused | None:
    try:
        mandate.full_clean()
    except ValidationError as error:
        return Refused(
            "mandate_incomplete",
            "代理の記録に足りない項目があります。理由と手続きを入力してください。",
            "The mandate is incomplete. Give its ground and its procedure.",
            next(iter(error.message_dict)),
        )
    return None
