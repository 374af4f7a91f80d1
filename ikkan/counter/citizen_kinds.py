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
    """What the page before the form tells.

    Args:
        title: of the procedure.
        who: who may ask.
        minutes: how long it takes.
        needed: what to have at hand.
        cost: what it costs.
        without_card: what somebody without a card does.
        rounds: those that take applications now; empty where a procedure has none.
        is_open: whether it takes applications now.
        notes: what else somebody must know before they begin.
        pages: name and page of what can be looked at beforehand.
    """

    title: str
    who: str
    minutes: int
    needed: tuple[str, ...]
    cost: str
    without_card: str
    rounds: tuple[RoundFacts, ...] = ()
    is_open: bool = True
    notes: tuple[str, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()


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


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with the same in words.

    Args:
        markup: the drawing.
        title: its name.
        rows: what it shows, each with a remark or a blank.
        hint: a sentence below.
    """

    markup: SafeString
    title: str
    rows: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a question.

    Args:
        has_estimate: whether the estimate of the answers so far is shown.
        links: words, page and query of pages that help to answer.
        figure: a drawing of what was chosen.
    """

    has_estimate: bool = False
    links: tuple[tuple[str, str, str], ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """What the task list of a draft tells besides its tasks.

    Args:
        title: heading; blank for the form's own.
        closes_at: until when it can be sent, where there is a deadline.
        has_estimate: whether the estimate is shown.
    """

    title: str = ""
    closes_at: datetime | None = None
    has_estimate: bool = False


@dataclass(frozen=True, slots=True)
class CasePart:
    """Something that a procedure tells of a case on the pages of its citizen.

    Args:
        title: heading.
        text: a sentence or two.
        rows: label and value.
        points: a list in words.
        figure: a drawing, such as a code to be scanned.
        link: address and words of a page that tells more, or blanks.
    """

    title: str
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    points: tuple[str, ...] = ()
    figure: Figure | None = None
    link: tuple[str, str] = ("", "")
