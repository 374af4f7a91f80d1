"""Shapes that a procedure hands to the generic pages of citizens; texts are ready to show."""

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
