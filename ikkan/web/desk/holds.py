"""Holds (抑止): the list, setting one, and one hold with what was done to it."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.corridor.stops.deeds import DUTY, Deed
from ikkan.corridor.stops.receiving import set_hold
from ikkan.counter.parts import Answer, AnswerCard, Choice, Crumb
from ikkan.counter.tables import Cell, Column, Filter, Row, Table
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_duty
from ikkan.registers.holding import Held
from ikkan.registers.models import Hold, StopDeed
from ikkan.web.citizen.shown import full_day_text, moment_text
from ikkan.web.desk.doors import SeeOther, officer_of, tell
from ikkan.web.desk.stop_boxes import (
    Box,
    Posted,
    choices,
    day_boxes,
    form_page,
    posted_of,
    text_box,
    typed,
    why_box,
)
from ikkan.web.desk.stop_history import history_of
from ikkan.web.desk.stop_words import deed_word, level_words, operation_words
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

MOST_SHOWN: Final = 200


@require_duty(DUTY)
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    """List the holds in force, or every hold of one number."""
    language, query = page_language_of(request), typed(request.GET, "q", 15)
    rows = Hold.objects.order_by("ends_on", "pk")
    rows = rows.filter(number=query) | rows.filter(household=query) if query else rows.filter(lifted_at=None)
    columns = [
        Column("number", _("宛名番号・世帯番号")), Column("operation", _("止めること")), Column("level", _("強さ")),
        Column("starts", _("始まり")), Column("ends", _("終わり")), Column("state", _("状態")),
    ]  # fmt: skip
    drawn_rows = [
        Row(str(one.pk), (
            Cell(one.number or one.household, reverse("stops:hold", args=[one.pk])),
            operation_words()[one.operation], level_words()[one.level], full_day_text(one.starts_on, language),
            full_day_text(one.ends_on, language), _state(one, language),
        ))
        for one in rows[:MOST_SHOWN]
    ]  # fmt: skip
    table = Table(
        "holds", _("抑止"), columns, drawn_rows, path=reverse("stops:holds"), total=rows.count(), per_page=MOST_SHOWN,
        filters=[Filter("q", _("宛名番号・世帯番号"), query)],
    )  # fmt: skip
    context = {"page_title": _("抑止"), "crumbs": [Crumb(_("抑止"))], "table": table}
    return render(request, "desk/holds.html", context)


@require_duty(DUTY)
@require_safe
def hold(request: HttpRequest, hold: int) -> HttpResponse:
    """Show one hold, and what can be done to it."""
    one = Hold.objects.filter(pk=hold).first()
    if one is None:
        raise Http404
    language = page_language_of(request)
    lines = (
        (_("宛名番号"), one.number), (_("世帯番号"), one.household),
        (_("止めること"), operation_words()[one.operation]), (_("強さ"), level_words()[one.level]),
        (_("理由"), one.why), (_("根拠"), one.ground), (_("確かめた書類"), one.evidence),
        (_("始まり"), full_day_text(one.starts_on, language)), (_("終わり"), full_day_text(one.ends_on, language)),
        (_("状態"), _state(one, language)),
    )  # fmt: skip
    deeds = list(one.deeds.order_by("-pk"))
    answered = {row.answers_id for row in deeds}
    acts = () if one.lifted_at else (Deed.PAUSE, Deed.LIFT)
    context = {
        "page_title": _("抑止　%(number)s") % {"number": one.number or one.household},
        "crumbs": [Crumb(_("抑止"), reverse("stops:holds")), Crumb(one.number or one.household)],
        "cards": [AnswerCard(_("抑止"), [Answer(label, value) for label, value in lines if value])],
        "acts": [(deed_word(deed), reverse("stops:on_hold", args=[one.pk, deed])) for deed in acts],
        "waiting": [(deed_word(row.deed), reverse("stops:second", args=[row.pk]))
                    for row in deeds if row.stage == StopDeed.Stage.ASKED and row.pk not in answered],
        "history": history_of(deeds, language),
    }  # fmt: skip
    return render(request, "desk/protection.html", context)


@require_duty(DUTY)
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def hold_new(request: HttpRequest) -> HttpResponseBase:
    """Set a hold, or show again what is wrong with it."""
    posted = posted_of(request)
    if request.method == "POST":
        held = _held(posted)
        if not posted.errors:
            outcome = set_hold(held, account=officer_of(request), now=timezone.now())
            if not isinstance(outcome, Refused):
                tell(request, outcome, _("抑止を設定しました"))
                return SeeOther(reverse("stops:hold", args=[outcome.pk]))
            posted.refuse(request, outcome)
    return form_page(
        request, posted, _boxes(posted), title=_("抑止を設定する"), label=_("設定する"),
        crumbs=[Crumb(_("抑止"), reverse("stops:holds")), Crumb(_("設定"))], back=reverse("stops:holds"),
    )  # fmt: skip


def _held(posted: Posted) -> Held:
    operation, level = posted.text("operation"), posted.text("level")
    if operation not in operation_words():
        posted.errors["operation"] = _("何を止めるかを選んでください")
    if level not in level_words():
        posted.errors["level"] = _("強さを選んでください")
    starts_on = posted.day("starts_on", _("始まりの日"))
    return Held(
        operation, level, posted.text("why"), starts_on or timezone.localdate(), posted.text("number", 16),
        posted.text("household", 16), posted.day("ends_on", _("終わりの日"), optional=True),
        posted.text("ground", 201), posted.text("evidence", 301),
    )  # fmt: skip


def _boxes(posted: Posted) -> list[Box]:
    operation, level = posted.text("operation"), posted.text("level")
    return [
        text_box(posted, "number", _("宛名番号"), hint=_("世帯に付けるときは空けます"), width=12, inputmode="numeric"),
        text_box(posted, "household", _("世帯番号"), hint=_("人に付けるときは空けます"), width=12, inputmode="numeric"),
        choices(posted, "operation", _("何を止めますか"),
                [Choice(code, words, checked=code == operation) for code, words in operation_words().items()]),
        choices(posted, "level", _("どのくらい強く止めますか"),
                [Choice(code, words, checked=code == level) for code, words in level_words().items()]),
        why_box(posted),
        text_box(posted, "ground", _("根拠"), optional=True, hint=_("法令や要領の条")),
        text_box(posted, "evidence", _("確かめた書類"), optional=True),
        day_boxes(posted, "starts_on", _("始まりの日"), _("令和9、R9、2027 のどれでもかまいません")),
        day_boxes(posted, "ends_on", _("終わりの日（あるとき）"), _("過ぎても自動では終わりません")),
    ]  # fmt: skip


def _state(one: Hold, language: str) -> str:
    now = timezone.now()
    if one.lifted_at is not None:
        return _("解除済み　%(at)s") % {"at": moment_text(one.lifted_at, language)}
    if one.released_until is not None and one.released_until > now:
        return _("%(until)sまで一時解除") % {"until": moment_text(one.released_until, language)}
    is_past = one.ends_on is not None and one.ends_on < timezone.localdate(now)
    return _("終わりの日を過ぎています（続いています）") if is_past else _("止めています")
