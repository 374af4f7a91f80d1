"""Problem details (RFC 9457): every refusal and fault as JSON with a sentence in Japanese and in English."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final, TypeVar

from django.http import HttpRequest, JsonResponse
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import Schema
from pydantic import Field

from ikkan.kernel.outcome import Faulty, Refused, Text

T = TypeVar("T")
MEDIA_TYPE: Final = "application/problem+json"
_TYPE: Final = "urn:ikkan:problem:"

TITLES: Final[Mapping[int, Text]] = {
    400: Text("送られた内容を読み取れません", "The request cannot be read"),
    401: Text("サインインが必要です", "Sign-in is needed"),
    403: Text("許されていません", "Not allowed"),
    404: Text("見つかりません", "Not found"),
    405: Text("この操作はできません", "This verb is not offered here"),
    409: Text("いまの状態ではできません", "Not possible as things stand"),
    413: Text("大きすぎます", "Too large"),
    415: Text("この形式は受け取れません", "This media type is not taken"),
    422: Text("内容に直すところがあります", "Something in it needs mending"),
    429: Text("しばらく待ってください", "Please wait"),
    500: Text("内部で失敗しました", "Something failed on our side"),
}
# Where a refusal is neither about one field (422) nor about the state of things (409).
_STATUS: Final[Mapping[str, int]] = {
    "not_found": 404,
    "token_invalid": 401,
    "token_scope": 403,
    "own_draft": 403,
    "file_too_large": 413,
    "round_closed": 409,
    "file_empty": 422,
    "unknown_decision": 422,
    "unknown_verdict": 422,
}


class Fault(Schema):
    """One fault of what was sent."""

    path: str = Field(description="Path of the value concerned, such as `parents.0.work.month_hours`.")
    code: str
    ja: str
    en: str


class Problem(Schema):
    """Problem details (RFC 9457). `title` and `detail` follow Accept-Language; `ja` and `en` are always there."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    ja: str
    en: str
    faults: list[Fault] = Field(default_factory=list)


class Failure(Exception):  # noqa: N818 -- reads as what it is: the answer was no
    """Leave a view with a refusal.

    Args:
        refused: what happened, why, what to do next.
        status: HTTP status.
        faults: single faults, each at its place.
        headers: further headers of the answer.
    """

    def __init__(
        self,
        refused: Refused,
        status: int,
        faults: Sequence[Refused] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(refused.code)
        self.refused, self.status, self.faults, self.headers = refused, status, tuple(faults), headers or {}


def fail(status: int, code: str, ja: str, en: str, **headers: str) -> Failure:
    """Return a failure with its sentences."""
    return Failure(Refused(code, ja, en), status, headers=headers)


def not_found() -> Failure:
    """Return the failure that a stranger and a wrong number get alike."""
    return fail(
        404,
        "not_found",
        "見つかりません。番号とアカウントを確かめてください。",
        "There is nothing here for you. Check the number and the account.",
    )


def granted(outcome: T | Refused | Faulty) -> T:
    """Return what a service did.

    Raises:
        Failure: it refused, or found faults.
    """
    if isinstance(outcome, Faulty):
        raise Failure(_faults_head(len(outcome.faults)), 422, outcome.faults)
    if isinstance(outcome, Refused):
        status = _STATUS.get(outcome.code, 422 if outcome.field else 409)
        raise Failure(outcome, status, [outcome] if outcome.field else ())
    return outcome


def faults_of(refusals: Sequence[Refused]) -> list[Fault]:
    """Return faults as they are answered."""
    return [Fault(path=one.field, code=one.code, ja=one.ja, en=one.en) for one in refusals]


def problem_response(request: HttpRequest, failure: Failure) -> JsonResponse:
    """Return a failure as problem details in the language asked for."""
    language = language_of(request)
    refused = failure.refused
    title = TITLES.get(
        failure.status, TITLES[400] if failure.status < HTTPStatus.INTERNAL_SERVER_ERROR else TITLES[500]
    )
    problem = Problem(
        type=f"{_TYPE}{refused.code}",
        title=title.shown(language),
        status=failure.status,
        detail=refused.en if language == "en" else refused.ja,
        code=refused.code,
        ja=refused.ja,
        en=refused.en,
        faults=faults_of(failure.faults),
    )
    response = JsonResponse(problem.model_dump(), status=failure.status, content_type=MEDIA_TYPE)
    response["Content-Language"] = language
    if failure.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    for name, value in failure.headers.items():
        response[name.replace("_", "-")] = value
    return response


def language_of(request: HttpRequest) -> str:
    """Return ``ja`` or ``en``, whichever the request prefers; Japanese where it says nothing."""
    for language, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if weight and language.partition("-")[0] in ("ja", "en"):
            return language.partition("-")[0]
    return "ja"


def _faults_head(count: int) -> Refused:
    return Refused(
        "faults",
        f"直すところが{count}か所あります。faults を見て直し、もう一度送ってください。",
        f"{count} things need mending. Look at `faults`, mend them and send it again.",
    )
