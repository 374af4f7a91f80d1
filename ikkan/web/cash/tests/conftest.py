"""The town of the cash desk's tests."""

import pytest
from django.conf import LazySettings
from django.test import Client

from ikkan.ledger.models import Case
from ikkan.web.cash.tests.cast import cashier_client, owing_case
from ikkan.web.tests.cast import Town, make_town
from ikkan.web.town import forget_town_name


@pytest.fixture(autouse=True)
def demo(settings: LazySettings) -> None:
    settings.IKKAN_DEMO = True


@pytest.fixture
def town(db: None) -> Town:
    forget_town_name()
    return make_town()


@pytest.fixture
def case(town: Town) -> Case:
    return owing_case(town)


@pytest.fixture
def cashier(town: Town) -> Client:
    return cashier_client()
