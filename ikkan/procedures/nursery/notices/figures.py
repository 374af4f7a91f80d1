"""The figures of a placement, read from its decision record into plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject, JsonValue


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a score."""

    points: int
    ja: str
    en: str
    article: str
    row: str
    source: str
    is_unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """One wished facility: how it came out and why. `lowest` is None where it may not be told, `own` if uncounted.

    `sentence` names what is to be told; blank in records older than that. `sibling` says which class and nursery the
    brother or sister could not enter, where that is the reason.
    """

    wish: int
    facility: str
    name: str
    seats: int
    admitted: int
    lowest: int | None
    own: int | None
    is_reached: bool
    decided: Mapping[str, str]
    sentence: str = ""
    sibling: tuple[int, str] | None = None

    def lowest_told(self, fewest: int) -> int | None:
        """Return the points of the last child admitted, or None where too few were admitted to tell them."""
        return self.lowest if self.admitted >= fewest else None


@dataclass(frozen=True, slots=True)
class NextRound:
    """The round that the case takes part in next."""

    title: str
    closes: date
    answers: date


@dataclass(frozen=True, slots=True)
class PlacementFigures:
    """Everything that a notice of placement prints."""

    total: int
    items: tuple[Item, ...]
    rank_keys: tuple[str, ...]
    wishes: tuple[Wish, ...]
    facility: str
    facility_name: str
    start: date
    class_age: int
    next_round: NextRound | None
    decline_by: date | None


def read_figures(stored: JsonObject) -> PlacementFigures:
    """Read the figures of a decision of kind ``placement``.

    Raises:
        ValueError: a figure that every notice needs is missing; the text names it.
    """
    coming = stored.get("next_round")
    decline = stored.get("decline_by")
    return PlacementFigures(
        total=_count(stored, "total"),
        items=tuple(_item(one) for one in read.parts(stored, "items")),
        rank_keys=tuple(read.words(stored, "rank_key_names")),
        wishes=tuple(_wish(one) for one in read.parts(stored, "wishes")),
        facility=read.word(stored, "facility"),
        facility_name=read.word(stored, "facility_name"),
        start=_day(stored, "from"),
        class_age=_count(stored, "class_age"),
        next_round=_next_round(coming) if isinstance(coming, dict) else None,
        decline_by=_day(stored, "decline_by") if decline else None,
    )


def _item(stored: JsonObject) -> Item:
    return Item(
        points=_count(stored, "points"),
        ja=read.word(stored, "ja"),
        en=read.word(stored, "en"),
        article=read.word(stored, "article"),
        row=read.word(stored, "row"),
        source=read.word(stored, "source"),
        is_unconfirmed=read.flag(stored, "unconfirmed"),
    )


def _wish(stored: JsonObject) -> Wish:
    lowest, own = stored.get("lowest_score"), stored.get("own_score")
    return Wish(
        wish=_count(stored, "wish"),
        facility=read.word(stored, "facility"),
        name=read.word(stored, "name"),
        seats=_count(stored, "seats"),
        admitted=_count(stored, "admitted"),
        lowest=int(lowest) if isinstance(lowest, int | float) else None,
        own=int(own) if isinstance(own, int | float) else None,
        is_reached=read.flag(stored, "reached"),
        decided={"ja": read.word(stored, "decided_ja"), "en": read.word(stored, "decided_en")},
        sentence=read.word(stored, "sentence"),
        sibling=(_count(stored, "sibling_age"), read.word(stored, "sibling_name")) if "sibling_age" in stored else None,
    )


def _next_round(stored: JsonObject) -> NextRound:
    return NextRound(read.word(stored, "title"), _day(stored, "closes"), _day(stored, "answers"))


def _count(stored: JsonObject, key: str) -> int:
    value = stored.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _faulty(key, value, "a number")
    return int(value)


def _day(stored: JsonObject, key: str) -> date:
    """Return a day; a moment is read as the day that it falls on in Japan."""
    value = stored.get(key)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise _faulty(key, value, "a date") from None
    return timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()


def _faulty(key: str, value: JsonValue, wanted: str) -> ValueError:
    return ValueError(
        f"The figures of a placement need {wanted} under {key!r}, but hold {value!r}. No notice was made: "
        "run the round's decision again so that it writes the figure."
    )
