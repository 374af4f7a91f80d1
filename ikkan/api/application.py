"""The API as a whole: its routers in the order of looking up, and what each fault is answered with."""

import logging
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from ikkan.api import (
    access_log,
    alarms,
    approvals,
    attachments,
    cases,
    cash,
    changes,
    desk,
    drafts,
    filing,
    forms,
    issue_notices,
    me,
    notices,
    nursery,
    open_data,
    payment,
    publication,
    rounds,
    sign_ins,
    stops,
    trying,
    verify,
)
from ikkan.api.declared import declared_router
from ikkan.api.problems import Failure, fail, not_found, problem_response
from ikkan.api.reading import KeptParser
from ikkan.kernel.outcome import Refused
from ikkan.ledger.steps import Stale

log = logging.getLogger(__name__)
# fixed addresses stand before those that begin with the code of a procedure
_FIXED = (
    open_data, verify, me, access_log, issue_notices, sign_ins, desk, cash, stops, rounds, publication, alarms,
    trying, approvals, cases, payment, changes, nursery, notices,
)  # fmt: skip
_OF_A_PROCEDURE = (drafts, attachments, filing, forms)


def make_api() -> NinjaAPI:
    """Return the API with every router and handler."""
    api = NinjaAPI(
        title="Ikkan API",
        version="1.0.0",
        description=(
            "Everything that the citizen's pages do, for programs, open data, and the check of a paper. "
            "Errors are problem details (RFC 9457). Every write needs an Idempotency-Key."
        ),
        docs_url=None,
        openapi_url="",
        parser=KeptParser(),
        urls_namespace="api",
    )
    for topic in _FIXED:
        api.add_router("", topic.router)
    api.add_router("", declared_router())
    for topic in _OF_A_PROCEDURE:
        api.add_router("", topic.router)
    for kind, answer in _ANSWERS.items():
        api.add_exception_handler(kind, _handler(answer))
    return api


def failure_of(fault: Exception) -> Failure:
    """Return the failure that a fault is answered with."""
    for kind in type(fault).__mro__:
        if kind in _ANSWERS:
            return _ANSWERS[kind](fault)
    return _unexpected(fault)


def _handler(
    answer: Callable[[Exception], Failure],
) -> Callable[[HttpRequest, Exception | type[Exception]], HttpResponse]:
    def handle(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
        return problem_response(request, answer(fault if isinstance(fault, Exception) else fault()))

    return handle


def _itself(fault: Exception) -> Failure:
    return fault if isinstance(fault, Failure) else _unexpected(fault)


def _http_error(fault: Exception) -> Failure:
    # ninja puts a generic 400 round whatever reading the body raised
    return failure_of(fault.__cause__) if isinstance(fault.__cause__, Exception) else _unreadable(fault)


def _no_sign_in(fault: Exception) -> Failure:
    del fault
    return fail(
        401,
        "sign_in_needed",
        "トークン（Authorization: Bearer）を付けるか、サインインしてから呼び出してください。",
        "Call with a bearer token in Authorization, or sign in first.",
    )


def _invalid(fault: Exception) -> Failure:
    errors = fault.errors if isinstance(fault, ValidationError) else []
    faults = [_fault(error) for error in errors]
    return Failure(
        Refused(
            "faults",
            f"直すところが{len(faults)}か所あります。faults を見て直してください。",
            f"{len(faults)} things need mending. Look at `faults`.",
        ),
        422,
        faults,
    )


def _fault(error: dict[str, object]) -> Refused:
    place = error.get("loc")
    path = ".".join(str(part) for part in place[1:]) if isinstance(place, tuple | list) else ""
    code, told = str(error.get("type", "")), str(error.get("msg", ""))
    path = path.removeprefix("body.")
    if code == "missing":
        return Refused("missing", f"「{path}」がありません。加えてください。", f"`{path}` is missing. Add it.", path)
    return Refused(
        code,
        f"「{path}」の値が定義に合いません（{told}）。openapi.json を確かめてください。",
        f"`{path}` does not fit: {told}. See openapi.json.",
        path,
    )


def _too_big(fault: Exception) -> Failure:
    del fault
    return fail(
        413,
        "body_too_large",
        "本文が大きすぎます。ファイルは attachments へ送り、本文を小さくしてください。",
        "The body is too large. Send files to `attachments`, and make the body smaller.",
    )


def _unreadable(fault: Exception) -> Failure:
    del fault
    return fail(
        400,
        "unreadable",
        "送られた内容を読み取れません。形式を確かめて、もう一度送ってください。",
        "What was sent cannot be read. Check its format and send it again.",
    )


def _moved(fault: Exception) -> Failure:
    del fault
    return fail(
        409,
        "moved_meanwhile",
        "同時に別の処理が進みました。いまの状態を見て、もう一度送ってください。",
        "It was moved by something else at the same moment. Look at it again and send it once more.",
    )


def _nowhere(fault: Exception) -> Failure:
    del fault
    return not_found()


def _unexpected(fault: Exception) -> Failure:
    log.error("API request failed: %s", type(fault).__name__, exc_info=fault)
    return fail(
        500,
        "failed",
        "こちらの内部で失敗しました。保存済みの内容は失われていません。しばらくして、同じ送信番号で送り直してください。",
        "Something failed on our side; nothing saved is lost. Send it again later under the same key.",
    )


_ANSWERS: dict[type[Exception], Callable[[Exception], Failure]] = {
    Failure: _itself,
    ValidationError: _invalid,
    AuthenticationError: _no_sign_in,
    HttpError: _http_error,
    Http404: _nowhere,
    RequestDataTooBig: _too_big,
    SuspiciousOperation: _unreadable,
    MultiPartParserError: _unreadable,
    UnreadablePostError: _unreadable,
    Stale: _moved,
    Exception: _unexpected,
}
