"""Being told when a paper about oneself is issued to others (本人通知制度): register, look, cancel."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_citizen
from ikkan.rooms.answer.issue_rows import IssueNotice
from ikkan.rooms.answer.issue_telling import issue_notices_of
from ikkan.rooms.answer.issue_watch import cancel_watch, live_watch, requester_row, rules_of_watch, watch_own
from ikkan.web.citizen.doors import citizen_of, told_of
from ikkan.web.citizen.shown import full_day_text
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled


@require_citizen
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def issued(request: HttpRequest) -> HttpResponseBase:
    """Show the registration and what was told; register or cancel."""
    account, now = citizen_of(request), timezone.now()
    if request.method == "POST":
        if request.POST.get("wanted") == "yes":
            made = watch_own(account=account, now=now)
            if isinstance(made, Refused):
                messages.error(request, told_of(made, request), extra_tags="bad")
            else:
                messages.success(request, _("登録しました"), extra_tags="ok")
        else:
            cancel_watch(resident=account.resident_number, now=now)
            messages.success(request, _("登録をやめました"), extra_tags="ok")
        answer = redirect("citizen:issued")
        answer.status_code = 303
        return answer
    return _show(request)


def _show(request: HttpRequest) -> HttpResponse:
    account, language, now = citizen_of(request), page_language_of(request), timezone.now()
    today = timezone.localdate(now)
    watch, rules = live_watch(account.resident_number, today), rules_of_watch(today)
    told = issue_notices_of(account.resident_number, now) if account.resident_number else IssueNotice.objects.none()
    context = {
        "page_title": _("証明書の交付のお知らせ"),
        "is_offered": rules.values["offered"],
        "has_number": bool(account.resident_number),
        "until": full_day_text(watch.ends_on, language) if watch else "",
        "days": rules.values["days"],
        "years": rules.values["years"],
        "told": [
            (full_day_text(one.issued_on, language), one.document, one.copies, _requester(one, language))
            for one in told
        ],
        "back_url": reverse("citizen:who_saw"),
    }
    return render(request, "citizen/issued.html", context)


def _requester(one: IssueNotice, language: str) -> str:
    row = requester_row(one.requester, one.issued_on)
    return row.text("en" if language == "en" else "ja") if row else one.requester
