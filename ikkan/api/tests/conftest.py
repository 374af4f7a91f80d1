"""What every test of the API starts from."""

from typing import Any

import pytest
from django.core.cache import cache

from ikkan.api.tests.cast import Program, citizen, town
from ikkan.ledger.models import Round


@pytest.fixture(autouse=True)
def alone(settings: Any) -> None:
    settings.ROOT_URLCONF = "ikkan.api.tests.urls"


@pytest.fixture
def april(db: None) -> Round:
    cache.clear()
    return town()


@pytest.fixture
def applicant(april: Round) -> Program:
    return Program(citizen("applicant", "900000000000001"))


@pytest.fixture
def stranger(april: Round) -> Program:
    return Program(citizen("stranger"))
