"""Every way of combining parents that a book may name, with its caps, gives the same in both ways of scoring."""

from datetime import date

import pytest

from ikkan.kernel.book import Book, BookAt
from ikkan.procedures.nursery.rules import Known, features_of, frame_of, score, score_many, scores_of
from ikkan.procedures.nursery.tests.worked_examples import answers_of, open_book


def book_with(base: str) -> BookAt:
    """Return the model ordinance with other values in the block `base`."""
    files = dict(open_book().files)
    files["0/scores.toml"] = files["0/scores.toml"].replace(b'combine = "sum"', base.encode(), 1)
    return Book.from_files(files).at(date(2027, 4, 1))


@pytest.mark.parametrize(
    ("base", "hours", "expected"),
    [
        ('combine = "sum"', (160, 140), 38),
        ('combine = "sum"\ncap = 30', (160, 140), 30),
        ('combine = "sum"\nparent_cap = 19', (160, 140), 37),
        ('combine = "min"', (160, 140), 18),
        ('combine = "max"', (160, 140), 20),
        ('combine = "mean"', (160, 140), 19),
        ('combine = "mean"', (160, 0), 10),
        ('combine = "mean"\nparent_cap = 19', (160, 140), 18),
        ('combine = "mean"\nparent_cap = 19\nrounding = "up"', (160, 140), 19),
        ('combine = "min"\nparents_without_points = "skip"', (160, 0), 20),
        ('combine = "min"', (160, 0), 0),
        ('combine = "min"', (140,), 18),
    ],
)
def test_combination(base: str, hours: tuple[int, ...], expected: int) -> None:
    book_at = book_with(base)
    answers = answers_of({"parents": [{"hours": one} for one in hours]})
    features = features_of(answers, reference_day=book_at.day, known=Known(), assume_papers=True)
    one = score(features, book_at)
    assert one[0].base == expected
    assert sum(item.points for item in one[0].items if item.line.table == "base") == expected
    assert tuple(scores_of(score_many(frame_of([("a", features)]), book_at), book_at)) == one
