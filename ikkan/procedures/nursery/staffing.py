"""How many children a member of staff may look after, by the book (職員の配置基準)."""

from dataclasses import dataclass
from typing import Final

from ikkan.kernel.book import BookAt

STAFF_RATIO: Final = "staff_ratio"


@dataclass(frozen=True, slots=True)
class StaffRatios:
    """Hold the ratios of one day.

    Args:
        children: by class, children a member of staff may look after.
        source: the paper that says so; is_unconfirmed: it was not read in the original.
    """

    children: dict[int, int]
    source: str
    is_unconfirmed: bool


def staff_ratios(book: BookAt) -> StaffRatios:
    """Read the ratios from the book.

    Args:
        book: the book on a day.
    """
    block = book.block(STAFF_RATIO)
    children = {age: int(str(book.value(STAFF_RATIO, f"age{age}"))) for age in range(6)}
    return StaffRatios(children, block.source, block.unconfirmed)
