"""From a placement to decisions: the result of every child with the reasons of every wish."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Decision
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case, Round
from ikkan.procedures.nursery.models import Child
from ikkan.procedures.nursery.placement.explain import WishExplanation, explain
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.place import Placement
from ikkan.procedures.nursery.round.market import seat_taken
from ikkan.procedures.nursery.round.reasons import Reasons
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
    reasons: Reasons
    placed: Mapping[str, str]
    explained: Mapping[str, list[WishExplanation]]
    next_round: JsonObject | None


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
    reasons = Reasons(
        book=book,
        names=names,
        keys={(row[0], row[1]): row[2:] for row in keys.iter_rows()},
        key_names=_names(scores, book),
        at_rank={(f, int(a), int(r)): c for f, a, r, c in ranks.iter_rows()},
        ages=dict(zip(market.child_ids, market.child_age.tolist(), strict=True)),
        fewest=int(str(book.value("small_cells", "fewest_admitted"))),
    )
    whole = _Round(
        round=round_, book=book, names=names, scores=scores.of_child(book), reasons=reasons, placed=placed,
        explained=explained, next_round=next_round,
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
    wishes = whole.reasons.wishes(name, child, score, whole.explained.get(name, ()))
    uncertified = child.key in family.uncertified
    word = "refused" if uncertified else _word(child, facility, family.answers)
    reached = next((index for index, wish in enumerate(wishes, start=1) if wish["reached"]), None)
    reasons = [*_no_certification(whole, uncertified), *score.reasons, *whole.reasons.sentences(wishes)]
    figures: JsonObject = {
        "total": score.total,
        "items": [_item(item) for item in score.items if item.counts],
        "ties": [{"name": tie.name, "value": tie.value, "ascending": tie.ascending} for tie in score.tie_keys],
        "rank_key_names": list(whole.reasons.key_names),
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


def _no_certification(whole: _Round, uncertified: bool) -> Iterator[Reason]:
    key = "reason.not_certified"
    block = whole.book.block(key)
    if uncertified:
        yield Reason(
            code="not_certified", ja=whole.book.text(key, "ja"), en=whole.book.text(key, "en"), article=block.article,
            row=key, source=block.source,
        )  # fmt: skip


def _item(item: ScoreItem) -> JsonObject:
    return {"points": item.points, **item.reason.as_json()}


def score_frame(results: Sequence[ChildResult]) -> pl.DataFrame:
    """Return id, total and facility of every child, for the lists of a run."""
    return pl.DataFrame(
        [(f"{r.case.number}/{r.child.key}", r.score.total, r.facility, r.decision.result) for r in results],
        schema={"child": pl.String, "total": pl.Int64, "facility": pl.String, "result": pl.String},
        orient="row",
    )
