"""Before the form: the start page, the list of facilities, the estimate without login, and beginning a draft."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.forms.prefill import apply_prefill
from ikkan.counter.tables import Column, Row, Table
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.registry import procedure_of
from ikkan.people.guards import require_citizen
from ikkan.people.models import Account
from ikkan.procedures.nursery.pages import QuickForm, estimate_of, has_open_month, places_of
from ikkan.procedures.nursery.pages.kinds import FacilityRow
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.doors import citizen_of
from ikkan.web.citizen.kept import with_marks
from ikkan.web.citizen.offered import form_of, pages_of
from ikkan.web.citizen.shown import day_text, until_text
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

MOST_SHOWN = 100


@require_safe
def start(request: HttpRequest, procedure: str) -> HttpResponse:
    """Tell who can apply, until when, what to have at hand and how long it takes."""
    language = page_language_of(request)
    facts = pages_of(procedure).start_facts(language, timezone.now())
    account = request.user
    draft = (
        Draft.objects.filter(owner=account, procedure=procedure, corrects=None, on_behalf_of="").first()
        if (isinstance(account, Account))
        else None
    )
    context = {
        "page_title": _("%(title)sを始める前に") % {"title": facts.title},
        "heading": facts.title,
        "facts": facts,
        "rounds": [
            (one.title, until_text(one.closes_at, language), day_text(one.answers_on, language)) for one in facts.rounds
        ],
        "draft": draft,
        "procedure": procedure,
        "is_staff": isinstance(account, Account) and account.is_staff_member,
        "back_url": reverse("home"),
    }
    return render(request, "citizen/start.html", context)


@require_citizen
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, procedure: str) -> HttpResponseBase:
    """Begin a draft with what the town already holds, or go on with the one there is."""
    pages, account, now = pages_of(procedure), citizen_of(request), timezone.now()
    if request.method != "POST":
        return redirect("citizen:start", procedure=procedure)
    rounds = pages.open_rounds(now)
    if not rounds:
        return redirect("citizen:start", procedure=procedure)
    draft = Draft.objects.filter(owner=account, procedure=procedure, corrects=None, on_behalf_of="").first()
    if draft is None:
        form = form_of(procedure)
        first: JsonObject = {"start_month": rounds[0].month.isoformat()} if len(rounds) == 1 else {}
        known = pages.known_of_account(account, start=rounds[0].month, now=now)
        answers, marks = apply_prefill(form, first, known, on=timezone.localdate(now))
        draft = start_draft(
            owner=account,
            procedure=procedure,
            form_version=procedure_of(procedure).form_version,
            answers=with_marks(answers, marks),
        )
    answer = redirect("citizen:tasks", procedure=procedure, draft=draft.pk)
    answer.status_code = 303
    return answer


@require_safe
def facilities(request: HttpRequest) -> HttpResponse:
    """List the facilities with the seats of each class, by words."""
    query = request.GET.get("q", "")[:80].strip()
    places = places_of(None, timezone.now())
    rows = places.rows(query)
    columns = [
        Column("name", _("園")),
        Column("address", _("場所")),
        Column("hours", _("時間")),
        *(Column(f"age{age}", _("%(age)s歳児") % {"age": age}, number=True) for age in range(6)),
    ]
    table = Table("facilities", _("園と募集の人数"), columns, [_row(one) for one in rows[:MOST_SHOWN]], total=len(rows),
                  per_page=MOST_SHOWN, select_name="f", select_links=False)  # fmt: skip
    context = {
        "page_title": _("園と空きの一覧"),
        "table": table,
        "query": query,
        "back_url": reverse("citizen:start", kwargs={"procedure": "nursery"}),
    }
    return render(request, "citizen/facilities.html", context)


@throttled("estimate")
@require_http_methods(["GET", "HEAD", "POST"])
def estimate(request: HttpRequest) -> HttpResponseBase:
    """Give an estimate from a few answers; nothing is kept."""
    language, now = page_language_of(request), timezone.now()
    form = QuickForm(request.POST if request.method == "POST" else None, now=now, language=language)
    found, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            found = estimate_of(form.answers(), language=language, now=now)
        else:
            status = 422
    context = {
        "page_title": _("点数を先に試す"),
        "form": form,
        "estimate": found,
        "can_ask": has_open_month(now),
        "back_url": reverse("citizen:start", kwargs={"procedure": "nursery"}),
    }
    return render(request, "citizen/estimate.html", context, status=status)


def _row(one: FacilityRow) -> Row:
    seats = ["－" if count is None else str(count) for count in one.seats]
    return Row(one.code, [one.name, one.address, one.hours or "－", *seats])
