"""Alarms of a nursery round: what must be signed off with a reason before the round goes up for approval."""

from datetime import datetime
from typing import Annotated

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import JsonValue

from ikkan.api.doors import DESK_READ, DESK_WRITE, caller_of
from ikkan.api.keys import once
from ikkan.api.problems import granted, not_found
from ikkan.api.rounds import Number
from ikkan.api.values import Reason
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import retry_when_stale
from ikkan.procedures.nursery.models import Alarm
from ikkan.procedures.nursery.round.alarms import sign_alarm

router = Router(tags=["nursery"])
AlarmKey = Annotated[int, Path(ge=1, le=2**63 - 1)]


class AlarmOut(Schema):
    """Something that must be settled."""

    id: int
    code: str
    subject: str
    figures: dict[str, JsonValue]
    raised_at: datetime
    cleared_at: datetime | None
    signed_at: datetime | None
    sign_reason: str


class SignIn(Schema):
    """Why it is accepted."""

    reason: Reason


@router.get("/nursery/rounds/{number}/alarms", response=list[AlarmOut], operation_id="list_alarms", auth=DESK_READ)
def list_alarms(request: HttpRequest, number: Number) -> list[AlarmOut]:
    """List the alarms of a round, those that still stand first."""
    round_ = Round.objects.filter(number=number, procedure="nursery").first()
    if round_ is None:
        raise not_found()
    found = Alarm.objects.filter(round=round_).order_by("cleared_at", "signed_at", "pk")
    return [_out(alarm) for alarm in sorted(found, key=lambda one: (one.cleared_at or one.signed_at) is not None)]


@router.post("/nursery/alarms/{alarm_id}/sign", response=AlarmOut, operation_id="sign_alarm", auth=DESK_WRITE)
def sign(request: HttpRequest, alarm_id: AlarmKey, body: SignIn) -> JsonObject:
    """Sign an alarm off with a reason, in the caller's own name."""
    account = caller_of(request).account

    def deed() -> AlarmOut:
        alarm = Alarm.objects.select_related("round").filter(pk=alarm_id).first()
        if alarm is None:
            raise not_found()

        def signed() -> Alarm | Refused:
            with transaction.atomic():
                return sign_alarm(alarm=alarm, account=account, reason=body.reason, now=timezone.now())

        return _out(granted(retry_when_stale(alarm.round, signed)))

    return once(request, deed)


def _out(alarm: Alarm) -> AlarmOut:
    return AlarmOut.model_validate({name: getattr(alarm, name) for name in AlarmOut.model_fields})
