"""本人通知制度 at the desk: register or cancel for who stands there, and the letters for people without an account."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ikkan.counter.parts import Choice, Choices, Crumb, TextBox
from ikkan.kernel.outcome import Refused
from ikkan.papers.typeset import paper_pdf
from ikkan.people.guards import require_duty
from ikkan.people.recovery import papers_on
from ikkan.rooms.answer.issue_letter import letter_of
from ikkan.rooms.answer.issue_telling import letters_to_post, note_posted
from ikkan.rooms.answer.issue_watch import DUTY, cancel_at_counter, watch_at_counter
from ikkan.web.citizen.shown import full_day_text
from ikkan.web.citizen.uploads import as_attachment
from ikkan.web.desk.doors import SeeOther, officer_of, said, tell
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

LONGEST_NUMBER = 15
MOST_LETTERS = 100


@require_duty(DUTY)
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def issue_watches(request: HttpRequest) -> HttpResponseBase:
    """Register or cancel for a person at the counter; list the letters to post."""
    refused: Refused | None = None
    if request.method == "POST":
        resident, paper = request.POST.get("resident", "").strip()[:LONGEST_NUMBER], request.POST.get("paper", "")
        ends = request.POST.get("press") == "cancel"
        deed = cancel_at_counter if ends else watch_at_counter
        outcome = deed(resident=resident, paper=paper, officer=officer_of(request), now=timezone.now())
        if not isinstance(outcome, Refused):
            tell(request, outcome, _("登録をやめました") if ends else _("登録しました"))
            return SeeOther(reverse("desk:issue_watches"))
        refused = outcome
    return _show(request, refused)


@require_duty(DUTY)
@throttled("save")
@require_POST
def issue_letter(request: HttpRequest, notice: UUID) -> HttpResponseBase:
    """Give the letter of a notice as PDF; printing reads the address, and that reading is logged."""
    now, officer = timezone.now(), officer_of(request)
    found = letters_to_post(now).filter(pk=notice).first()
    if found is None:
        raise Http404
    letter = letter_of(found, officer=officer, now=now)
    if isinstance(letter, Refused):
        tell(request, letter, "")
        return SeeOther(reverse("desk:issue_watches"))
    data = paper_pdf(letter, made_on=timezone.localdate(now))
    return as_attachment(data, f"issue-{letter.number}.pdf", "application/pdf")


@require_duty(DUTY)
@throttled("save")
@require_POST
def issue_posted(request: HttpRequest, notice: UUID) -> HttpResponseBase:
    """Record that a letter was posted."""
    outcome = note_posted(notice=str(notice), officer=officer_of(request), now=timezone.now())
    tell(request, outcome, _("発送を記録しました"))
    return SeeOther(reverse("desk:issue_watches"))


def _show(request: HttpRequest, refused: Refused | None) -> HttpResponse:
    language, now = page_language_of(request), timezone.now()
    words = {refused.field or "resident": said(request, refused)} if refused else {}
    at, letters = int(language == "en"), letters_to_post(now)
    context = {
        "page_title": _("本人通知制度"),
        "crumbs": [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(_("本人通知制度"))],
        "box": TextBox("resident", _("宛名番号"), request.POST.get("resident", "")[:LONGEST_NUMBER], width=12,
                       error=words.get("resident", ""), inputmode="numeric"),
        "ask": Choices("paper", _("見せてもらった書類"),
                       [Choice(key, pair[at], checked=request.POST.get("paper") == key)
                        for key, pair in papers_on(now).items()], error=words.get("paper", "")),
        "letters": [(one.pk, full_day_text(one.issued_on, language), one.document, one.copies)
                    for one in letters[:MOST_LETTERS]],
        "waiting": letters.count(),
        "error_list": [("#id_paper_0" if field == "paper" else "#id_resident", text) for field, text in words.items()],
    }  # fmt: skip
    return render(request, "desk/issue_watches.html", context, status=422 if words else 200)
