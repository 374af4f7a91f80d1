"""Up to three facilities side by side: near, which classes, how many seats, last year's lowest score, hours."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from ikkan.procedures.nursery.pages.kinds import Comparison
from ikkan.procedures.nursery.pages.places import Places
from ikkan.registers.models import Facility

MOST_COMPARED: Final = 3
# Headings of the town's own list (子育て施設一覧) that tell of longer hours and of care for single days.
LONGER, SINGLE_DAYS = "利用可能日時特記事項", "一時預かりの有無"


def compare(codes: Sequence[str], places: Places, age: int | None) -> Comparison:
    """Return what is told of each facility, line by line; codes that do not take part are left out.

    Args:
        codes: facilities, in the order of the columns; more than three are cut.
        places: facilities of the round.
        age: class of the child; None tells every class.
    """
    chosen = [places.named[code] for code in dict.fromkeys(codes) if code in places.named][:MOST_COMPARED]
    lines = [
        (_("自宅から"), [_km(places.km(one.code)) for one in chosen]),
        (_("場所"), [one.address for one in chosen]),
        (_("種類"), [one.kind for one in chosen]),
        (_("クラス"), [_classes(one.code, places) for one in chosen]),
        (_("募集の人数"), [_seats(one.code, places, age) for one in chosen]),
        (_("昨年の最低点"), [_lowest(one.code, places, age) for one in chosen]),
        (_("開いている時間"), [f"{one.opens}〜{one.closes}" if one.opens and one.closes else "" for one in chosen]),
        (_("延長保育・時間の注意"), [_of_row(one, LONGER) for one in chosen]),
        (_("一時預かり"), [_of_row(one, SINGLE_DAYS) for one in chosen]),
    ]
    told = tuple((title, tuple(cells)) for title, cells in lines if title != _("自宅から") or places.home is not None)
    return Comparison(tuple((one.code, one.name) for one in chosen), told)


def _km(far: float | None) -> str:
    return "" if far is None else _("約%(km)skm") % {"km": far}


def _classes(code: str, places: Places) -> str:
    ages = sorted(places.classes[code])
    return _("%(first)s歳児〜%(last)s歳児") % {"first": ages[0], "last": ages[-1]} if ages else ""


def _ages(code: str, places: Places, age: int | None) -> list[int]:
    return sorted(places.classes[code]) if age is None else [age]


def _seats(code: str, places: Places, age: int | None) -> str:
    shown = []
    for one in _ages(code, places, age):
        seats = places.seats.get((code, one))
        told = _("%(age)s歳児 募集なし") if seats is None else _("%(age)s歳児 募集%(seats)s人")
        shown.append(told % {"age": one, "seats": seats})
    return "、".join(shown)


def _lowest(code: str, places: Places, age: int | None) -> str:
    """Return last year's lowest scores; where fewer were admitted than the book asks for, that is all that is told."""
    known = {one: places.lowest[code, one] for one in _ages(code, places, age) if (code, one) in places.lowest}
    shown = [
        _("%(age)s歳児 %(points)s点") % {"age": one, "points": points}
        for one, points in known.items()
        if points is not None
    ]
    if None in known.values():
        shown.append(_("ほかは公表なし（人数が少ないため）") if shown else _("公表なし（人数が少ないため）"))
    return "、".join(shown) or _("昨年の記録がありません")


def _of_row(one: Facility, heading: str) -> str:
    return str(one.row.get(heading) or "") or _("園に聞いてください")
