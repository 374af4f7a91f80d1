"""Routes as data: which office and rank replies at each step, by deputy or all together."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.people.models import Account, Posting
from ikkan.rooms.approve.models import Proposal


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One step of a route.

    Args:
        step: number from 1; rows with the same number are asked together (合議).
        office: office code.
        rank: rank code.
        deputy: whether a deputy may reply instead (代決).
    """

    step: int
    office: str
    rank: str
    deputy: bool

    @property
    def slot(self) -> str:
        """What must be filled once: the office and rank."""
        return f"{self.office}/{self.rank}"

    def as_json(self) -> JsonObject:
        """Return the step as it is stored with a proposal."""
        return dict(asdict(self))


@dataclass(frozen=True, slots=True)
class Route:
    """A declared route.

    Args:
        name: its name in the book.
        steps: its steps; none for 専決 (automatic).
        ground: the article or rule that allows it to be decided automatically.
        source: document of the route.
    """

    name: str
    steps: tuple[RouteStep, ...]
    ground: str
    source: str

    @property
    def is_automatic(self) -> bool:
        """Whether nobody is asked, under the declared ground."""
        return not self.steps


def route_of(book: BookAt, name: str) -> Route:
    """Return a route of the book's table ``route.<name>``.

    Raises:
        LookupError: the book has no such route on its day.
        ValueError: the route has no step and no ground for deciding automatically.
    """
    block = book.block(f"route.{name}")
    steps = tuple(
        RouteStep(
            step=int(str(row.values["step"])),
            office=row.text("office"),
            rank=row.text("rank"),
            deputy=bool(row.values.get("deputy", False)),
        )
        for row in block.rows
    )
    ground = str(block.values.get("automatic_ground", ""))
    if not steps and not ground:
        raise ValueError(f"Route {name} asks nobody and names no ground: give automatic_ground or rows.")
    return Route(name, tuple(sorted(steps, key=lambda s: s.step)), ground, block.source)


def steps_of(proposal: Proposal) -> tuple[RouteStep, ...]:
    """Return the steps of a proposal as they stood when it was put up."""
    return tuple(_step(stored) for stored in proposal.route)


def open_slots(proposal: Proposal) -> tuple[RouteStep, ...]:
    """Return the steps that are asked now and have no reply yet."""
    filled = set(
        proposal.replies.filter(step=proposal.step, voided_at=None, verdict="approve").values_list("slot", flat=True)
    )
    return tuple(s for s in steps_of(proposal) if s.step == proposal.step and s.slot not in filled)


def slot_for(account: Account, slots: Sequence[RouteStep], on: date) -> tuple[RouteStep, Posting, bool] | None:
    """Return the first slot that this person may fill, their posting, and whether as a deputy."""
    postings = list(account.postings.filter(starts_on__lte=on).exclude(ends_on__lt=on).select_related("office", "rank"))
    for slot in slots:
        for posting in postings:
            if posting.office_id == slot.office and posting.rank_id == slot.rank:
                return slot, posting, False
    for slot in slots:
        for posting in postings:
            if slot.deputy and posting.office_id == slot.office and posting.deputises_for_id == slot.rank:
                return slot, posting, True
    return None


def _step(stored: JsonValue) -> RouteStep:
    if not isinstance(stored, dict):
        raise TypeError(f"A stored route step is an object, not {type(stored).__name__}.")
    return RouteStep(
        step=int(str(stored["step"])),
        office=str(stored["office"]),
        rank=str(stored["rank"]),
        deputy=bool(stored["deputy"]),
    )
