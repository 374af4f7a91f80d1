"""A town's practice key and a sealed letter, as the tests of seals need them."""

from datetime import UTC, datetime
from functools import cache

import pytest

from ikkan.papers.seals.keys import SealKey, current_key, make_practice_key
from ikkan.papers.tests.samples import MADE_ON, letter
from ikkan.papers.typeset import paper_pdf

NOW = datetime(2027, 1, 29, 9, 0, tzinfo=UTC)


@cache
def plain_pdf() -> bytes:
    """Return a letter without a seal."""
    return paper_pdf(letter(), made_on=MADE_ON)


def new_key(tmp_path_factory: pytest.TempPathFactory, days: int = 400) -> SealKey:
    """Make a key in a folder of its own."""
    folder = tmp_path_factory.mktemp("keys")
    make_practice_key(folder, town="見本市", now=NOW, days=days)
    key = current_key(folder, NOW)
    assert key is not None
    return key
