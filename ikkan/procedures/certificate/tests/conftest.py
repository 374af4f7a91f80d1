"""The small town of the walk, with practice authorities and a practice sealing key."""

from pathlib import Path

import pytest
from pytest_django import Settings

from ikkan.procedures.certificate.tests.factories import Person, people, set_up


@pytest.fixture
def town(db: None, home: Path, settings: Settings) -> dict[str, Person]:
    settings.IKKAN_JPKI_TRUST = str(home / "trust")
    settings.IKKAN_JPKI_TEST = True
    settings.IKKAN_JPKI_CRL = settings.IKKAN_JPKI_OCSP = ""
    settings.IKKAN_PRODUCTION = False
    set_up(home)
    return people()
