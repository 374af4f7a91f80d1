"""What the family may still do about a result: decline an offer, take the certificate of being on hold."""

from datetime import datetime

from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case, Round
from ikkan.papers.paper import Paper
from ikkan.people.models import Account
from ikkan.procedures.nursery.declining import decline_by, decline_offer
from ikkan.procedures.nursery.models import Child, Offer
from ikkan.procedures.nursery.notices import held_certificate
from ikkan.procedures.nursery.pages.kinds import Offered
from ikkan.procedures.nursery.selectors import child_name
from ikkan.registers.selectors import facility
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filing


def offers_of(case: Case) -> list[Offered]:
    """Return the offers of a case that stand and are published."""
    standing = Offer.objects.filter(
        child__case=case, declined_at=None, withdrawn_at=None, round__published_at__isnull=False
    ).select_related("child", "round")
    return [_offered(one, case) for one in standing.order_by("child__key", "-offered_at")]


def decline(case: Case, child: str, *, actor: Account, reason: str, now: datetime) -> Offer | Refused:
    """Decline the offer of one child."""
    offer = (
        Offer.objects.filter(
            child__case=case, child__key=child, declined_at=None, withdrawn_at=None, round__published_at__isnull=False
        )
        .select_related("child__case", "round")
        .order_by("-offered_at")
        .first()
    )
    if offer is None:
        return Refused("not_found", "辞退できる内定はありません。", "There is no offer to decline.")
    return decline_offer(offer=offer, actor=actor, reason=reason, now=now)


def held_rounds(case: Case) -> list[tuple[str, str, str]]:
    """Return child key, child name and round number of each published round in which a child was put on hold."""
    held = DecisionRecord.objects.filter(
        case=case, kind="placement", result="held", voided_at=None, round__published_at__isnull=False
    ).select_related("round")
    found = [(one.subject, one.round.number) for one in held.order_by("-round__published_at", "subject") if one.round]
    answers = dict(current_filing(case).answers) if found else {}
    return [(child, child_name(answers, child), number) for child, number in found]


def held_proof(case: Case, child: str, round_number: str, *, now: datetime) -> Paper | Refused | None:
    """Return the certificate of being on hold; None when the case has no such child or round."""
    of_case = Child.objects.filter(case=case, key=child).first()
    round_ = Round.objects.filter(number=round_number, entries__case=case).first()
    if of_case is None or round_ is None:
        return None
    return held_certificate(case, of_case, round_, now=now)


def _offered(one: Offer, case: Case) -> Offered:
    place = facility(one.facility)
    answers = dict(current_filing(case).answers)
    name = child_name(answers, one.child.key)
    return Offered(one.child.key, name, place.name if place else one.facility, decline_by(one))
