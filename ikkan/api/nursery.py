"""Doors of nursery placement beyond those that every procedure has: the estimate, and offers of a place."""

from datetime import datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja import Path, Router, Schema
from pydantic import Field

from ikkan.api.cases import Number, own_case
from ikkan.api.doors import DESK_READ, FILE, READ, Anyone, caller_of
from ikkan.api.keys import once
from ikkan.api.problems import Failure, granted, language_of, not_found
from ikkan.api.values import Answers, Reason
from ikkan.counter.citizen_kinds import ChildEstimate
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.validity import find_faults
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.models import Case, Round
from ikkan.ledger.steps import retry_when_stale
from ikkan.procedures.nursery.declining import decline_offer, standing_offers
from ikkan.procedures.nursery.models import Offer
from ikkan.procedures.nursery.pages import cost_of_giving_up, estimate_of
from ikkan.procedures.nursery.procedure import NURSERY
from ikkan.procedures.nursery.report.of_round import figures_of_round
from ikkan.registers.selectors import facility

router = Router(tags=["nursery"])
RoundNumber = Annotated[str, Path(max_length=20, description="Number of the round.")]
OfferKey = Annotated[int, Path(ge=1, le=2**63 - 1)]
_NOT_YET = frozenset({"missing", "required"})
TOO_LITTLE = Refused(
    "too_little_for_estimate",
    "入所したい月、お子さん、保護者の理由がそろうと見込みを計算できます。",
    "An estimate needs the month of entry, a child and a parent's reason.",
)


class EstimateIn(Schema):
    """Answers so far; nothing of them is kept."""

    answers: Answers


class ItemOut(Schema):
    """One line of an estimate."""

    points: int
    text: str
    article: str
    unconfirmed: bool


class WishOut(Schema):
    """One wished facility, beside last year's lowest admitted score."""

    facility: str
    points: int
    told: str


class ChildOut(Schema):
    """The estimate of one child."""

    child: str
    total: int
    items: list[ItemOut]
    wishes: list[WishOut]
    excluded: str = Field(description="Why the child would not be looked at in this round, or blank.")


class EstimateOut(Schema):
    """What the score would be if every paper were handed in: no promise. Texts follow Accept-Language."""

    sentence: str
    children: list[ChildOut]
    notes: list[str]
    edition: str


class DeclineIn(Schema):
    """Why the offer is declined; may be blank."""

    reason: Reason = ""


class OfferOut(Schema):
    """A place offered to a child."""

    id: int
    child: str
    round: str
    facility: str
    facility_name: str
    age: int
    offered_at: datetime
    declined_at: datetime | None
    withdrawn_at: datetime | None


class ClassOut(Schema):
    """One facility and age of a placed round, the officers' edition: small numbers too."""

    facility: str
    name: str
    age: int
    applications: int = Field(description="Children who wish it, at whatever place in their list.")
    places: int = Field(description="Places offered, and those that children of the round hold.")
    placed: int
    last_score: float | None = Field(description="Points of the last child newly admitted.")
    last_rank: int | None
    not_admitted: int | None = Field(description="Children who wish it more than what they got.")


class WithdrawalOut(Schema):
    """What withdrawing gives up."""

    offers: list[OfferOut]
    consequences: list[str] = Field(description="Each seat that is lost, and the points by the book; may be empty.")


@router.post("/nursery/estimate", response=EstimateOut, operation_id="nursery_estimate", auth=Anyone("estimate"))
def estimate(request: HttpRequest, body: EstimateIn) -> EstimateOut:
    """Estimate the score of half-filled answers by the very function of the decision. Keeps nothing."""
    now, language = timezone.now(), language_of(request)
    _refuse_odd(body.answers)
    granted(NURSERY.find_round(body.answers, now))
    with translation.override(language):
        found = estimate_of(body.answers, language=language, now=now)
    if found is None:
        raise Failure(TOO_LITTLE, 422)
    return EstimateOut(
        sentence=found.sentence,
        children=[_child(one) for one in found.children],
        notes=list(found.notes),
        edition=found.edition,
    )


@router.get("/cases/{number}/offers", response=list[OfferOut], operation_id="list_offers", auth=READ)
def list_offers(request: HttpRequest, number: Number) -> list[OfferOut]:
    """List the places offered to the children of a case, the latest first."""
    return [_offer(one) for one in _published(own_case(request, number)).order_by("-offered_at", "pk")]


@router.get(
    "/desk/rounds/{number}/figures", response=list[ClassOut], operation_id="round_figures", auth=DESK_READ
)  # fmt: skip
def round_figures(request: HttpRequest, number: RoundNumber) -> list[ClassOut]:
    """Read a placed round's figures by facility and age; small numbers too, which must not be published."""
    found = Round.objects.filter(procedure="nursery", number=number).first()
    if found is None:
        raise not_found()
    figures = granted(figures_of_round(found, is_whole=True))
    return [ClassOut.model_validate(row) for row in figures.rows()]


@router.get("/cases/{number}/withdrawal", response=WithdrawalOut, operation_id="preview_withdrawal", auth=READ)
def preview_withdrawal(request: HttpRequest, number: Number) -> WithdrawalOut:
    """Tell what withdrawing a case would give up, before it is done. Texts follow Accept-Language."""
    case, language = own_case(request, number), language_of(request)
    with translation.override(language):
        lost = cost_of_giving_up(case, language=language, now=timezone.now())
    return WithdrawalOut(offers=[_offer(one) for one in standing_offers(case)], consequences=lost)


@router.post("/cases/{number}/offers/{offer_id}/decline", response=OfferOut, operation_id="decline_offer", auth=FILE)
def decline(request: HttpRequest, number: Number, offer_id: OfferKey, body: DeclineIn) -> JsonObject:
    """Decline an offer (辞退): the seat goes to the next round. Declining twice changes nothing."""
    account = caller_of(request).account

    def deed() -> OfferOut:
        offer = _published(own_case(request, number)).filter(pk=offer_id, withdrawn_at=None).first()
        if offer is None:
            raise not_found()
        done = retry_when_stale(
            offer.child.case,
            lambda: decline_offer(offer=offer, actor=account, reason=body.reason, now=timezone.now()),
        )
        return _offer(granted(done))

    return once(request, deed)


def _refuse_odd(answers: JsonObject) -> None:
    """Refuse answers that are wrong, but not those that are still missing.

    Raises:
        Failure: 422.
    """
    form = load_form(NURSERY.folder, NURSERY.form_version)
    wrong = [one for one in find_faults(form, answers) if one.code not in _NOT_YET]
    if wrong:
        granted(Faulty(tuple(Refused(one.code, one.text.ja, one.text.en, one.path) for one in wrong)))
    if not isinstance(answers.get("start_month"), str):
        raise Failure(TOO_LITTLE, 422)


def _child(one: ChildEstimate) -> ChildOut:
    return ChildOut(
        child=one.title,
        total=one.total,
        items=[
            ItemOut(points=item.points, text=item.text, article=item.article, unconfirmed=item.is_unconfirmed)
            for item in one.items
        ],
        wishes=[WishOut(facility=wish.name, points=wish.own, told=wish.told) for wish in one.wishes],
        excluded=one.excluded,
    )


def _published(case: Case) -> QuerySet[Offer]:
    return Offer.objects.filter(child__case=case, round__published_at__isnull=False).select_related(
        "child__case", "round"
    )


def _offer(one: Offer) -> OfferOut:
    place = facility(one.facility)
    return OfferOut(
        id=one.pk,
        child=one.child.key,
        round=one.round.number,
        facility=one.facility,
        facility_name=place.name if place else "",
        age=one.age,
        offered_at=one.offered_at,
        declined_at=one.declined_at,
        withdrawn_at=one.withdrawn_at,
    )
