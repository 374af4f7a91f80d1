"""Recovery at the counter: somebody lost their phone; an officer looks at a paper and hands over a code."""

from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.parts import Choice, Choices, TextBox
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_duty
from ikkan.people.recovery import DUTY, open_recovery, papers_on, recoveries_opened_by
from ikkan.web.desk.doors import officer_of, said
from ikkan.web.language import page_language_of
from ikkan.web.signin_forms import LOGIN_NAME
from ikkan.web.throttle import throttled

SHOWN = 20


@require_duty(DUTY)
@throttled("recovery_open")
@require_http_methods(["GET", "HEAD", "POST"])
def recoveries(request: HttpRequest) -> HttpResponseBase:
    """Open a recovery and show its code once; list what this officer opened."""
    now, officer = timezone.now(), officer_of(request)
    username = request.POST.get("username", "").strip()[:150]
    paper, told, made, code = request.POST.get("paper", ""), {}, None, ""
    if request.method == "POST":
        opened = open_recovery(username=username, paper=paper, officer=officer, now=now)
        if isinstance(opened, Refused):
            told = {opened.field: said(request, opened)}
        else:
            made, code = opened
    at, papers = int(page_language_of(request) == "en"), papers_on(now)
    errors = [("#id_username" if field == "username" else "#id_paper_0", words) for field, words in told.items()]
    context = {
        "page_title": _("ログインの復旧"),
        "made": made,
        "code": code,
        "recovery_url": request.build_absolute_uri(reverse("recovery")),
        "username": TextBox("username", str(LOGIN_NAME), username, hint=_("本人に聞いて入力します"),
                            error=told.get("username", ""), width=20),
        "ask": Choices("paper", _("見せてもらった書類"),
                       [Choice(key, words[at], checked=key == paper) for key, words in papers.items()],
                       error=told.get("paper", "")),
        "opened": [(one, papers[one.paper][at]) for one in recoveries_opened_by(officer)[:SHOWN]],
        "error_list": errors,
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK
    return render(request, "desk/recoveries.html", context, status=status)
