"""The door of the payment provider: no session, no form; only the signature is believed."""

import logging
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ikkan.corridor.payment_reports import take_callback
from ikkan.kernel.outcome import Refused
from ikkan.ledger.steps import Stale
from ikkan.ports.payment.port import payment_port

log = logging.getLogger(__name__)
# far more than any report; a larger body is not read
MOST_BYTES: Final = 64_000


@csrf_exempt
@require_POST
def payment_callback(request: HttpRequest) -> HttpResponse:
    """Take a report: 200 for good (also the second time), 403 for another's signature, 503 for "send it again"."""
    if payment_port() is None:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        taken = take_callback(headers=request.headers, body=request.body, now=timezone.now())
    except Stale:
        # the case moved at every try; the provider sends again what was not taken
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE)
    if isinstance(taken, Refused):
        log.warning("A report of payment was refused: %s", taken.code)
        return _answer(HTTPStatus.FORBIDDEN if taken.code == "forged" else HTTPStatus.BAD_REQUEST)
    return _answer(HTTPStatus.OK)


def _answer(status: HTTPStatus) -> HttpResponse:
    return HttpResponse(status.phrase, status=status, content_type="text/plain")
