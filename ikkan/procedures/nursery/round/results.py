"""From a placement to decisions: the result of every child with the reasons of every wish."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Decision
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.models import Child
from ikkan.procedures.nursery.placement.explain import WishExplanation, explain
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.place import Placement
from ikkan.procedures.nursery.round.market import RESERVED, seat_taken
from ikkan.procedures.nursery.round.scores import RoundScores
from ikkan.procedures.nursery.round.standing import Family
from ikkan.procedures.nursery.rules import ChildScore, ScoreItem


@dataclass(frozen=True, slots=True)
class ChildResult:
    """The result of a child in a run.

    Args:
        case: its case.
        child: its row.
        score: its score with every reason.
        facility: where placed, or blank.
        wish: number of the family's wish reached, or None.
        wishes: explanation of every wish, as stored.
        decision: the disposition.
    """

    case: Case
    child: Child
    score: ChildScore
    facility: str
    wish: int | None
    wishes: list[JsonObject]
    decision: Decision


@dataclass(frozen=True, slots=True)
class _Round:
    """What every child's result is read from."""

    round: Round
    book: BookAt
    names: Mapping[str, str]
    scores: Mapping[str, ChildScore]
    keys: Mapping[tuple[str, str], tuple[Any, ...]]
    key_names: tuple[str, ...]
    at_rank: Mapping[tuple[str, int, int], str]
    placed: Mapping[str, str]
    explained: Mapping[str, list[WishExplanation]]
    next_round: JsonObject | None
    fewest: int


def results_of(
    round_: Round,
    families: Sequence[Family],
    scores: RoundScores,
    market: Market,
    placement: Placement,
    *,
    book: BookAt,
    names: Mapping[str, str],
    next_round: JsonObject | None,
) -> Iterator[ChildResult]:
    """Yield the result of every child of a round.

    Args:
        round_: the round.
        families: its families.
        scores: scores as columns.
        market: the market placed.
        placement: its placement.
        book: the book.
        names: facility code to name.
        next_round: title and dates of the round that follows, or None.
    """
    facility = (*market.facility_ids, "")
    placed = {c: facility[int(at)] for c, at in zip(market.child_ids, placement.facility, strict=True) if at != NOWHERE}
    explained: dict[str, list[WishExplanation]] = {}
    for wish in explain(market, placement):
        explained.setdefault(wish.child, []).append(wish)
    ranks = market.frames["priority.csv"].select("facility", "age", "rank", "child")
    keys = scores.keys.select("id", "facility", *scores.key_names)
    whole = _Round(
        round=round_, book=book, names=names, scores=scores.of_child(book),
        keys={(row[0], row[1]): row[2:] for row in keys.iter_rows()},
        key_names=_names(scores, book),
        at_rank={(f, int(a), int(r)): c for f, a, r, c in ranks.iter_rows()},
        placed=placed, explained=explained, next_round=next_round,
        fewest=int(str(book.value("small_cells", "fewest_admitted"))),
    )  # fmt: skip
    for family in families:
        for child in family.children.values():
            yield _result(whole, family, child)


def _names(scores: RoundScores, book: BookAt) -> tuple[str, ...]:
    """Return words for the key columns: stage, points, the book's tie keys, the draw."""
    ties = [row for row in book.rows("tie_key") if row.values.get("scores", True) is not False]
    return ("stage", "points", *(str(row.values["id"]) for row in ties), "draw")[: len(scores.key_names)]


def _result(whole: _Round, family: Family, child: Child) -> ChildResult:
    name = f"{family.case.number}/{child.key}"
    score = whole.scores[name]
    facility, seat_kind = seat_taken(whole.placed.get(name, ""))
    wishes = _wishes(whole, name, child)
    uncertified = child.key in family.uncertified
    word = "refused" if uncertified else _word(child, facility, family.answers)
    reached = next((index for index, wish in enumerate(wishes, start=1) if wish["reached"]), None)
    reasons = [*_no_certification(whole, uncertified), *score.reasons, *_wish_reasons(whole, wishes)]
    figures: JsonObject = {
        "total": score.total,
        "items": [_item(item) for item in score.items if item.counts],
        "ties": [{"name": tie.name, "value": tie.value, "ascending": tie.ascending} for tie in score.tie_keys],
        "rank_key_names": list(whole.key_names),
        "wishes": list(wishes),
        "facility": facility,
        "seat_kind": seat_kind,
        "facility_name": whole.names.get(facility, ""),
        "from": whole.round.month.isoformat(),
        "class_age": child.class_age,
        "next_round": whole.next_round,
    }
    decision = Decision(
        kind="placement",
        subject=child.key,
        result=word,
        reasons=tuple(reasons),
        figures=figures,
        grants_less=word != "placed",
    )
    return ChildResult(family.case, child, score, facility, reached, wishes, decision)


def _word(child: Child, facility: str, answers: JsonObject) -> str:
    if child.present_facility and facility in {"", child.present_facility}:
        return "kept"
    if facility:
        return "placed"
    return "held" if answers.get("continue_after_hold") is not False else "refused"


def _wishes(whole: _Round, name: str, child: Child) -> list[JsonObject]:
    """Return one explanation a wished facility: the best joint wish that names it decides what is shown."""
    shown: list[JsonObject] = []
    by_facility = groupby(
        sorted(whole.explained.get(name, []), key=lambda w: w.facility.split(RESERVED)[0]),
        key=lambda w: w.facility.split(RESERVED)[0],
    )
    first_wish = []
    for facility, found in by_facility:
        entries = sorted(found, key=lambda w: (not w.is_reached, RESERVED in w.facility, w.wish))
        first_wish.append((min(e.wish for e in entries), facility, entries[0]))
    own = {wish.facility: wish for wish in whole.scores[name].wishes}
    granted = [facility for _, facility, entry in first_wish if entry.is_reached and facility in own]
    reached = own[granted[0]].rank if granted else None
    for _, facility, entry in sorted(first_wish, key=lambda found: found[0]):
        if facility == child.present_facility and facility not in own:
            continue
        lowest = whole.at_rank.get((entry.facility, child.class_age, entry.lowest_admitted_rank))
        lowest_key = whole.keys.get((lowest, facility)) if lowest else None
        own_key = whole.keys.get((name, facility))
        rank = own[facility].rank if facility in own else len(own) + 1
        decided = "" if entry.is_reached else _decided_by(whole, entry, own_key, lowest_key)
        if decided and reached is not None and rank > reached:
            # nobody stood in the way: a wish that the family put first was granted
            decided = "better_wish"
        is_shown = entry.admitted >= whole.fewest and lowest_key is not None
        shown.append(
            {
                "wish": rank,
                "facility": facility,
                "name": whole.names.get(facility, facility),
                "seats": entry.seats,
                "admitted": entry.admitted,
                "better": entry.better_admitted,
                "lowest_score": lowest_key[1] if is_shown and lowest_key else None,
                "own_score": own_key[1] if own_key else None,
                "reached": entry.is_reached,
                "decided_by": decided,
                **_decided_words(whole, decided),
            }
        )
    return sorted(shown, key=lambda wish: int(str(wish["wish"])))


def _decided_by(
    whole: _Round, entry: WishExplanation, own: tuple[Any, ...] | None, lowest: tuple[Any, ...] | None
) -> str:
    """Return the first part of the key by which the last one admitted was ahead."""
    if entry.better_admitted < entry.seats:
        # there was room for this child: another child of the family had none in the same wish
        return "sibling"
    if own is None or lowest is None:
        return "present_seat" if entry.seats else "no_seat"
    for name, mine, theirs in zip(whole.key_names, own, lowest, strict=False):
        if mine != theirs:
            return name
    return "draw"


def _decided_words(whole: _Round, decided: str) -> JsonObject:
    if not decided:
        return {"decided_ja": "", "decided_en": ""}
    ties = {str(row.values["id"]): row for row in whole.book.rows("tie_key")}
    if decided in ties:
        return {"decided_ja": ties[decided].text("ja"), "decided_en": ties[decided].text("en")}
    key = f"decided.{decided}"
    return {"decided_ja": whole.book.text(key, "ja"), "decided_en": whole.book.text(key, "en")}


def _no_certification(whole: _Round, uncertified: bool) -> Iterator[Reason]:
    key = "reason.not_certified"
    block = whole.book.block(key)
    if uncertified:
        yield Reason(
            code="not_certified", ja=whole.book.text(key, "ja"), en=whole.book.text(key, "en"), article=block.article,
            row=key, source=block.source,
        )  # fmt: skip


def _wish_reasons(whole: _Round, wishes: list[JsonObject]) -> Iterator[Reason]:
    for wish in wishes:
        if wish["decided_by"] == "better_wish":
            continue
        key = "reason.wish_reached" if wish["reached"] else "reason.wish_not_reached"
        known: dict[str, JsonValue] = {
            "wish": wish["wish"], "name": wish["name"], "seats": wish["seats"], "better": wish["better"],
        }  # fmt: skip
        yield Reason(
            code=key.removeprefix("reason."),
            ja=whole.book.text(key, "ja", **known, decided=wish["decided_ja"]),
            en=whole.book.text(key, "en", **known, decided=wish["decided_en"]),
            figures=(("wish", int(str(wish["wish"]))), ("facility", str(wish["facility"]))),
            article=whole.book.block(key).article,
            row=key,
            source=whole.book.block(key).source,
        )


def _item(item: ScoreItem) -> JsonObject:
    return {"points": item.points, **item.reason.as_json()}


def score_frame(results: Sequence[ChildResult]) -> pl.DataFrame:
    """Return id, total and facility of every child, for the lists of a run."""
    return pl.DataFrame(
        [(f"{r.case.number}/{r.child.key}", r.score.total, r.facility, r.decision.result) for r in results],
        schema={"child": pl.String, "total": pl.Int64, "facility": pl.String, "result": pl.String},
        orient="row",
    )
