"""The page of the one IT person, the same for monitoring, and the sign of life."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from ikkan.corridor.health.doctor import examine, report, worst
from ikkan.corridor.health.finding import Finding, State
from ikkan.corridor.health.outbox import dead_letters, retry_effects
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.people.selectors import may
from ikkan.people.tokens import account_of_token
from ikkan.web.throttle import throttled

DUTY: Final = "operate"
SCOPE: Final = "health"
TONES: Final = {State.GOOD: "ok", State.ATTENTION: "warn", State.BAD: "bad"}
BEARER: Final = "Bearer "


@require_safe
@require_duty(DUTY)
def health(request: HttpRequest) -> HttpResponse:
    """Show what works, what does not, since when, and the command that mends it; no citizen's data."""
    findings = examine(now=timezone.now())
    context = {
        "page_title": _("運用"),
        "tone": TONES[worst(findings)],
        "summary": _summary(findings),
        "rows": [(TONES[finding.state], finding) for finding in findings],
        "letters": dead_letters(),
    }
    return render(request, "operator/health.html", context)


@require_GET
def health_json(request: HttpRequest) -> HttpResponse:
    """Say the same to a monitoring program, by a token with the scope ``health`` or by the session.

    The status is 503 when something is bad, so that a monitor need not read the body.
    """
    refusal = _refusal(request)
    if refusal is not None:
        return refusal
    now = timezone.now()
    findings = examine(now=now)
    status = 503 if worst(findings) is State.BAD else 200
    return JsonResponse(report(findings, now=now), status=status, json_dumps_params={"ensure_ascii": False})


@require_POST
@require_duty(DUTY)
@throttled("operate.retry")
def retry(request: HttpRequest) -> HttpResponse:
    """Let the worker try one given-up effect again, or all of them."""
    wanted = request.POST.get("id", "")
    if wanted and not wanted.isdecimal():
        raise Http404
    count = retry_effects([int(wanted)] if wanted else None, now=timezone.now())
    said = ngettext("%(n)d 件をもう一度送ります", "%(n)d 件をもう一度送ります", count) % {"n": count}
    messages.success(request, said, extra_tags="ok")
    return redirect("operator:health")


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Say that this process answers, to anybody, without a look at the database."""
    return HttpResponse("ok", content_type="text/plain")


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """Return why the health may not be read, or None when it may."""
    header = request.headers.get("Authorization", "")
    account: object = request.user
    if header.startswith(BEARER):
        account = account_of_token(header.removeprefix(BEARER).strip(), SCOPE, timezone.now())
    if isinstance(account, Account):
        if may(account, DUTY, timezone.localdate()):
            return None
        raise Http404
    said = (
        account.en if isinstance(account, Refused) else "Send a token: ikkan token make NAME monitoring --scope health"
    )
    problem = {"title": "Not signed in", "status": 401, "detail": said}
    answer = JsonResponse(problem, status=401, content_type="application/problem+json")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _summary(findings: list[Finding]) -> str:
    bad = sum(finding.state is State.BAD for finding in findings)
    attention = sum(finding.state is State.ATTENTION for finding in findings)
    if bad:
        return _("だめなところが %(bad)d、注意するところが %(attention)d あります") % {
            "bad": bad,
            "attention": attention,
        }
    if attention:
        return _("動いています。注意するところが %(attention)d あります") % {"attention": attention}
    return _("すべて良い状態です")
