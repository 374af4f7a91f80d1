"""Giving a paper again that was handed in before (前に出した書類を使う): chosen from one's own, never another's."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.places import Place, find_place
from ikkan.counter.forms.uploads import owner_of, put_document
from ikkan.counter.parts import Choice, Choices
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_citizen
from ikkan.people.models import Account
from ikkan.rooms.intake.drafts import find_draft
from ikkan.rooms.intake.models import Draft
from ikkan.rooms.intake.reusing import EarlierPaper, HandedIn, earlier_papers, handed_in, reuse_paper
from ikkan.web.citizen.doors import citizen_of, told_of
from ikkan.web.citizen.kept import answers_of, save_answers
from ikkan.web.citizen.offered import form_of
from ikkan.web.citizen.shown import full_day_text
from ikkan.web.citizen.tasks import place_url
from ikkan.web.citizen.uploads import whom
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled


def reuse_url(
    account: Account, draft: Draft, place: Place, field: Field, *, before: HandedIn | None = None, back: str = ""
) -> str:
    """Return where an earlier paper can be chosen for a field; blank when there is none, and for a delegate.

    Args:
        account: who looks.
        draft: the form.
        place: the page of the field.
        field: the field that takes the paper.
        before: what the owner handed in before, where it was read already.
        back: ``answer`` to come back to the page of corrections.
    """
    answers = answers_of(draft)
    if draft.owner_id != account.pk:
        return ""
    if not (before or handed_in(draft)).fitting(kind=field.paper, of=whom(place, answers), answers=answers):
        return ""
    named: dict[str, object] = {"procedure": draft.procedure, "draft": draft.pk, "section": place.section.code}
    named |= {"page": place.page.code} | ({} if place.index is None else {"index": place.index})
    return reverse("citizen:reuse", kwargs=named) + (f"?back={back}" if back else "")


@require_citizen
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def reuse(
    request: HttpRequest, procedure: str, draft: UUID, section: str, page: str, index: int | None = None
) -> HttpResponseBase:
    """Show the papers handed in before and take one; only the owner of the form may."""
    own = find_draft(draft_id=draft, owner=citizen_of(request))
    if isinstance(own, Refused) or own.procedure != procedure:
        raise Http404
    answers = answers_of(own)
    place = find_place(
        form_of(procedure, own.form_version), f"{section}/{page}" + ("" if index is None else f"/{index}"), answers
    )
    field = None if place is None else next((one for one in place.page.fields if one.kind == "upload"), None)
    if place is None or field is None:
        raise Http404
    back = _back_url(own, place, request.GET.get("back", ""))
    offered = earlier_papers(own, kind=field.paper, of=whom(place, answers), answers=answers)
    if request.method == "POST" and request.POST.get("paper"):
        _take(request, own, place, field, answers)
        answer = redirect(back)
        answer.status_code = 303
        return answer
    return _show(request, own, field, offered, back, error=request.method == "POST")


def _take(request: HttpRequest, draft: Draft, place: Place, field: Field, answers: JsonObject) -> None:
    chosen = _uuid(request.POST.get("paper", ""))
    of = whom(place, answers)
    kept = reuse_paper(draft, kind=field.paper, of=of, answers=answers, document=chosen)
    if isinstance(kept, Refused):
        raise Http404
    facts = {name: value for name, value in kept.facts.items() if name != "unreadable"}
    document: JsonObject = {
        "kind": kept.kind, "of": owner_of(place, answers), "sha256": kept.sha256, "name": kept.name, "facts": facts,
    }  # fmt: skip
    form = form_of(draft.procedure, draft.form_version)
    saved = save_answers(draft, form, put_document(answers, field.to, document), version=draft.version)
    if isinstance(saved, Refused):
        messages.error(request, told_of(saved, request))
    else:
        messages.success(request, _("前に出した書類を付けました。日付を確かめてください"))


def _show(
    request: HttpRequest, draft: Draft, field: Field, offered: list[EarlierPaper], back: str, *, error: bool
) -> HttpResponseBase:
    language = page_language_of(request)
    words = _("使う書類を選んでください") if error else ""
    options = [
        Choice(
            str(one.document.pk), one.document.name,
            _("%(day)sに %(number)s で出したもの")
            % {"day": full_day_text(one.handed_in, language), "number": one.case},
        )
        for one in offered
    ]  # fmt: skip
    label = field.label.shown(language)
    context = {
        "page_title": _("前に出した%(paper)sを使う") % {"paper": label},
        "procedure_title": form_of(draft.procedure).title.shown(language),
        "ask": Choices("paper", _("どれを使いますか"), options, error=words),
        "has_any": bool(offered),
        "error_list": [("#id_paper_0", words)] if error else [],
        "back_url": back,
    }
    return render(request, "citizen/reuse.html", context, status=422 if error else 200)


def _back_url(draft: Draft, place: Place, back: str) -> str:
    if back == "answer" and draft.corrects is not None:
        return reverse("citizen:answer", kwargs={"number": draft.corrects.number})
    return place_url(draft, place)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
