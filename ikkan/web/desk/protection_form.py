"""Receiving a filing for protection (支援措置申出書): it protects from this moment."""

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.corridor.stops.deeds import DUTY
from ikkan.corridor.stops.receiving import receive as receive_filing
from ikkan.counter.parts import Crumb
from ikkan.kernel.outcome import Refused
from ikkan.people.guards import require_duty
from ikkan.registers.protecting import Abuser, Filed, Together
from ikkan.web.desk.doors import SeeOther, officer_of, tell
from ikkan.web.desk.stop_boxes import (
    Box,
    Posted,
    choices,
    day_boxes,
    form_page,
    posted_of,
    text_box,
    why_box,
)
from ikkan.web.desk.stop_words import book_choices
from ikkan.web.throttle import throttled

MOST_TOGETHER: Final = 20


@require_duty(DUTY)
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponseBase:
    """Take a filing in, or show again what is wrong with it."""
    posted = posted_of(request)
    if request.method == "POST":
        filed = _filed(posted)
        if not posted.errors:
            outcome = receive_filing(filed, why=posted.text("why"), account=officer_of(request), now=timezone.now())
            if not isinstance(outcome, Refused):
                tell(request, outcome, _("受け付けました。いまから仮支援措置です"))
                return SeeOther(reverse("stops:protections"))
            posted.refuse(request, outcome)
    return form_page(
        request, posted, _boxes(posted), title=_("支援措置の申出を受け付ける"), label=_("受け付けて仮支援措置を始める"),
        crumbs=[Crumb(_("支援措置"), reverse("stops:protections")), Crumb(_("申出の受付"))],
        back=reverse("stops:protections"),
    )  # fmt: skip


def _filed(posted: Posted) -> Filed:
    together = []
    for line in posted.lines("together")[:MOST_TOGETHER]:
        number, *rest = line.split()
        together.append(Together(number[:16], " ".join(rest)[:40]))
    filed_on = posted.day("filed_on", _("申出の日"))
    received_on = posted.day("received_on", _("転送された日"), optional=True)
    if not posted.text("why"):
        posted.errors["why"] = _("聞いたこと、見た書類を書いてください")
    violence = posted.text("violence", 20)
    if violence not in {one.value for one in book_choices("violence", posted.language, "")}:
        posted.errors["violence"] = _("申出の事由を選んでください")
    abuser = Abuser(
        posted.text("abuser_name", 101), posted.text("abuser_number", 16), address=posted.text("abuser_address", 301),
        note=posted.text("abuser_note"),
    )  # fmt: skip
    return Filed(
        posted.text("number", 16), filed_on or timezone.localdate(), abuser, together,
        contact=posted.text("contact", 301), contact_name=posted.text("contact_name", 101),
        contact_postal=posted.text("contact_postal", 9), contact_address=posted.text("contact_address", 301),
        earlier_addresses="\n".join(posted.lines("earlier_addresses")),
        earlier_domiciles="\n".join(posted.lines("earlier_domiciles")),
        received_from=posted.text("received_from", 31), received_on=received_on, violence=violence,
    )  # fmt: skip


def _boxes(posted: Posted) -> list[Box]:
    era = _("令和9、R9、2027 のどれでもかまいません")
    one_a_line = _("1行に1つ")
    return [
        text_box(posted, "number", _("申出者の宛名番号"), width=12, inputmode="numeric"),
        day_boxes(posted, "filed_on", _("申出の日"), era),
        choices(
            posted, "violence", _("申出の事由"), book_choices("violence", posted.language, posted.text("violence"))
        ),
        text_box(
            posted, "together", _("併せて支援を求める人"), rows=4, optional=True,
            hint=_("1行に1人。宛名番号、空白、申出者との関係"),
        ),
        text_box(
            posted, "contact", _("安全に連絡できる電話かメール"), hint=_("一覧に出ます。住所は書かないでください")
        ),
        text_box(posted, "contact_name", _("通知の宛名"), optional=True, width=20),
        text_box(posted, "contact_postal", _("通知の宛先の郵便番号"), optional=True, width=8),
        text_box(
            posted, "contact_address", _("通知の宛先"), optional=True,
            hint=_("本人が選んだ宛先。入れないときは電話で知らせます"),
        ),
        text_box(posted, "abuser_name", _("相手方の氏名"), width=20),
        text_box(posted, "abuser_number", _("相手方の宛名番号"), optional=True, width=12, inputmode="numeric"),
        text_box(posted, "abuser_address", _("相手方の住所"), optional=True),
        text_box(posted, "abuser_note", _("相手方についてそのほか"), optional=True, rows=2),
        text_box(posted, "earlier_addresses", _("前住所など"), rows=2, optional=True, hint=one_a_line),
        text_box(posted, "earlier_domiciles", _("前本籍など"), rows=2, optional=True, hint=one_a_line),
        text_box(posted, "received_from", _("転送してきた市区町村"), optional=True, width=12),
        day_boxes(posted, "received_on", _("転送された日（あるとき）"), era),
        why_box(posted, _("聞いたこと、見た書類")),
    ]  # fmt: skip
