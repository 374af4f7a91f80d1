"""The estimate: the very function of the decision, with every paper taken as handed in. No promise."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ikkan.counter.citizen_kinds import ChildEstimate, Estimate, EstimateItem, EstimateWish
from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Text
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.pages.places import Places, age_at, places_of
from ikkan.procedures.nursery.rules import ChildScore, Known, ScoreItem, features_of, notes_of, score

# The words of a round for the score's conditions, by the round's kind; every other round is a monthly one.
ROUND_KINDS: Final = {"first": "april_first", "second": "april_second"}


def estimate_of(answers: JsonObject, *, language: str, now: datetime) -> Estimate | None:
    """Return the estimate of half-filled answers; None before there is a month, a child and a parent's reason.

    Args:
        answers: the answers so far.
        language: ja, easy or en.
        now: moment.
    """
    month = read.day(answers, "start_month")
    parents, children = read.parts(answers, "parents"), read.parts(answers, "children")
    if month is None or not children or not any(read.word(one, "reason") for one in parents):
        return None
    book = book_in_force("nursery").at(month)
    scores = _scores(answers, month)
    places = places_of(month, now)
    made = tuple(
        _child(one, child, number, places, month=month, language=language)
        for number, (one, child) in enumerate(zip(scores, children, strict=True), start=1)
    )
    return Estimate(made, _sentence(made), notes_of(book), book.edition)


def extension_effect(answers: JsonObject) -> Text | None:
    """Return what accepting a hold does to this family's score and turn, by the book; None before it can be told."""
    month = read.day(answers, "start_month")
    if month is None or not read.parts(answers, "children") or not read.parts(answers, "parents"):
        return None
    wanted = _scores({**answers, "extension": {"accepts_hold": False}}, month)[0]
    held = _scores({**answers, "extension": {"accepts_hold": True}}, month)[0]
    ja, en = "「保留になってもよい」を選ぶと、", "If you accept a hold, "
    if held.total != wanted.total:
        ja += f"点数は{wanted.total}点から{held.total}点になります。"
        en += f"your points go from {wanted.total} to {held.total}. "
    if held.stage > wanted.stage and held.stage_reason is not None:
        ja += f"順番は、ほかの方の後になります（{held.stage_reason.article}）。"
        en += f"your turn comes after the others ({held.stage_reason.article})."
    if held.excluded is not None:
        ja += held.excluded.ja
        en += held.excluded.en
    same = held.total == wanted.total and held.stage == wanted.stage and held.excluded is None
    if same:
        ja, en = "この市では、どちらを選んでも点数と順番は同じです。", "In this town neither points nor turn change."
    return Text(ja, en)


def _scores(answers: JsonObject, month: date) -> tuple[ChildScore, ...]:
    kind = Round.objects.filter(procedure="nursery", month=month).order_by("-opens_at").values_list("kind", flat=True)
    known = Known(round_kind=ROUND_KINDS.get(kind.first() or "", "monthly"))
    features = features_of(answers, reference_day=month, known=known, assume_papers=True)
    return score(features, book_in_force("nursery").at(month))


def _child(
    one: ChildScore, child: JsonObject, number: int, places: Places, *, month: date, language: str
) -> ChildEstimate:
    given = read.word(read.part(child, "name"), "given")
    counted = [item for item in one.items if item.counts]
    age = age_at(child, month)
    return ChildEstimate(
        title=given or _("お子さん%(n)s") % {"n": number},
        total=one.total,
        sum_text=_sum_text([item.points for item in counted]),
        items=tuple(_item(item, language) for item in counted),
        wishes=tuple(
            EstimateWish(
                places.named[wish.facility].name if wish.facility in places.named else wish.facility,
                _against_last_year(wish.facility, age, one.total + wish.bonus, places),
                one.total + wish.bonus,
            )
            for wish in one.wishes
        ),
        excluded="" if one.excluded is None else (one.excluded.en if language == "en" else one.excluded.ja),
    )


def _item(item: ScoreItem, language: str) -> EstimateItem:
    reason = item.reason
    return EstimateItem(item.points, reason.en if language == "en" else reason.ja, reason.article, reason.unconfirmed)


def _sum_text(points: Sequence[int]) -> str:
    shown = [f"{one}" if place == 0 else f"{one:+d}" for place, one in enumerate(one for one in points if one)]
    return "".join(shown) or "0"


def _against_last_year(code: str, age: int, own: int, places: Places) -> str:
    if (code, age) not in places.lowest:
        return _("昨年の記録がありません")
    lowest = places.lowest[code, age]
    if lowest is None:
        return _("昨年の最低点は公表していません（人数が少ないため）")
    reached = _("昨年なら届いた") if own > lowest else _("昨年は届かなかった")
    words = _("昨年と同じくらい") if own == lowest else reached
    return _("%(words)s（昨年の最低 %(points)s点）") % {"words": words, "points": lowest}


def _sentence(children: Sequence[ChildEstimate]) -> str:
    totals = "、".join(
        (f"{one.title} " if len(children) > 1 else "") + ngettext("%(n)s点", "%(n)s点", one.total) % {"n": one.total}
        for one in children
    )
    return _("目安は%(totals)sです。") % {"totals": totals}
