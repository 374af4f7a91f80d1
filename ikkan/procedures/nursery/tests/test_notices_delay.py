"""The notice of delay (子ども・子育て支援法20条6項): how much longer, and why; no disposition."""

from datetime import UTC, date, datetime

import pytest

from ikkan.procedures.nursery.notices import delay
from ikkan.procedures.nursery.tests import notice_cast as cast
from ikkan.rooms.answer.notices import notice_of

pytestmark = pytest.mark.django_db
DAY_28 = datetime(2026, 12, 8, 0, 30, tzinfo=UTC)


def test_it_tells_the_remaining_time_and_the_law() -> None:
    draft = delay(cast.case(cast.round_()), "certification", DAY_28)
    facts = cast.rows_of_facts(draft.paper)
    assert cast.lead(draft.paper) == "認定の結果は、1月29日（金）までにお知らせする見込みです。"
    assert facts["あと"] == "52日"
    assert facts["申込みの日"] == "令和8年11月10日（2026年）"
    assert "30日以内" in draft.paper.all_text()
    assert "20条6項" in draft.paper.all_text()


@pytest.mark.parametrize(
    ("waits_for", "said"),
    [("citizen", "まだ受け取っていない"), ("officer", "職員が確かめている"), ("machine", "集中する時期")],
)
def test_it_tells_why(waits_for: str, said: str) -> None:
    case = cast.case(cast.round_())
    case.waits_for = waits_for
    draft = delay(case, "certification", DAY_28)
    assert said in draft.reasons[0].ja
    assert said in draft.paper.all_text()
    assert draft.reasons[0].article == "子ども・子育て支援法20条6項"


def test_it_is_no_disposition_and_can_be_kept() -> None:
    case = cast.case(cast.round_())
    draft = delay(case, "certification", DAY_28)
    notice_of(case, draft, channel="post", now=DAY_28, available=True).save()
    assert not draft.is_disposition
    assert cast.boxes(draft.paper) == []


def test_a_promised_day_that_has_passed_is_not_promised_again() -> None:
    case = cast.case(cast.round_())
    case.expected_on = date(2026, 12, 1)
    assert "1月29日" in cast.lead(delay(case, "certification", DAY_28).paper)


def test_after_every_promised_day_one_more_term_is_told() -> None:
    late = datetime(2027, 6, 1, 0, 30, tzinfo=UTC)
    assert cast.rows_of_facts(delay(cast.case(), "certification", late).paper)["あと"] == "30日"


def test_another_clock_has_no_notice() -> None:
    with pytest.raises(LookupError, match="sundial"):
        delay(cast.case(), "sundial", DAY_28)
