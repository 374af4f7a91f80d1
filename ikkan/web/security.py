"""Headers that every answer carries: what a page may load, who may frame it, who may keep it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'none'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
UNUSED_DEVICES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
FIXED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": ", ".join(f"{device}=()" for device in UNUSED_DEVICES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


class SecurityHeaders:
    """Set the fixed headers on every answer, and forbid keeping whatever belongs to a person.

    It stands outermost, so that an answer of another middleware (a redirect to HTTPS, a wrong host) has them too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with the headers set."""
        response = self._get_response(request)
        for name, value in FIXED.items():
            response[name] = value
        if _is_personal(request, response):
            response["Cache-Control"] = "no-store"
        return response


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    # The cookie and the token are looked at, not the account: this costs no query and errs on the safe side.
    if settings.STATIC_URL and request.path.startswith(settings.STATIC_URL):
        return False
    session = settings.SESSION_COOKIE_NAME
    return session in request.COOKIES or session in response.cookies or "Authorization" in request.headers
