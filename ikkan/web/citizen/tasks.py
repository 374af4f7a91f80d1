"""The form as a task list; asking somebody to go on; deleting the draft."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.forms.places import Place
from ikkan.counter.forms.progress import task_groups
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_citizen
from ikkan.people.mandates import last_day_of_mandate
from ikkan.people.models import Account, Mandate
from ikkan.people.selectors import mandates_given_by
from ikkan.people.services import grant_mandate, withdraw_mandate
from ikkan.rooms.intake.drafts import delete_draft
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.doors import citizen_of, draft_for, told_of
from ikkan.web.citizen.kept import answers_of, marks_of
from ikkan.web.citizen.offered import asking_of, form_of
from ikkan.web.citizen.shown import day_text, full_day_text, until_text
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled


def place_url(draft: Draft, place: Place, back: str = "") -> str:
    """Return the address of a page of a draft."""
    named: dict[str, object] = {"procedure": draft.procedure, "draft": draft.pk}
    if place.page.is_review:
        return reverse("citizen:confirm", kwargs=named)
    named |= {"section": place.section.code, "page": place.page.code}
    if place.index is not None:
        named["index"] = place.index
    return reverse("citizen:page", kwargs=named) + (f"?back={back}" if back else "")


@require_citizen
@require_safe
def tasks(request: HttpRequest, procedure: str, draft: UUID) -> HttpResponse:
    """Show what is done and what is left."""
    account, language, now = citizen_of(request), page_language_of(request), timezone.now()
    own = _of_procedure(account, draft, procedure)
    form, answers = form_of(procedure, own.form_version), answers_of(own)
    groups, done, count = task_groups(
        form, answers, marks=marks_of(own), language=language, url=lambda place: place_url(own, place)
    )
    asking = asking_of(procedure)
    overview = asking.overview(answers, language=language, now=now)
    context = {
        "page_title": overview.title or form.title.shown(language),
        "groups": groups,
        "done": done,
        "count": count,
        "deadline_text": _deadline(overview.closes_at, language),
        "draft": own,
        "acting_for": own.owner if own.owner_id != account.pk else None,
        "corrects": own.corrects,
        "has_estimate": overview.has_estimate,
        "estimate": asking.estimate_of(answers, language=language, now=now) if overview.has_estimate else None,
        "back_url": reverse("citizen:case", kwargs={"number": own.corrects.number})
        if own.corrects
        else reverse("home"),
    }
    return render(request, "citizen/tasks.html", context)


@require_citizen
@throttled("mandate")
@require_http_methods(["GET", "HEAD", "POST"])
def delegate(request: HttpRequest, procedure: str, draft: UUID) -> HttpResponseBase:
    """Ask somebody else to go on with one's draft; the leave is recorded and can be taken back."""
    account, now = citizen_of(request), timezone.now()
    own = _of_procedure(account, draft, procedure)
    if own.owner_id != account.pk:
        raise Http404
    errors: list[tuple[str, str]] = []
    typed = {"holder": request.POST.get("holder", "").strip(), "ground": request.POST.get("ground", "").strip()}
    if request.method == "POST":
        errors = _grant(request, account, own, typed)
        if not errors:
            messages.success(request, _("頼みました。いつでも取り消せます"))
            return _see(reverse("citizen:delegate", kwargs={"procedure": procedure, "draft": own.pk}))
    given = [one for one in mandates_given_by(account) if one.procedure == procedure]
    context = {
        "page_title": _("別の人に続きを頼む"),
        "draft": own,
        "typed": typed,
        "error_list": errors,
        "errors": {anchor.removeprefix("#id_"): words for anchor, words in errors},
        "given": [(one, full_day_text(one.expires_on, page_language_of(request)), _stands(one)) for one in given],
        "until": full_day_text(last_day_of_mandate(timezone.localdate(now)), page_language_of(request)),
        "back_url": reverse("citizen:tasks", kwargs={"procedure": procedure, "draft": own.pk}),
    }
    return render(request, "citizen/delegate.html", context, status=422 if errors else 200)


@require_citizen
@throttled("mandate")
@require_http_methods(["POST"])
def end_mandate(request: HttpRequest, mandate: int) -> HttpResponseBase:
    """Take a mandate back at once."""
    ended = withdraw_mandate(mandate_id=mandate, by=citizen_of(request), now=timezone.now())
    if isinstance(ended, Refused):
        messages.error(request, told_of(ended, request))
    else:
        messages.success(request, _("取り消しました。この人はもう続きを入力できません"))
    return _see(reverse("home"))


@require_citizen
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_draft(request: HttpRequest, procedure: str, draft: UUID) -> HttpResponseBase:
    """Delete a draft after one look at what is lost."""
    own = _of_procedure(citizen_of(request), draft, procedure)
    if own.owner_id != citizen_of(request).pk:
        raise Http404
    if request.method == "POST":
        delete_draft(draft=own)
        messages.success(request, _("書きかけの申込みを消しました"))
        return _see(reverse("home"))
    context = {
        "page_title": _("書きかけの申込みを消しますか"),
        "draft": own,
        "saved": day_text(own.saved_at, page_language_of(request)),
        "files": own.attachments.count(),
        "back_url": reverse("citizen:tasks", kwargs={"procedure": procedure, "draft": own.pk}),
    }
    return render(request, "citizen/delete_draft.html", context)


def _of_procedure(account: Account, draft: UUID, procedure: str) -> Draft:
    own = draft_for(account, draft)
    if own.procedure != procedure:
        raise Http404
    return own


def _deadline(closes: datetime | None, language: str) -> str:
    if closes is None:
        return ""
    return _("%(until)sまでに送ってください。入力は自動で保存しています") % {"until": until_text(closes, language)}


def _grant(request: HttpRequest, account: Account, draft: Draft, typed: dict[str, str]) -> list[tuple[str, str]]:
    holder = Account.objects.filter(username=typed["holder"], kind=Account.Kind.CITIZEN, is_active=True).first()
    if not typed["holder"] or holder is None:
        return [("#id_holder", _("頼む人のログイン名が見つかりません。本人に確かめて、もう一度入力してください"))]
    if not typed["ground"]:
        return [("#id_ground", _("その人との関係を入力してください"))]
    now = timezone.now()
    granted = grant_mandate(
        grantor=account, holder=holder, procedure=draft.procedure, ground=typed["ground"][:200],
        expires_on=last_day_of_mandate(timezone.localdate(now)), now=now,
    )  # fmt: skip
    return [("#id_holder", told_of(granted, request))] if isinstance(granted, Refused) else []


def _stands(mandate: Mandate) -> bool:
    return mandate.withdrawn_at is None and mandate.expires_on >= timezone.localdate()


def _see(url: str) -> HttpResponseBase:
    answer = redirect(url)
    answer.status_code = 303
    return answer
