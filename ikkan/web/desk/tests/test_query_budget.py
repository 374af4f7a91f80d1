"""Every page of the desk, the approvals, the board and the IT page takes a dozen queries at most (UI.md, section 5)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ikkan.web.desk.tests.every_page import pages_of
from ikkan.web.tests.cast import Town, signed_in

pytestmark = pytest.mark.django_db
MOST = 12
# it looks at a dozen things that fail each by itself, so that one ill part never hides the others
MOST_OF = {"operator:health": 20}


def test_every_page_keeps_to_a_dozen_queries(town: Town) -> None:
    over = {}
    for page in pages_of(town):
        client = signed_in(page.visitor)
        assert client.get(page.address, follow=True).status_code == 200, page.name
        with CaptureQueriesContext(
            connection,
        ) as taken:
            client.get(page.address)
        if len(taken) > MOST_OF.get(page.name, MOST):
            over[page.name] = [query["sql"][:150] for query in taken.captured_queries]
    assert over == {}, "\n".join(f"{name}: {len(sql)}\n  " + "\n  ".join(sql) for name, sql in over.items())
