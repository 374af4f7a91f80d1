"""What the tests of the pages share: the cache table and a small house of addresses."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command

from ikkan.web.town import forget_town_name


@pytest.fixture
def cache_table(db: None) -> Iterator[None]:
    """Make the table in which limits are counted, and empty it."""
    call_command("createcachetable", verbosity=0)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _no_town_remembered() -> Iterator[None]:
    forget_town_name()
    yield
    forget_town_name()
