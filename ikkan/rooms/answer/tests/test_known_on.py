"""From which day the months of a review run: when the decision became known, not when it was made."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ikkan.ledger.models import Case
from ikkan.ledger.steps import LONG_AGO
from ikkan.rooms.answer.mailbox import known_on
from ikkan.rooms.answer.models import Notice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
MADE = NOW - timedelta(days=9)


@pytest.fixture
def case() -> Case:
    return Case.objects.create(
        number="T-1", procedure="t", form_version="1", reference_day=date(2026, 11, 1), received_at=NOW,
        entered_at=NOW, lease_until=LONG_AGO,
    )  # fmt: skip


def told(case: Case, channel: str, **moments: datetime) -> None:
    Notice.objects.create(
        case=case, kind="k", title="t", is_disposition=True, content={}, instruction={"case": "mayor"}, digest="d",
        edition="e", channel=channel, dated_on=MADE.date(), made_at=MADE, **moments,
    )  # fmt: skip


def test_nothing_is_known_before_it_was_told(case: Case) -> None:
    told(case, "post")
    assert known_on(case, NOW) is None


def test_a_notice_in_the_mailbox_is_known_when_it_is_opened(case: Case) -> None:
    told(case, "mailbox", available_at=MADE, first_opened_at=MADE + timedelta(days=4))
    assert known_on(case, NOW) == date(2026, 11, 15)


def test_one_that_was_not_opened_is_not_known_before_today(case: Case) -> None:
    told(case, "mailbox", available_at=MADE)
    assert known_on(case, NOW) == date(2026, 11, 20)


def test_a_letter_is_known_from_its_posting_at_the_earliest(case: Case) -> None:
    told(case, "post", posted_at=MADE + timedelta(days=1))
    assert known_on(case, NOW) == date(2026, 11, 12)
