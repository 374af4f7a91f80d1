"""One deed on a hold or a protection: its form, and what came of it; and the second person's answer."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.corridor.stops.deeds import DUTY, Deed, Stop, Wish, do, persons_for, settle, stop_of
from ikkan.corridor.stops.receiving import open_places
from ikkan.counter.parts import Choice, Crumb
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.registers.models import Hold, Protection, StopDeed
from ikkan.registers.protecting import RELEASE_TIME
from ikkan.web.citizen.shown import full_day_text, moment_text
from ikkan.web.desk.doors import SeeOther, officer_of, tell
from ikkan.web.desk.protection_opening import way_in
from ikkan.web.desk.stop_boxes import (
    Box,
    Posted,
    choices,
    day_boxes,
    drawn,
    error_list,
    posted_of,
    text_box,
    why_box,
)
from ikkan.web.desk.stop_words import book_choices, deed_word
from ikkan.web.throttle import throttled

_DATED: Final = {Deed.OPINION, Deed.START, Deed.END, Deed.FORWARD}
_ON_HOLDS: Final = {Deed.PAUSE, Deed.LIFT}
_ON_PROTECTIONS: Final = {Deed.OPINION, Deed.START, Deed.EXTEND, Deed.END, Deed.TELL, Deed.FORWARD, Deed.RELEASE}


@require_duty(DUTY)
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def on_hold(request: HttpRequest, hold: int, deed: str) -> HttpResponseBase:
    """Release a hold for a while, or lift it."""
    found = Hold.objects.filter(pk=hold).first()
    if found is None or deed not in _ON_HOLDS:
        raise Http404
    return _page(request, found, Deed(deed), reverse("stops:hold", args=[hold]))


@require_duty(DUTY)
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def on_protection(request: HttpRequest, protection: int, deed: str) -> HttpResponseBase:
    """Do something to a protection that this officer has opened."""
    found = Protection.objects.filter(pk=protection).first()
    if found is None or deed not in _ON_PROTECTIONS:
        raise Http404
    first = way_in(request, found)
    if first:
        return SeeOther(first)
    return _page(request, found, Deed(deed), reverse("stops:protection", args=[protection]))


@require_duty(DUTY)
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest, deed: int) -> HttpResponseBase:
    """Confirm or decline what another person asked for."""
    asked = StopDeed.objects.filter(pk=deed, stage=StopDeed.Stage.ASKED).select_related("hold", "protection").first()
    if asked is None:
        raise Http404
    posted, account = posted_of(request), officer_of(request)
    if request.method == "POST":
        answer = posted.text("answer")
        if answer not in ("accept", "decline"):
            posted.errors["answer"] = _("どちらかを選んでください")
        else:
            outcome = settle(
                asked, accept=answer == "accept", why=posted.text("why"), account=account, now=timezone.now()
            )
            if not isinstance(outcome, Refused):
                tell(request, outcome, _("記録しました"))
                return SeeOther(reverse("stops:protections" if asked.protection else "stops:holds"))
            posted.refuse(request, outcome)
    by = Account.objects.filter(pk=asked.by).first()
    stop = stop_of(asked)
    options = [
        Choice("accept", _("認める"), checked=posted.text("answer") == "accept"),
        Choice("decline", _("差し戻す"), checked=posted.text("answer") == "decline"),
    ]
    boxes: list[Box] = [
        choices(posted, "answer", _("どうしますか"), options), why_box(posted, _("確かめたこと、または差し戻す理由")),
    ]  # fmt: skip
    context = {
        "page_title": _("%(deed)sの確認") % {"deed": deed_word(asked.deed)},
        "crumbs": [Crumb(_("支援措置"), reverse("stops:protections")), Crumb(_("確認"))],
        "facts": [
            (_("宛名番号・世帯番号"), stop.number or getattr(stop, "household", "")),
            (_("求めた人"), str(by or asked.by)), (_("求めたとき"), moment_text(asked.at, posted.language)),
            (_("日付"), full_day_text(asked.day, posted.language)), (_("理由"), asked.why),
        ],
        "is_own": asked.by == str(account.pk),
        "boxes": drawn(boxes), "label": _("記録する"), "back": reverse("stops:protections"),
        "error_list": error_list(posted, boxes),
    }  # fmt: skip
    return render(request, "desk/stop_deed.html", context, status=_status(posted))


def _page(request: HttpRequest, stop: Stop, deed: StopDeed.Deed, back: str) -> HttpResponseBase:
    posted = posted_of(request)
    boxes = _boxes(posted, stop, deed)
    if request.method == "POST":
        outcome = _done(request, posted, stop, deed)
        if isinstance(outcome, StopDeed):
            waits = outcome.stage == StopDeed.Stage.ASKED
            tell(request, outcome, _("別の担当者の確認を待っています") if waits else _("記録しました"))
            return SeeOther(back)
        if isinstance(outcome, Refused):
            posted.refuse(request, outcome)
        boxes = _boxes(posted, stop, deed)
    context = {
        "page_title": deed_word(deed),
        "crumbs": [
            Crumb(_("支援措置"), reverse("stops:protections")), Crumb(_("抑止"), reverse("stops:holds")),
            Crumb(deed_word(deed)),
        ],
        "facts": [(_("宛名番号・世帯番号"), stop.number or getattr(stop, "household", ""))],
        "needs_two": persons_for(deed, timezone.localdate()) > 1,
        "boxes": drawn(boxes), "label": _("記録する"), "back": back, "error_list": error_list(posted, boxes),
    }  # fmt: skip
    return render(request, "desk/stop_deed.html", context, status=_status(posted))


def _done(request: HttpRequest, posted: Posted, stop: Stop, deed: StopDeed.Deed) -> StopDeed | Refused | None:
    account, now = officer_of(request), timezone.now()
    if deed == Deed.RELEASE and isinstance(stop, Protection):
        reader = Account.objects.filter(username=posted.text("reader", 150)).first() or Account()
        return open_places(
            stop, number=posted.text("number", 15), reader=reader, case=posted.text("case", 20),
            why=posted.text("why"), account=account, now=now,
        )  # fmt: skip
    day = posted.day("day", _("日付")) if deed in _DATED else None
    if deed in _DETAILS and not posted.text("detail", 300):
        posted.errors["detail"] = _("入力してください")
    if posted.errors:
        return None
    wish = Wish(deed, posted.text("why"), day, posted.text("detail", 300))
    outcome = do(stop, wish, account=account, now=now)
    if isinstance(outcome, Refused) and outcome.field == "minutes":
        return Refused(outcome.code, outcome.ja, outcome.en, "detail")
    return outcome


def _boxes(posted: Posted, stop: Stop, deed: StopDeed.Deed) -> list[Box]:
    boxes: list[Box] = []
    if deed in _DETAILS:
        boxes.append(_DETAILS[deed](posted))
    if deed == Deed.RELEASE and isinstance(stop, Protection):
        numbers = stop.persons.order_by("pk").values_list("number", flat=True)
        options = [Choice(one, one, checked=posted.text("number") == one) for one in numbers]
        boxes += [
            choices(posted, "number", _("だれの住所ですか"), options),
            text_box(posted, "reader", _("見る職員のログイン名"), hint=_("自分は選べません"), width=12),
            text_box(posted, "case", _("受付番号"), hint=_("この受付番号の仕事でだけ見られます"), width=12),
        ]
    if deed in _DATED:
        boxes.append(day_boxes(posted, "day", _("日付"), hint=_("令和9、R9、2027 のどれでもかまいません")))
    return [*boxes, why_box(posted, _("審査の結果") if deed == Deed.RELEASE else "")]


def _opinion(posted: Posted) -> Box:
    options = book_choices("opinion_from", posted.language, posted.text("detail"))
    return choices(posted, "detail", _("だれの意見、どの書面ですか"), options)


_DETAILS: Final[Mapping[StopDeed.Deed, Callable[[Posted], Box]]] = {
    Deed.OPINION: _opinion,
    Deed.TELL: lambda posted: text_box(
        posted, "detail", _("どうやって伝えましたか"), hint=_("本人が届けた連絡先だけに伝えます"), width=20
    ),
    Deed.FORWARD: lambda posted: text_box(posted, "detail", _("転出先の市区町村"), width=20),
    Deed.PAUSE: lambda posted: text_box(
        posted,
        "detail",
        _("何分間ですか"),
        hint=_("%(n)s分まで。過ぎると自動で元に戻ります") % {"n": RELEASE_TIME // timedelta(minutes=1)},
        width=4,
        inputmode="numeric",
    ),
}


def _status(posted: Posted) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if posted.errors else HTTPStatus.OK
