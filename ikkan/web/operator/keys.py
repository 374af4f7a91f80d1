"""The operator's page of the town's sealing keys: which seal, which ended, and until when."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.parts import Crumb, Tone
from ikkan.counter.tables import Cell, Column, Row, Table
from ikkan.papers.seals.keys import KeyState, PublishedKey, days_left, last_day
from ikkan.people.guards import require_duty
from ikkan.rooms.answer.seals import town_keys
from ikkan.web.operator.views import DUTY

TONES: Final[dict[KeyState, Tone]] = {KeyState.GOOD: "ok", KeyState.RETIRED: "plain", KeyState.REVOKED: "bad"}


@require_safe
@require_duty(DUTY)
def keys(request: HttpRequest) -> HttpResponse:
    """Show every sealing key with its certificate's end; the commands that change them stand below."""
    found = town_keys()
    columns = [Column("name", _("鍵の番号")), Column("holder", _("電子印の名前")), Column("state", _("状態")),
               Column("until", _("期限")), Column("left", _("残りの日"), number=True)]  # fmt: skip
    context = {
        "page_title": _("電子印の鍵"),
        "crumbs": [Crumb(_("運用"), reverse("operator:health")), Crumb(_("鍵"))],
        "table": Table("keys", _("書類に電子印を押す鍵"), columns, [_row(key) for key in found], total=len(found)),
        "has_test": any(key.is_test and key.state is KeyState.GOOD for key in found),
    }
    return render(request, "operator/keys.html", context)


def _row(key: PublishedKey) -> Row:
    left = days_left(key, timezone.now())
    words = {KeyState.GOOD: _("使えます") if left >= 0 else _("期限切れ"), KeyState.RETIRED: _("終わりました"),
             KeyState.REVOKED: _("無効：%(why)s") % {"why": key.why}}  # fmt: skip
    tone: Tone = "bad" if left < 0 else TONES[key.state]
    return Row(key.name, [key.name, key.holder, Cell(words[key.state], tone=tone), str(last_day(key)), str(left)])
