"""Opening a round for applications."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.corridor.rounds import open_round
from ikkan.counter.parts import Choice, Choices, Crumb, DateBoxes, TextBox
from ikkan.kernel.inputs import Accepted, Label, Rejected, read_date_boxes
from ikkan.kernel.registry import procedure_of, procedures
from ikkan.people.guards import require_duty
from ikkan.web.desk.doors import SeeOther, officer_of, tell
from ikkan.web.desk.offered import desk_of
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

LONGEST_TITLE = 200
FIRST = "1"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: texts as they came, and every fault by the box it stands at."""

    title: str
    kind: str
    days: dict[str, date]
    hours: dict[str, time]
    errors: dict[str, str]


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: HttpRequest) -> HttpResponseBase:
    """Ask what the round is and when, and open it."""
    procedure = request.POST.get("procedure", request.GET.get("procedure", ""))
    known = [one.code for one in procedures() if desk_of(one.code).round_kinds("ja")]
    if procedure not in known:
        if not known:
            raise Http404
        procedure = known[0]
    if request.method != "POST":
        return _show(request, procedure, None)
    typed = _read(request, procedure)
    if typed.errors:
        return _show(request, procedure, typed)
    try:
        made = open_round(
            procedure=procedure, kind=typed.kind, title=typed.title, month=typed.days["month"],
            opens_at=_moment(typed, "opens"), closes_at=_moment(typed, "closes"), answers_on=typed.days["answers"],
            account=officer_of(request), now=timezone.now(),
        )  # fmt: skip
    except IntegrityError:
        typed.errors["kind_0"] = _("同じ月・同じ種類の回がもうあります。月か種類を確かめてください")
        return _show(request, procedure, typed)
    tell(request, made, _("回を開きました。定員表を入れて、園に確かめてください"))
    return SeeOther(reverse("rounds:console", args=[made.number]))


def _moment(typed: Typed, name: str) -> datetime:
    return timezone.make_aware(datetime.combine(typed.days[name], typed.hours[name]))


def _read(request: HttpRequest, procedure: str) -> Typed:
    post, errors = request.POST, dict[str, str]()
    title = post.get("title", "").strip()[:LONGEST_TITLE]
    kind = post.get("kind", "")
    if kind not in dict(desk_of(procedure).round_kinds("ja")):
        errors["kind_0"] = _("回の種類を選んでください")
    if not title:
        errors["title"] = _("回の名前を入力してください")
    days: dict[str, date] = {}
    for name, words in _days().items():
        boxes = [post.get(f"{name}_{part}", "")[:20] for part in ("year", "month", "day")]
        read = read_date_boxes(boxes[0], boxes[1], FIRST if name == "month" else boxes[2], label=Label(words, words))
        if isinstance(read, Accepted):
            days[name] = read.value
        elif isinstance(read, Rejected):
            errors[f"{name}_year"] = read.message_en if page_language_of(request) == "en" else read.message_ja
    hours: dict[str, time] = {}
    for name in ("opens", "closes"):
        try:
            hours[name] = time.fromisoformat(post.get(f"{name}_time", "").strip().zfill(5))
        except ValueError:
            errors[f"{name}_time"] = _("時刻を 17:00 のように入力してください")
    typed = Typed(title, kind, days, hours, errors)
    if not errors and _moment(typed, "closes") <= _moment(typed, "opens"):
        errors["closes_year"] = _("締切は受付の始まりより後にしてください")
    return typed


def _days() -> dict[str, str]:
    return {
        "month": _("入所の月"), "opens": _("受付を始める日"), "closes": _("締切の日"), "answers": _("結果を知らせる日"),
    }  # fmt: skip


def _show(request: HttpRequest, procedure: str, typed: Typed | None) -> HttpResponse:
    language, errors, post = page_language_of(request), typed.errors if typed else {}, request.POST
    kinds = [
        Choice(code, words, checked=post.get("kind") == code)
        for code, words in desk_of(procedure).round_kinds(language)
    ]
    boxes = [
        DateBoxes(
            name, words, post.get(f"{name}_year", ""), post.get(f"{name}_month", ""), post.get(f"{name}_day", ""),
            error=errors.get(f"{name}_year", ""),
        )
        for name, words in _days().items()
    ]  # fmt: skip
    times = {
        f"{name}_time": TextBox(
            f"{name}_time", words, post.get(f"{name}_time", ""), hint=_("例：17:00"), width=8,
            error=errors.get(f"{name}_time", ""),
        )
        for name, words in (("opens", _("始まる時刻")), ("closes", _("締切の時刻")))
    }  # fmt: skip
    context = {
        "page_title": _("新しい回を開く"),
        "crumbs": [Crumb(_("選考の回"), reverse("rounds:list")), Crumb(_("新しい回"))],
        "procedure": procedure,
        "procedure_title": procedure_of(procedure).title.shown(language),
        "title": TextBox("title", _("回の名前"), post.get("title", ""), error=errors.get("title", ""), width=20),
        "ask": Choices("kind", _("回の種類"), kinds, error=errors.get("kind_0", "")),
        "month": boxes[0],
        "parts": [(boxes[1], times["opens_time"]), (boxes[2], times["closes_time"]), (boxes[3], None)],
        "error_list": [(f"#id_{box}", words) for box, words in errors.items()],
    }
    return render(request, "desk/round_new.html", context, status=422 if errors else 200)
