"""Who comes in: the citizen, their draft, their case. What is not theirs does not exist for them: 404."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from ikkan.corridor.acting import may_act
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.people.selectors import mandate_for, mandates_held_by
from ikkan.rooms.intake.drafts import find_draft
from ikkan.rooms.intake.models import Draft
from ikkan.web.language import page_language_of


def citizen_of(request: HttpRequest) -> Account:
    """Return who is signed in, on a page that only the signed-in reach."""
    account = request.user
    if not isinstance(account, Account):
        raise PermissionDenied
    return account


def draft_for(account: Account, draft_id: UUID) -> Draft:
    """Return a draft of one's own, or of somebody who gave a mandate for its procedure.

    Raises:
        Http404: there is none for this person.
    """
    own = find_draft(draft_id=draft_id, owner=account)
    if isinstance(own, Draft):
        return own
    other = Draft.objects.filter(pk=draft_id).select_related("owner", "corrects").first()
    if other is None or mandate_for(account, other.owner, other.procedure, timezone.localdate()) is None:
        raise Http404
    return other


def entrusted_drafts(account: Account) -> list[Draft]:
    """Return the drafts that others asked this person to go on with."""
    held = mandates_held_by(account, timezone.localdate())
    found: list[Draft] = []
    for mandate in held:
        found += Draft.objects.filter(owner=mandate.grantor, procedure=mandate.procedure, corrects=None)
    return found


def own_case(account: Account, number: str) -> Case:
    """Return a case of one's own.

    Raises:
        Http404: there is none of this number for this person.
    """
    case = Case.objects.filter(number=number, applicant=account).select_related("round").first()
    if case is None:
        raise Http404
    return case


def seen_case(account: Account, number: str) -> Case:
    """Return a case of one's own, or of somebody whose mandate for it still stands.

    Raises:
        Http404: there is none of this number for this person.
    """
    case = Case.objects.filter(number=number).select_related("round", "applicant").first()
    if case is None or not may_act(case, account, timezone.now()):
        raise Http404
    return case


def told_of(refusal: Refused, request: HttpRequest) -> str:
    """Return the sentence of a refusal in the language of the page; one that hides something is a 404.

    Raises:
        Http404: the service says that there is nothing for this person.
    """
    if refusal.code == "not_found":
        raise Http404
    return refusal.en if page_language_of(request) == "en" else refusal.ja
