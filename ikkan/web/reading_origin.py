"""Each request says from where it reads the registers: its address, the way in, the page or operation."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ikkan.registers.reading_origin import (
    API,
    LONGEST_FUNCTION,
    LONGEST_TERMINAL,
    PAGE,
    Origin,
    begin_reading_from,
    reading_from,
)


class OriginOfReadings:
    """Hold the origin of a request's readings as long as the request lasts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; what it leaves set is taken back."""
        with reading_from(Origin(_terminal(request), PAGE)):
            return self._get_response(request)

    # Django's own signature of this hook
    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Name the page or operation, once its address is resolved."""
        del view, args, kwargs
        found = request.resolver_match
        channel = API if found is not None and found.route.startswith("api/") else PAGE
        function = found.view_name if found is not None else ""
        begin_reading_from(Origin(_terminal(request), channel, function[:LONGEST_FUNCTION]))


def _terminal(request: HttpRequest) -> str:
    try:
        return str(get_adapter().get_client_ip(request))[:LONGEST_TERMINAL]
    except PermissionDenied:
        # a server that passes no address on: the log says so by a blank
        return ""
