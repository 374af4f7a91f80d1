"""Trying changes on a placed round, from the officer's desk: who would gain and who would lose; nothing is changed."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from ikkan.api.doors import DESK_READ
from ikkan.api.problems import Failure, granted, not_found
from ikkan.api.rounds import Number
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.what_if.asking import what_if
from ikkan.procedures.nursery.placement.what_if.changes import Change, ChangeError, Close, DropWish, Seats, Withdraw
from ikkan.procedures.nursery.placement.what_if.effects import Effect
from ikkan.procedures.nursery.round.trying import SECONDS, current_run, standing_of

router = Router(tags=["nursery"])
Code = Annotated[str, Field(max_length=40)]
Age = Annotated[int, Field(ge=0, le=5)]
MOST = 20
NOT_PLACED = Refused("not_placed", "選考をまだ実行していません。", "The round was not placed yet.")


class SeatsIn(Schema):
    """Seats more, or fewer (below 0), in a class."""

    facility: Code
    age: Age
    by: Annotated[int, Field(ge=-999, le=999)]


class CloseIn(Schema):
    """No seat is offered in a class, or in the whole facility."""

    facility: Code
    age: Age | None = None


class DropIn(Schema):
    """A wish of a family is left out."""

    family: Code
    wish: Annotated[int, Field(ge=1, le=9999)]


class ChangesIn(Schema):
    """What is tried, in the order seats, close, drop, withdraw."""

    seats: Annotated[list[SeatsIn], Field(default_factory=list, max_length=MOST)]
    close: Annotated[list[CloseIn], Field(default_factory=list, max_length=MOST)]
    drop: Annotated[list[DropIn], Field(default_factory=list, max_length=MOST)]
    withdraw: Annotated[
        list[Code], Field(default_factory=list, max_length=MOST, description="Children as case number/key.")
    ]


class MoveOut(Schema):
    """Where a child is before and after."""

    child: str
    before: str | None
    after: str | None


class FamilyOut(Schema):
    """What the changes do to a family: gains, loses, changed or withdrawn; wishes count from 1, 0 is none."""

    family: str
    how: str
    wish_before: int
    wish_after: int
    children: list[MoveOut]


class EffectOut(Schema):
    """What the changes would do to the whole round."""

    placed_before: int
    placed_after: int
    status: str
    proved_only: bool
    families: list[FamilyOut]


@router.post("/nursery/rounds/{number}/what-if", response=EffectOut, operation_id="try_changes", auth=DESK_READ)
def try_changes(request: HttpRequest, number: Number, body: ChangesIn) -> EffectOut:
    """Say what changes would do to a placed round. Keeps nothing and changes nothing."""
    round_ = Round.objects.filter(number=number, procedure="nursery").first()
    if round_ is None:
        raise not_found()
    run = current_run(round_)
    if run is None:
        return granted(NOT_PLACED)
    try:
        return _out(what_if(standing_of(run), _changes(body), seconds=SECONDS))
    except (ChangeError, MarketError) as fault:
        refused = Refused(
            "change_impossible", f"その変更はできません：{fault}", f"That change is not possible: {fault}"
        )
        raise Failure(refused, 422) from fault


def _changes(body: ChangesIn) -> list[Change]:
    return [
        *(Seats(one.facility, one.age, one.by) for one in body.seats),
        *(Close(one.facility, one.age) for one in body.close),
        *(DropWish(one.family, one.wish) for one in body.drop),
        *(Withdraw(child) for child in body.withdraw),
    ]


def _out(effect: Effect) -> EffectOut:
    return EffectOut(
        placed_before=effect.placed_before,
        placed_after=effect.placed_after,
        status=effect.status,
        proved_only=effect.proved_only,
        families=[
            FamilyOut(
                family=one.family, how=one.how, wish_before=one.wish_before, wish_after=one.wish_after,
                children=[MoveOut(**move._asdict()) for move in one.children],
            )
            for one in effect.families
        ],
    )  # fmt: skip
