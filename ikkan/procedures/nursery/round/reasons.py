"""Why each wish of a child came out as it did: what is stored of it, and the sentences of the decision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.models import Child
from ikkan.procedures.nursery.placement.explain import BETTER_REACHED, FULL, REACHED, WishExplanation
from ikkan.procedures.nursery.round.market import seat_taken
from ikkan.procedures.nursery.round.wishes import RESERVED
from ikkan.procedures.nursery.rules import ChildScore
from ikkan.procedures.nursery.rules.priority import TIE

BETTER_WISH: Final = "better_wish"
# what the files of a market call a component, and what the book's sentences call it
WORDS: Final = {"holder": "present_seat", "score": "points"}
POINTS: Final = "points"
# decided by nobody's order: they say nothing of the last child admitted
OPEN_TO_ALL: Final = frozenset({"", BETTER_WISH, "sibling", "blocking", "present_seat", "no_seat"})


@dataclass(frozen=True, slots=True)
class Reasons:
    """What the reasons of a round are read from.

    Args:
        book: the book.
        names: facility code to name.
        keys: by child and facility, the values by which children are ordered there.
        key_names: what they are called, in the order that they decide.
        at_rank: by facility of the market, age and rank, the child.
        ages: class age by child.
        fewest: from how many admitted children on the last one may be told of.
    """

    book: BookAt
    names: Mapping[str, str]
    keys: Mapping[tuple[str, str], tuple[Any, ...]]
    key_names: tuple[str, ...]
    at_rank: Mapping[tuple[str, int, int], str]
    ages: Mapping[str, int]
    fewest: int

    def wishes(
        self, name: str, child: Child, score: ChildScore, explained: Sequence[WishExplanation]
    ) -> list[JsonObject]:
        """Return what is stored of each wished facility: the best joint wish that names it decides what is shown.

        Args:
            name: id of the child.
            child: its row.
            score: its score.
            explained: the explanation of every joint wish that names a facility for it.
        """
        of_facility = groupby(
            sorted(explained, key=lambda w: seat_taken(w.facility)[0]), lambda w: seat_taken(w.facility)[0]
        )
        found = {
            facility: min(entries, key=lambda w: (w.outcome != REACHED, RESERVED in w.facility, w.wish))
            for facility, entries in of_facility
        }
        own = {wish.facility: wish.rank for wish in score.wishes}
        reached = min((own[at] for at, entry in found.items() if entry.reached and at in own), default=None)
        shown = []
        for facility, entry in found.items():
            if facility != child.present_facility or facility in own:
                rank = own.get(facility, len(own) + 1)
                # nobody stood in the way of a wish that the family put behind one that was granted
                is_behind = reached is not None and rank > reached
                shown.append(self._wish(name, facility, rank, entry, is_behind=is_behind))
        return sorted(shown, key=lambda wish: int(str(wish["wish"])))

    def sentences(self, wishes: Sequence[JsonObject]) -> Iterator[Reason]:
        """Yield the reason of every wish that was granted or that somebody stood in the way of."""
        for wish in wishes:
            if wish["decided_by"] == BETTER_WISH:
                continue
            key = f"reason.{wish['sentence']}"
            figures = dict(wish) | {"own": wish["own_score"], "lowest": wish["lowest_score"]}
            ja, en = (self.book.text(key, side, **figures, decided=wish[f"decided_{side}"]) for side in ("ja", "en"))
            block = self.book.block(key)
            yield Reason(
                code=key.removeprefix("reason."), ja=ja, en=en, article=block.article, row=key, source=block.source,
                figures=(("wish", int(str(wish["wish"]))), ("facility", str(wish["facility"]))),
            )  # fmt: skip

    def _wish(self, name: str, facility: str, rank: int, entry: WishExplanation, *, is_behind: bool) -> JsonObject:
        own, last = self.keys.get((name, facility)), self._last(name, facility, entry)
        decided = "" if entry.reached else BETTER_WISH if is_behind else self._decided_by(entry, own, last)
        is_told = entry.admitted >= self.fewest
        lowest = None if last is None or not is_told else last[1]
        if lowest is not None and entry.decided_by == "score":
            # the last child admitted of another family; a sister of the child may stand behind it
            lowest = int(entry.last_value)
        shown: JsonObject = {
            "wish": rank, "facility": facility, "name": self.names.get(facility, facility), "seats": entry.seats,
            "admitted": entry.admitted, "better": entry.better_admitted, "lowest_score": lowest,
            "own_score": own[1] if own else None, "reached": bool(entry.reached), "decided_by": decided,
            **self._words(decided if is_told or decided in OPEN_TO_ALL else "order"),
        }  # fmt: skip
        if decided == "sibling" and entry.because_child:
            because = seat_taken(entry.because_facility)[0]
            shown |= {"sibling_age": self.ages[entry.because_child], "sibling_name": self.names.get(because, because)}
        return shown | {"sentence": _sentence_of(shown)}

    def _last(self, name: str, facility: str, entry: WishExplanation) -> tuple[Any, ...] | None:
        """Return the values of the last child admitted there."""
        child = self.at_rank.get((entry.facility, self.ages[name], entry.lowest_admitted_rank))
        return self.keys.get((child, facility)) if child else None

    def _decided_by(self, entry: WishExplanation, own: tuple[Any, ...] | None, last: tuple[Any, ...] | None) -> str:
        """Return what decided, in the words of the book; what the files of the market do not say, the scores do."""
        if entry.outcome == BETTER_REACHED:
            return BETTER_WISH
        if entry.outcome != FULL:
            return entry.outcome
        if not entry.decided_by:
            # nobody of another family is there: no place at all, or too few for brothers and sisters of one class
            return "sibling" if entry.seats else "no_seat"
        if entry.decided_by != "rank":
            return WORDS.get(entry.decided_by, entry.decided_by.removeprefix(TIE))
        pairs = zip(self.key_names, own or (), last or (), strict=False)
        return next((key for key, mine, theirs in pairs if mine != theirs), "order")

    def _words(self, decided: str) -> JsonObject:
        if not decided:
            return {"decided_ja": "", "decided_en": ""}
        ties = {str(row.values["id"]): row for row in self.book.rows("tie_key")}
        if decided in ties:
            return {"decided_ja": ties[decided].text("ja"), "decided_en": ties[decided].text("en")}
        return {f"decided_{side}": self.book.text(f"decided.{decided}", side) for side in ("ja", "en")}


def _sentence_of(wish: JsonObject) -> str:
    """Return which sentence of the book tells a wish; the last child's points stand only where they may be told."""
    if wish["reached"]:
        return "wish_reached"
    if "sibling_age" in wish:
        return "wish_sibling"
    if wish["lowest_score"] is None or wish["own_score"] is None or wish["decided_by"] in {*OPEN_TO_ALL, "stage"}:
        return "wish_not_reached"
    return "wish_points" if wish["decided_by"] == POINTS else "wish_equal_points"
