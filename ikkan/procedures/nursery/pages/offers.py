"""What the family may still do about a result: decline an offer, take the certificate of being on hold."""

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.counter.citizen_kinds import Offered
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case, Round
from ikkan.papers.paper import Paper
from ikkan.people.models import Account
from ikkan.procedures.nursery.declining import decline_by, decline_offer, standing_offers
from ikkan.procedures.nursery.models import Child, Offer
from ikkan.procedures.nursery.notices import held_certificate
from ikkan.procedures.nursery.round.following import following_round
from ikkan.procedures.nursery.rules.ruleset import POINTS_TABLES, ruleset_of
from ikkan.procedures.nursery.selectors import child_name
from ikkan.registers.selectors import facility
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filing

# What a book's rows look at when they hold an offer given up against a family.
GIVEN_UP: Final = frozenset({"declines", "years_since_decline", "last_decline_fiscal_year"})


def offers_of(case: Case) -> list[Offered]:
    """Return the offers of a case that stand and are published."""
    return [_offered(one, case) for one in standing_offers(case).filter(round__published_at__isnull=False)]


def cost_of_giving_up(case: Case, *, language: str, now: datetime, child: str = "") -> list[str]:
    """Return what giving up the offers of a case means: each seat that is lost, and the points by the book of today.

    Args:
        case: the case.
        language: ja, easy or en.
        now: moment.
        child: only the offer of this child; blank for every one. Without any offer the list is empty.
    """
    offers = [one for one in standing_offers(case) if child in ("", one.child.key)]
    if not offers:
        return []
    return [*(_seat_told(one, case) for one in offers), *_points_told(language, now)]


def _seat_told(one: Offer, case: Case) -> str:
    shown, following = _offered(one, case), following_round(one.round)
    named = {"name": shown.name, "place": shown.facility, "round": following.title if following else ""}
    if following is None:
        return _("%(name)sの「%(place)s」の席はなくなります。市がほかのお子さんに回します。") % named
    return _("%(name)sの「%(place)s」の席はなくなります。「%(round)s」に回ります。") % named


def _points_told(language: str, now: datetime) -> list[str]:
    rules = ruleset_of(book_in_force("nursery").at(timezone.localdate(now)))
    rows = [row for name in POINTS_TABLES for row in rules.tables[name].rows if row.scores]
    held_against = [row.row for row in rows if GIVEN_UP & {*row.features, *row.exempt.features}]
    if not held_against:
        return [_("この市では、次に申し込むときの点数は変わりません。")]
    words = _("次に申し込むときの点数：%(what)s %(points)s点（%(article)s）")
    return [
        words % {
            "what": row.text("en" if language == "en" else "ja"), "points": row.text("points"), "article": row.article,
        }
        for row in held_against
    ]  # fmt: skip


def decline(case: Case, child: str, *, actor: Account, reason: str, now: datetime) -> Offer | Refused:
    """Decline the offer of one child."""
    published = standing_offers(case).filter(child__key=child, round__published_at__isnull=False)
    offer = published.select_related("child__case", "round").first()
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
