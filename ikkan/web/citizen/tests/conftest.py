"""The town of the citizen's tests."""

import pytest
from django.test import Client

from ikkan.ledger.models import Case
from ikkan.web.tests.cast import Town, file_case, make_town, signed_in
from ikkan.web.town import forget_town_name


@pytest.fixture
def town(db: None) -> Town:
    forget_town_name()
    return make_town()


@pytest.fixture
def client(town: Town) -> Client:
    return signed_in(town.applicant)


@pytest.fixture
def stranger(town: Town) -> Client:
    return signed_in(town.stranger)


@pytest.fixture
def case(town: Town) -> Case:
    return file_case(town)
