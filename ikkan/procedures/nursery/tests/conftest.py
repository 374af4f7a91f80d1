"""The small town of the walk."""

import pytest

from ikkan.procedures.nursery.tests.factories import Town, make_town


@pytest.fixture
def town(db: None) -> Town:
    return make_town()
