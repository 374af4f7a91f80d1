"""The fake provider's messenger: in a demo its reports come by the same door as real ones, now or later."""

import json
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from ikkan.corridor.payment_reports import take_callback
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.ports.payment.fake import Behaviour, Callback, FakePayment
from ikkan.store.outbox import put_out

CHANNEL: Final = "payment.demo"


def act_out(provider: FakePayment, behaviour: Behaviour, reference: str, amount: Yen, *, now: datetime) -> None:
    """Let the fake provider do what the person at its page chose.

    Args:
        provider: the fake.
        behaviour: what happens.
        reference: of the charge.
        amount: asked for.
        now: moment.
    """
    for callback in provider.callbacks(behaviour, reference, amount):
        if callback.after_seconds:
            _send_later(callback, now)
        else:
            take_callback(headers=callback.headers, body=callback.body, now=now)


def _send_later(callback: Callback, now: datetime) -> None:
    payload: JsonObject = {"headers": dict(callback.headers), "body": callback.body.decode()}
    key = f"{CHANNEL}:{json.loads(callback.body)['transaction']}"
    put_out(key, CHANNEL, payload, at=now + timedelta(seconds=callback.after_seconds))


def deliver_late(key: str, payload: JsonObject) -> None:
    """Deliver a report of the fake that was long on its way.

    Args:
        key: of the outbox row.
        payload: ``headers`` and ``body``.

    Raises:
        RuntimeError: the town does not take it.
    """
    headers = payload["headers"]
    given = {name: str(value) for name, value in headers.items()} if isinstance(headers, dict) else {}
    taken = take_callback(headers=given, body=str(payload["body"]).encode(), now=timezone.now())
    if isinstance(taken, Refused):
        # the outbox keeps the words and tries again
        raise RuntimeError(f"The report {key} was not taken: {taken.en}")  # noqa: TRY004
