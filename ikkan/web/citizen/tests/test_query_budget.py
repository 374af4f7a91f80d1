"""No page of the citizen's asks the database more than twelve times."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ikkan.web.citizen.tests.places_of_pages import make_pages
from ikkan.web.tests.cast import Town

MOST = 12

pytestmark = pytest.mark.django_db


def test_no_page_asks_more_than_twelve_times(town: Town, client: Client) -> None:
    over: list[str] = []
    for name, url in make_pages(town).items():
        # the first look fills what a process remembers: books, the facilities, the town's name
        assert client.get(url).status_code == 200, (name, url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(url)
        if len(asked) > MOST:
            over.append(f"{name} {url}: {len(asked)}\n" + "\n".join(one["sql"][:150] for one in asked))
    assert not over, "\n\n".join(over)
