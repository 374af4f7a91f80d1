"""Requests of the person about a case: disclosure, correction, suspension, review."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.parts import Choice, Choices, TextBox
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.ledger.steps import Stale
from ikkan.people.guards import require_citizen
from ikkan.rooms.answer.mailbox import known_on
from ikkan.rooms.intake.petitions import answer_by, file_petition, last_day_of, petition_kinds, petitions_of
from ikkan.web.citizen.doors import citizen_of, own_case, told_of
from ikkan.web.citizen.offered import form_of
from ikkan.web.citizen.receipt import contact_of
from ikkan.web.citizen.shown import full_day_text, moment_text
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled


@require_citizen
@throttled("petition")
@require_http_methods(["GET", "HEAD", "POST"])
def petition(request: HttpRequest, number: str) -> HttpResponseBase:
    """Take a petition about a case."""
    account = citizen_of(request)
    case = own_case(account, number)
    if request.method != "POST":
        return _show(request, case)
    now = timezone.now()
    kind, text = request.POST.get("kind", ""), request.POST.get("text", "")
    try:
        filed = file_petition(case=case, kind=kind, text=text, actor=account, known_on=known_on(case, now), now=now)
    except Stale:
        return _show(request, case, error=("text", _("同じときに内容が変わりました。もう一度押してください")))
    if isinstance(filed, Refused):
        return _show(request, case, error=(filed.field or "text", told_of(filed, request)))
    messages.success(request, _("請求を受け付けました。担当の課からお答えします"))
    answer = redirect("citizen:petition", number=number)
    answer.status_code = 303
    return answer


def _show(request: HttpRequest, case: Case, *, error: tuple[str, str] | None = None) -> HttpResponse:
    language, today = page_language_of(request), timezone.localdate()
    kinds, known = petition_kinds(today), known_on(case, timezone.now())
    where, words = error or ("", "")
    options = []
    for one in kinds:
        last = last_day_of(one, known) if known else None
        until = _("（%(day)sまで）") % {"day": full_day_text(last, language)} if last else ""
        by = answer_by(one, today)
        told = _("きょう送ると、%(day)sまでにお答えします。") % {"day": full_day_text(by, language)} if by else ""
        hint = f"{one.effect.shown(language)}{told}{until}〔{one.article}〕"
        options.append(Choice(one.code, one.title.shown(language), hint, request.POST.get("kind") == one.code))
    titles = {one.code: one.title.shown(language) for one in kinds}
    context = {
        "page_title": _("この手続きについて求める"),
        "procedure_title": form_of(case.procedure).title.shown(language),
        "case": case,
        "kinds": Choices("kind", _("何を求めますか"), options, error=words if where == "kind" else ""),
        "box": TextBox(
            "text", _("求めること"), request.POST.get("text", ""), rows=6, error=words if where == "text" else "",
            hint=_("どの決定・どの情報について、どうしてほしいかを書いてください"),
        ),
        "earlier": [(titles.get(kind, kind), text, moment_text(at, language)) for kind, text, at in petitions_of(case)],
        "contact": contact_of(case, language),
        "error_list": [(f"#id_{'kind_0' if where == 'kind' else 'text'}", words)] if error else [],
        "back_url": reverse("citizen:case", kwargs={"number": case.number}),
    }  # fmt: skip
    return render(request, "citizen/petition.html", context, status=422 if error else 200)
