"""A route that cannot be walked is refused when the book is read, not when a case stands before it."""

import pytest

from ikkan.kernel.book import Book
from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.routes import check_routes

SCHEMA = """
["route.x"]
file = "route.toml"
block = { automatic_ground = "text?" }
row = { step = "int", office = "text", rank = "text" }
"""


def book(body: str) -> Book:
    route = f'[["route.x"]]\nfrom = 2024-04-01\nsource = "規程"\n{body}'
    return Book.from_files({"0/schema.toml": SCHEMA.encode(), "0/route.toml": route.encode()})


def test_steps_or_a_ground_are_a_route() -> None:
    check_routes(book('rows = [{ step = 1, office = "a", rank = "b" }]'), ["x"])
    check_routes(book('automatic_ground = "専決規程"'), ["x"])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "rows or automatic_ground"),
        ('automatic_ground = "g"\nrows = [{ step = 1, office = "a", rank = "b" }]', "rows or automatic_ground"),
        ('rows = [{ step = 2, office = "a", rank = "b" }]', "without a gap"),
        ('rows = [{ step = 1, office = "a", rank = "b" }, { step = 1, office = "a", rank = "b" }]', "twice"),
    ],
)
def test_another_one_is_refused(body: str, says: str) -> None:
    with pytest.raises(FaultyBook, match=says):
        check_routes(book(body), ["x"])


def test_a_missing_one_is_named() -> None:
    with pytest.raises(FaultyBook, match=r"no table route\.y"):
        check_routes(book('automatic_ground = "g"'), ["y"])
