"""The edge of the API: what holds for every address, before and after a view."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt

from ikkan.api.application import failure_of
from ikkan.api.problems import Failure, fail, not_found, problem_response
from ikkan.api.reading import is_keepable

View = Callable[..., HttpResponseBase]
OPEN: Final = ("/open-data/", "/procedures", "/form", "/openapi.json")
_TAKEN: Final = frozenset({"application/json", "multipart/form-data"})
_WRITES: Final = frozenset({"POST", "PUT", "PATCH"})


def edged(pattern: URLPattern) -> URLPattern:
    """Return an address whose view stands behind the edge."""
    pattern.callback = behind_edge(pattern.callback)
    return pattern


def behind_edge(view: View) -> View:
    """Return a view that answers every fault with problem details, and says who may read and keep its answers."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **parts: object) -> HttpResponseBase:
        response = _answered(view, request, *args, **parts)
        is_open = any(part in request.path for part in OPEN) and request.method in {"GET", "HEAD", "OPTIONS"}
        if is_open:
            response["Access-Control-Allow-Origin"] = "*"
            response["Vary"] = "Accept, Accept-Language"
        else:
            response["Cache-Control"] = "no-store"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """Answer 404 where the API has no such address."""
    return problem_response(request, not_found())


def _answered(view: View, request: HttpRequest, *args: object, **parts: object) -> HttpResponseBase:
    try:
        _look_at(request)
        response = view(request, *args, **parts)
    # whatever failed outside ninja's own handling is answered like everything else
    except Exception as fault:  # noqa: BLE001
        return problem_response(request, failure_of(fault))
    if response.status_code == 405:
        return problem_response(request, _wrong_verb(response.headers.get("Allow", "")))
    return response


def _look_at(request: HttpRequest) -> None:
    if not is_keepable(request.path) or not is_keepable(_query(request)):
        raise fail(
            400,
            "character_not_allowed",
            "アドレスに使えない文字が入っています。",
            "The address holds a character that cannot be kept.",
        )
    sends = request.method in _WRITES and request.headers.get("Content-Length", "0") not in {"", "0"}
    if sends and request.content_type not in _TAKEN:
        raise fail(
            415,
            "media_type",
            "本文は application/json か multipart/form-data で送ってください。",
            "Send the body as application/json or multipart/form-data.",
        )


def _query(request: HttpRequest) -> str:
    return "".join(f"{name}{value}" for name, values in request.GET.lists() for value in values)


def _wrong_verb(allowed: str) -> Failure:
    return fail(
        405,
        "wrong_verb",
        f"このアドレスで使える操作は {allowed or '（なし）'} です。",
        f"This address takes {allowed or 'nothing'}.",
        Allow=allowed,
    )
