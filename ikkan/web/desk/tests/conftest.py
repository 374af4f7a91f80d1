"""The town of the desk's tests, and who is signed in."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from ikkan.web.tests.cast import Town, make_town, signed_in
from ikkan.web.town import forget_town_name


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    forget_town_name()
    cache.clear()
    yield make_town()
    cache.clear()


@pytest.fixture
def officer(town: Town) -> Client:
    return signed_in(town.officer)


@pytest.fixture
def chief(town: Town) -> Client:
    return signed_in(town.approver)


@pytest.fixture
def stranger(town: Town) -> Client:
    return signed_in(town.stranger)
