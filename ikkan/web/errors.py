"""Pages of failures: what happened, why, what to do next. They ask the database nothing."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ikkan.web.language import page_language_of
from ikkan.web.town import remembered_town_name

API_PREFIX = "/api/"
DEFAULT_WAIT_SECONDS = 600


# Django names and passes the second argument of these handlers.
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the browser sent something that cannot be read."""
    return _failure(request, "web/400.html", HTTPStatus.BAD_REQUEST, _("送られた内容を読み取れませんでした"))


# Django passes the second argument.
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _failure(request, "counter/403.html", HTTPStatus.FORBIDDEN, _("このページは開けません"))


# Django passes the second argument.
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: also to a stranger who asks for somebody's case."""
    return _failure(request, "counter/404.html", HTTPStatus.NOT_FOUND, _("ページが見つかりません"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500: our fault, nothing saved is lost."""
    return _failure(request, "counter/500.html", HTTPStatus.INTERNAL_SERVER_ERROR, _("表示できませんでした"))


def too_many_requests(request: HttpRequest, wait_seconds: int = DEFAULT_WAIT_SECONDS) -> HttpResponse:
    """Answer 429 with how long to wait."""
    response = _failure(request, "counter/429.html", HTTPStatus.TOO_MANY_REQUESTS, _("しばらく待ってください"))
    response["Retry-After"] = str(max(1, wait_seconds))
    return response


# Django passes the second argument.
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that did not come from a page of ours, or from one that is too old."""
    return _failure(request, "web/csrf.html", HTTPStatus.FORBIDDEN, _("送れませんでした"))


def _failure(request: HttpRequest, template: str, status: HTTPStatus, title: str) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        problem = {"type": "about:blank", "title": title, "status": int(status)}
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    context = {"town_name": remembered_town_name(), "page_language": page_language_of(request)}
    return HttpResponse(render_to_string(template, context), status=status)
