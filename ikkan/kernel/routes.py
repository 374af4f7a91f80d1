"""Routes of approval as data of the book: which office and rank replies at each step, or the ground of 専決."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from ikkan.kernel.book import Block, Book, BookAt
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.json_value import JsonObject


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
        FaultyBook: the route cannot be walked.
    """
    return _route(book.block(f"route.{name}"), name)


def check_routes(book: Book, names: Iterable[str]) -> None:
    """Refuse a book in which a declared route is missing or cannot be walked, on whichever day it holds.

    Args:
        book: the whole book.
        names: routes that the procedure declares.

    Raises:
        FaultyBook: the text names the table and what to write.
    """
    for name in names:
        dated = book.blocks.get(f"route.{name}")
        if not dated:
            raise FaultyBook(
                f"route.toml: the procedure declares the route {name!r}, but the book has no table route.{name}. "
                "Add it with rows (step, office, rank), or with the automatic_ground of the town's 専決規程."
            )
        for block in dated:
            _route(block, name)


def _route(block: Block, name: str) -> Route:
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
    where = f"Route {name} from {block.since.isoformat()}"
    if bool(steps) == bool(ground):
        raise FaultyBook(f"{where} must either ask people or name the ground of 専決: give rows or automatic_ground.")
    if steps and {step.step for step in steps} != set(range(1, max(step.step for step in steps) + 1)):
        raise FaultyBook(f"{where}: the steps must be numbered 1, 2, 3 without a gap. Correct the numbers.")
    if len({(step.step, step.slot) for step in steps}) != len(steps):
        raise FaultyBook(f"{where}: the same office and rank stands twice in one step. Leave one of the rows out.")
    return Route(name, tuple(sorted(steps, key=lambda s: s.step)), ground, block.source)
