"""Check a paper: its PDF, or the code that is printed on it. Nothing that is handed in is kept."""

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.parts import DateBoxes, TextBox
from ikkan.kernel.input_dates import read_date_boxes
from ikkan.kernel.input_results import Label, Rejected
from ikkan.papers.seals.code import CodeVerdict
from ikkan.papers.seals.keys import published_list
from ikkan.rooms.answer.seals import check_paper, check_printed_code, town_keys
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled
from ikkan.web.verify.verdicts import Verdict, code_shown, person_shown, seal_shown

BIRTH: Final = Label("生年月日", "date of birth")


@throttled("verify")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a paper is the town's and unchanged: by its file, or by its printed code and a person on it.

    The address in the printed QR code opens this page with the code (``?c=``).
    """
    language = page_language_of(request)
    code = (request.POST.get("code") or request.GET.get("c", "")).strip()
    paper = request.FILES.get("paper")
    if request.method == "POST" and paper is not None:
        return _show(request, seal_shown(check_paper(paper), language))
    if request.method == "POST" and not code:
        return _show(request, errors=[("#id_paper", _("PDFファイルを選ぶか、コードを入力してください"))])
    if not code:
        return _show(request)
    found = check_printed_code(code)
    if found is None:
        return _show(request, code_shown(None, language), code=code)
    if request.method == "POST" and "name" in request.POST:
        return _compare(request, found, code)
    return _show(request, code_shown(found, language), code=code, asks_person=found.is_good)


@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """Give the town's sealing keys, for checking without this page."""
    del request
    return JsonResponse(published_list(town_keys()), json_dumps_params={"ensure_ascii": False})


def _compare(request: HttpRequest, found: CodeVerdict, code: str) -> HttpResponse:
    name, birth = request.POST.get("name", "")[:200].strip(), _birth(request)
    errors = [] if name else [("#id_name", _("書類にある氏名を入力してください"))]
    if isinstance(birth, Rejected):
        errors.append(("#id_birth_year", birth.message_en if page_language_of(request) == "en" else birth.message_ja))
    if isinstance(birth, Rejected) or errors or not found.is_good:
        shown = code_shown(found, page_language_of(request))
        return _show(request, shown, code=code, asks_person=found.is_good, errors=errors)
    agrees = found.statement.names(name, birth)
    return _show(request, person_shown(found, agrees=agrees), code=code, asks_person=True)


def _birth(request: HttpRequest) -> date | Rejected:
    read = read_date_boxes(*_birth_boxes(request), label=BIRTH, latest=timezone.localdate())
    return read if isinstance(read, Rejected) else read.value


def _birth_boxes(request: HttpRequest) -> tuple[str, str, str]:
    given = request.POST
    return given.get("birth_year", "")[:20], given.get("birth_month", "")[:20], given.get("birth_day", "")[:20]


def _show(
    request: HttpRequest,
    verdict: Verdict | None = None,
    *,
    code: str = "",
    asks_person: bool = False,
    errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    told, posted = dict(errors or []), request.POST
    context = {
        "page_title": _("書類が本物か確かめる"),
        "verdict": verdict,
        "code": code,
        "error_list": errors or [],
        "paper_error": told.get("#id_paper", ""),
        "code_box": TextBox("code", _("書類のコードの文字"), code, hint=_("IKKAN1 で始まります"), rows=4),
        "asks_person": asks_person,
        "name_box": TextBox(
            "name", _("書類にある氏名"), posted.get("name", "")[:200], error=told.get("#id_name", ""), width=20
        ),
        "birth": DateBoxes(
            "birth", _("書類にある生年月日"), *_birth_boxes(request), hint=_("平成4、H4、1992 のどれでもかまいません"),
            error=told.get("#id_birth_year", ""),
        ),
    }  # fmt: skip
    return render(request, "verify/verify.html", context, status=422 if errors else 200)
