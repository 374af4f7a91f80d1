"""The page on which an officer tries other numbers of seats on a placed round; asking changes nothing."""

from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.parts import Crumb
from ikkan.counter.tables import Cell, Column, Row, Table
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Round
from ikkan.people.guards import require_duty
from ikkan.procedures.nursery.placement.what_if.effects import Effect
from ikkan.procedures.nursery.placement.what_if.marginal import ClassState, SeatValue, advice, class_states, seat_values
from ikkan.procedures.nursery.placement.what_if.standing import Standing
from ikkan.procedures.nursery.round.market import seat_taken
from ikkan.procedures.nursery.round.trying import SECONDS, current_run, moving_up, standing_of, try_seats
from ikkan.procedures.nursery.staffing import staff_ratios
from ikkan.registers.models import Facility

AGES: Final = range(6)
MOST_DIGITS: Final = 3
SHOWN_MOVES: Final = 3
# seats that a slider goes beyond those offered now
SLIDES: Final = 10


@require_duty("desk")
@require_safe
def what_if_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the classes of a placed round, and what other numbers of seats of one facility would do."""
    round_ = Round.objects.filter(number=number, procedure="nursery").first()
    if round_ is None:
        raise Http404
    context: dict[str, object] = {
        "page_title": _("もし定員を変えたら"),
        "crumbs": [
            Crumb(_("選考の回"), reverse("rounds:list")),
            Crumb(round_.number, reverse("rounds:console", args=[number])),
            Crumb(_("もし定員を変えたら")),
        ],
        "round": round_,
    }
    run = current_run(round_)
    if run is not None:
        context |= _answer(request, round_, standing_of(run))
    return render(request, "nursery/desk/what_if.html", context)


def _answer(request: HttpRequest, round_: Round, standing: Standing) -> dict[str, object]:
    codes = standing.market.facility_ids
    names = _names(codes)
    chosen = request.GET.get("facility", "")
    context: dict[str, object] = {
        "placed": standing.placement.placed,
        "facilities": sorted(names.items(), key=lambda one: (one[1], one[0])),
        "chosen": chosen if chosen in standing.facility_index else "",
        "classes": _class_table(standing, names, reverse("rounds:what_if", args=[round_.number])),
    }
    if round_.published_at is not None:
        context["moving_up"] = _effect_shown(moving_up(round_, standing), names)
    if chosen not in standing.facility_index:
        return context
    now = standing.market.seats[standing.facility_index[chosen]].tolist()
    offered = {age: _typed(request, age, now[age]) for age in AGES}
    context["boxes"] = [(age, offered[age], now[age], max(offered[age], now[age] + SLIDES)) for age in AGES]
    context["effect"] = _effect_shown(try_seats(standing, chosen, offered), names)
    context["values"] = _value_table(standing, chosen)
    book = book_in_force(round_.procedure).at(round_.month)
    ratios = staff_ratios(book)
    context["moves"] = [
        {
            "age": one.age, "to": one.to, "before": one.staff_before, "after": one.staff_after,
            "more": f"{one.effect.placed_after - one.effect.placed_before:+d}",
            "gains": len(one.effect.of("gains")), "loses": len(one.effect.of("loses")),
        }
        for one in advice(standing, ratios.children, facility=chosen, most=SHOWN_MOVES, seconds=SECONDS)
    ]  # fmt: skip
    context["ratios"] = ratios
    return context


def _typed(request: HttpRequest, age: int, now: int) -> int:
    """Return the seats that were typed for a class, or those offered now where it is no number."""
    typed = request.GET.get(f"seats{age}", "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else now


def _names(codes: tuple[str, ...]) -> dict[str, str]:
    """Return the facilities of the market by name; reserved seats stand there as a facility of their own."""
    known = dict(Facility.objects.filter(code__in={seat_taken(code)[0] for code in codes}).values_list("code", "name"))
    return {
        code: known.get(seat_taken(code)[0], seat_taken(code)[0]) + (_("（優先枠）") if "#" in code else "")
        for code in codes
    }


def _class_table(standing: Standing, names: dict[str, str], here: str) -> Table:
    """Return one row a facility: places, placed and waiting of every class."""
    columns = [Column("name", _("園")), *(Column(f"age{age}", _("%(age)s歳") % {"age": age}) for age in AGES)]
    states = class_states(standing)
    rows = [
        Row(
            code,
            [
                Cell(name, f"{here}?{urlencode({'facility': code})}"),
                *(_cell(states[code, age]) for age in AGES),
            ],
        )
        for code, name in sorted(names.items(), key=lambda one: (one[1], one[0]))
    ]
    return Table("classes", _("園と年齢ごとの 定員・内定・待ち"), columns, rows, tall=True)


def _cell(state: ClassState) -> str:
    if not any(state):
        return "－"
    return _("定員%(seats)s 内定%(taken)s 待ち%(waiting)s") % state._asdict()


def _value_table(standing: Standing, facility: str) -> Table:
    columns = [
        Column("age", _("年齢")), Column("waiting", _("待ち"), number=True),
        Column("more", _("内定の増"), number=True), Column("gains", _("上の希望へ移る世帯"), number=True),
        Column("loses", _("下の希望へ移る世帯"), number=True),
    ]  # fmt: skip
    rows = [
        Row(str(one.age), [_("%(age)s歳") % {"age": one.age}, str(one.waiting), _more(one),
                           str(one.gaining), str(one.losing)])
        for one in seat_values(standing, wished=True, facility=facility, seconds=SECONDS)
    ]  # fmt: skip
    return Table("values", _("定員を1人増やしたとき"), columns, rows)


def _more(value: SeatValue) -> str:
    """Return how many children more a seat places; not known where the time was too short for a stable answer."""
    return f"{value.placed_more:+d}" if value.status == "stable" else _("未確定")


def _effect_shown(effect: Effect | None, names: dict[str, str]) -> dict[str, object] | None:
    """Return an effect with the families by case number; names of people are only in the case itself."""
    if effect is None:
        return None
    how = {
        "gains": _("上の希望へ"), "loses": _("下の希望へ"), "changed": _("変わる"), "withdrawn": _("辞退・取下げ"),
    }  # fmt: skip
    columns = [
        Column("case", _("受付番号")), Column("how", _("結果")), Column("wish", _("希望の順")),
        Column("where", _("園")),
    ]  # fmt: skip
    none = _("なし")

    def shown(code: str | None) -> str:
        return none if code is None else names[code]

    rows = [
        Row(
            one.family,
            [
                Cell(one.family, reverse("desk:case", args=[one.family])),
                how[one.how],
                f"{one.wish_before or none} → {one.wish_after or none}",
                "、".join(
                    f"{names.get(m.before or '', none)} → {names.get(m.after or '', none)}" for m in one.children
                ),
            ],
        )
        for one in effect.families
    ]
    return {
        "before": effect.placed_before,
        "after": effect.placed_after,
        "is_stable": effect.status == "stable",
        "gains": len(effect.of("gains")),
        "loses": len(effect.of("loses")),
        "table": Table("families", _("変わる世帯"), columns, rows),
    }
