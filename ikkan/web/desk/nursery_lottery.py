"""The lottery of a nursery round at the desk: fix the list, open seals or enter the drand round, draw, give up."""

import json
from collections.abc import Callable, Mapping
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ikkan.counter.parts import Crumb, TextBox
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import Stale
from ikkan.people.guards import require_duty
from ikkan.ports.drand.client import drand_port
from ikkan.procedures.nursery.lottery.committing import FETCH, commit_lottery
from ikkan.procedures.nursery.lottery.drawing import draw_by_beacon, draw_by_reveals
from ikkan.procedures.nursery.lottery.log import codes_file, lotteries_of, public_log
from ikkan.procedures.nursery.lottery.revealing import reveal, unrevealed
from ikkan.procedures.nursery.lottery.standing import CLOSING_EVENT, kind_for, source_of, standing_lottery
from ikkan.procedures.nursery.lottery.voiding import void_lottery
from ikkan.procedures.nursery.models import Lottery
from ikkan.procedures.nursery.pages.lottery_words import told_of, told_of_round
from ikkan.procedures.nursery.placement.lottery.drawing import CODES
from ikkan.procedures.nursery.placement.lottery.source import COMMIT_REVEAL, FEWEST_PARTIES, DrandRound, Party
from ikkan.store.outbox import put_out
from ikkan.web.desk.doors import SeeOther, officer_of, round_of, tell
from ikkan.web.desk.rounds import LONGEST, MOVED
from ikkan.web.throttle import throttled

# two more than are needed, so that one who does not come leaves no gap
SEATS: Final = FEWEST_PARTIES + 2
LONGEST_NAME: Final = 60
LONGEST_BEACON: Final = 2_000
NOT_JSON: Final = Refused(
    "not_json",
    "公表された JSON を、{ から } までそのまま貼ってください。",
    "Paste the published JSON as it is, from { to }.",
)
ASKED: Final = Refused(
    "not_set",
    "取得先が設定されていないか、まだ指定した回の時刻ではありません。",
    "No relay is set, or the moment of the round named has not come yet.",
)


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def lottery(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show where the lottery of a round stands, with the step that comes next."""
    round_ = _nursery_round(number)
    if request.method == "POST":
        deed = DEEDS.get(request.POST.get("deed", ""))
        if deed is None:
            raise Http404
        try:
            outcome = deed(request, round_)
        except Stale:
            outcome = MOVED
        tell(request, outcome, _("記録しました"))
        return SeeOther(reverse("rounds:lottery", args=[number]))
    return render(request, "desk/nursery_lottery.html", _context(round_))


@require_duty("desk")
@require_safe
def lottery_codes(request: HttpRequest, number: str) -> HttpResponse:
    """Give child and code of every line of the lottery that stands: for auditors inside the town, never published."""
    found = standing_lottery(_nursery_round(number))
    if found is None:
        raise Http404
    answer = HttpResponse(codes_file(found)[CODES], content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{CODES}"'
    return answer


def _commit(request: HttpRequest, round_: Round) -> Lottery | Refused:
    rows = ((_posted(request, f"name_{row}", LONGEST_NAME), _posted(request, f"seal_{row}")) for row in range(SEATS))
    parties = [Party(name, seal.lower()) for name, seal in rows if name or seal]
    return commit_lottery(round_=round_, account=officer_of(request), now=timezone.now(), parties=parties)


def _reveal(request: HttpRequest, round_: Round) -> Lottery | Refused:
    return reveal(
        round_=round_, party=_posted(request, "party", LONGEST_NAME), salt=_posted(request, "salt").lower(),
        value=_posted(request, "value", LONGEST), account=officer_of(request), now=timezone.now(),
    )  # fmt: skip


def _enter(request: HttpRequest, round_: Round) -> Lottery | Refused:
    try:
        beacon = json.loads(_posted(request, "beacon", LONGEST_BEACON))
    except ValueError:
        return NOT_JSON
    if not isinstance(beacon, dict):
        return NOT_JSON
    published: JsonObject = beacon
    return draw_by_beacon(round_=round_, beacon=published, account=officer_of(request), now=timezone.now())


def _fetch(request: HttpRequest, round_: Round) -> Lottery | Refused:
    """Let the machine fetch the value now; it draws as soon as a relay answers."""
    found, now = standing_lottery(round_), timezone.now()
    source = source_of(found) if found else None
    if found is None or not isinstance(source, DrandRound) or now < source.at or not drand_port().is_set:
        return ASKED
    put_out(f"{FETCH}:{found.commitment}:{now:%Y%m%d%H%M}", FETCH, {"lottery": found.pk}, at=now)
    return found


def _draw(request: HttpRequest, round_: Round) -> Lottery | Refused:
    return draw_by_reveals(round_=round_, account=officer_of(request), now=timezone.now())


def _void(request: HttpRequest, round_: Round) -> Lottery | Refused:
    why = _posted(request, "why", LONGEST)
    return void_lottery(round_=round_, why=why, account=officer_of(request), now=timezone.now())


DEEDS: Final[Mapping[str, Callable[[HttpRequest, Round], Lottery | Refused]]] = {
    "commit": _commit,
    "reveal": _reveal,
    "enter": _enter,
    "fetch": _fetch,
    "draw": _draw,
    "void": _void,
}


def _context(round_: Round) -> dict[str, object]:
    found, kind = standing_lottery(round_), kind_for(round_)
    source = source_of(found) if found else None
    is_open = found is not None and found.drawn_at is None
    sealed = unrevealed(found) if found and is_open else []
    is_out = isinstance(source, DrandRound) and timezone.now() >= source.at
    return {
        "page_title": _("抽選"),
        "crumbs": [
            Crumb(_("選考の回"), reverse("rounds:list")),
            Crumb(round_.number, reverse("rounds:console", args=[round_.number])),
            Crumb(_("抽選")),
        ],
        "round": round_,
        "told": told_of_round(round_),
        "lottery": found,
        "is_weaker": found is None and kind == CLOSING_EVENT,
        "can_commit": found is None and kind != CLOSING_EVENT and round_.room == "decide",
        "is_early": found is None and round_.room == "intake",
        "seats": _seats() if kind == COMMIT_REVEAL else [],
        "is_open": is_open,
        "takes_beacon": is_open and is_out,
        "can_fetch": drand_port().is_set,
        "beacon": TextBox(
            "beacon", _("公表された JSON"), rows=5,
            hint=_("drand の公開のページから、指定した回の値をそのまま貼ります。"),
        ),
        "sealed": sealed,
        "can_draw": is_open and not isinstance(source, DrandRound) and not sealed,
        "files": list(public_log(found)) if found else [],
        "earlier": [(one.attempt, told_of(one)) for one in lotteries_of(round_) if one.voided_at],
    }  # fmt: skip


def _seats() -> list[tuple[TextBox, TextBox]]:
    return [
        (
            TextBox(f"name_{row}", _("%(n)s人目の名前") % {"n": row + 1}, width=20, optional=row >= FEWEST_PARTIES),
            TextBox(f"seal_{row}", _("%(n)s人目の封（SHA-256の64字）") % {"n": row + 1},
                    optional=row >= FEWEST_PARTIES),
        )
        for row in range(SEATS)
    ]  # fmt: skip


def _posted(request: HttpRequest, name: str, most: int = 200) -> str:
    return request.POST.get(name, "").strip()[:most]


def _nursery_round(number: str) -> Round:
    found = round_of(number)
    if found.procedure != "nursery":
        raise Http404
    return found
