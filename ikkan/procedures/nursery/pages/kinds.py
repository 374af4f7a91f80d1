"""What the pages of nursery placement show, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

from ikkan.kernel.outcome import Text


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round that takes applications now.

    Args:
        title: its name.
        month: first day of the month of entry.
        closes_at: deadline.
        answers_on: day of the results.
    """

    title: str
    month: date
    closes_at: datetime
    answers_on: date


@dataclass(frozen=True, slots=True)
class StartFacts:
    """What the page before the form tells: who, until when, what to have at hand, how many minutes."""

    title: str
    who: str
    minutes: int
    needed: tuple[str, ...]
    rounds: tuple[RoundFacts, ...]
    cost: str
    without_card: str


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """A facility as a parent looks at it.

    Args:
        code: its code.
        name: its name.
        kind: kind of facility.
        address: where it is.
        hours: opening hours, or blank.
        seats: seats of each class 0 to 5 in the round; None where it has no such class.
        km: distance from home as the crow flies, or None when not known.
    """

    code: str
    name: str
    kind: str
    address: str
    hours: str
    seats: tuple[int | None, ...]
    km: float | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class EstimateItem:
    """One line of an estimate with the article that it rests on."""

    points: int
    text: str
    article: str
    is_unconfirmed: bool

    @property
    def signed(self) -> str:
        """Return the points with their sign."""
        return f"{self.points:+d}"


@dataclass(frozen=True, slots=True)
class EstimateWish:
    """One wished facility against last year's lowest score."""

    name: str
    told: str
    own: int


@dataclass(frozen=True, slots=True)
class ChildEstimate:
    """The estimate of one child."""

    title: str
    total: int
    sum_text: str
    items: tuple[EstimateItem, ...]
    wishes: tuple[EstimateWish, ...]
    excluded: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the score would be with every paper handed in: no promise, and without what only the records say."""

    children: tuple[ChildEstimate, ...]
    sentence: str
    notes: tuple[str, ...]
    edition: str


@dataclass(frozen=True, slots=True)
class WishMap:
    """A map drawn by the server, with numbered pins and the same list in words."""

    markup: SafeString
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Facilities side by side.

    Args:
        names: code and name of each.
        lines: what is compared, and its words for each facility; blank where nothing is known.
    """

    names: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What a good paper looks like: a drawing, and in words what must be seen on it, by number.

    Args:
        markup: the drawing.
        title: its name.
        points: what each number means.
        whole: how to take the photo.
    """

    markup: SafeString
    title: str
    points: tuple[str, ...]
    whole: str


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer that the family may still decline."""

    child: str
    name: str
    facility: str
    decline_by: date | None


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """Where a daily word leads: title, and the name of the page."""

    title: Text
    page: str
