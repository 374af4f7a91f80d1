"""The tiny outside procedure as the vehicle, and the fixed cast."""

import importlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ikkan.corridor.filing import file_application
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.registry import forget, register
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.store.tests.real_database import real_db

__all__ = ["real_db"]

sys.path.insert(0, str(Path(__file__).parents[3] / "tests" / "tiny"))
TINY = importlib.import_module("ikkan_tiny.procedure").TINY
TINY_ROUND = importlib.import_module("tiny_round").TINY_ROUND
TINY_ASKED = importlib.import_module("tiny_asked").TINY_ASKED
TINY_PAID = importlib.import_module("tiny_paid").TINY_PAID
for outside in (TINY, TINY_ROUND, TINY_ASKED, TINY_PAID):
    forget(outside.code)

NOW = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
ANSWERS: JsonObject = {"name": "高橋 花子", "address": "焼津市 1-2-3", "amount": 9000, "on": "2026-10-05"}


@pytest.fixture(autouse=True)
def tiny_procedures() -> Iterator[None]:
    """Know the tiny procedures within this folder's tests only."""
    register(TINY, declared_in="ikkan_tiny.procedure")
    register(TINY_ROUND, declared_in="tiny_round")
    register(TINY_ASKED, declared_in="tiny_asked")
    register(TINY_PAID, declared_in="tiny_paid")
    yield
    for outside in (TINY, TINY_ROUND, TINY_ASKED, TINY_PAID):
        forget(outside.code)


@pytest.fixture
def applicant(db: None) -> Account:
    return Account.objects.create_user("applicant")


@pytest.fixture
def stranger(db: None) -> Account:
    return Account.objects.create_user("stranger")


@pytest.fixture
def officer(db: None) -> Account:
    return Account.objects.create_user("officer", kind=Account.Kind.STAFF)


def filed(
    applicant: Account | None, *, now: datetime = NOW, key: str = "k", procedure: str = "tiny", **answers: object
) -> Case:
    """File a tiny application and return its case."""
    whole: JsonObject = {**ANSWERS, **answers}  # type: ignore[dict-item]
    case = file_application(procedure=procedure, answers=whole, key=key, channel="web", now=now, applicant=applicant)
    assert isinstance(case, Case), case
    return case
