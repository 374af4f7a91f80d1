"""Every test runs on the database that DATABASE_URL names, in a home of its own (see tests/in_a_home.py)."""

from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker, Settings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Make the table of the database cache beside the migrated tables."""
    del django_db_setup
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    """Give every test a home of its own for files and keys."""
    settings.IKKAN_HOME = tmp_path
    return tmp_path
