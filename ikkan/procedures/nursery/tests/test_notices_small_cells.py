"""Where too few were admitted, nobody's points are told: not on paper, not on the page."""

import pytest

from ikkan.procedures.nursery.notices import compose, summary
from ikkan.procedures.nursery.tests import notice_cast as cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("admitted", "is_told"), [(1, False), (2, False), (3, True)])
def test_points_are_told_from_the_book_s_number_on(admitted: int, is_told: bool) -> None:
    figures = cast.figures(wishes=[cast.wish(1, "くすのき保育園", admitted=admitted, lowest_score=77)])
    record = cast.decision(cast.case(cast.round_()), figures=figures)
    paper = compose([record], cast.NOW)[0].paper
    assert ("77点" in paper.all_text()) is is_told
    assert ("公表できません" in paper.all_text()) is not is_told
    for language in ("ja", "en", "easy"):
        assert ("77" in " ".join(summary(record, language))) is is_told


def test_nobody_admitted_is_said_so() -> None:
    figures = cast.figures(wishes=[cast.wish(1, "くすのき保育園", admitted=0, seats=0, lowest_score=None)])
    paper = compose([cast.decision(cast.case(cast.round_()), figures=figures)], cast.NOW)[0].paper
    assert cast.grid(paper, "希望").rows[0][3] == "決まった方なし"
