"""The same form sent a hundred times at once to a running server."""

import http.client
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from pytest_django import DjangoDbBlocker

from ikkan.api.tests.cast import AT, Program, answers, citizen, town
from ikkan.ledger.models import Case
from ikkan.rooms.intake.models import Filing, Submission

AT_ONCE = 20
TIMES = 100


@pytest.fixture
def ledger_can_be_emptied(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], None]]:
    """Let the database be emptied after the test, though its ledger is append-only; the locks come back."""
    locks: list[tuple[str, str]] = []

    def unlock() -> None:
        if connection.vendor != "sqlite":
            # PostgreSQL empties by TRUNCATE, which the row triggers let pass
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            locks.extend(cursor.fetchall())
            for name, _ in locks:
                cursor.execute(f'DROP TRIGGER "{name}"')

    yield unlock
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for _, written in locks:
            cursor.execute(written)


class Silent(WSGIRequestHandler):
    """Write no line a request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Run the web application on a free port, each request in a thread of its own."""
    running = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    running.set_app(get_wsgi_application())
    Thread(target=running.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.mark.slow
def test_a_hundred_equal_forms_are_one_case(
    ledger_can_be_emptied: Callable[[], None], transactional_db: None, server: str
) -> None:
    town()
    program = Program(citizen("applicant"))
    headers = {
        "Authorization": f"Bearer {program.text}", "Idempotency-Key": "hundred", "Content-Type": "application/json",
    }  # fmt: skip
    body = json.dumps({"answers": answers()}).encode()

    def send(_: int) -> tuple[int, str]:
        way = http.client.HTTPConnection(server, timeout=60)
        way.request("POST", f"{AT}/nursery/applications", body, headers)
        answer = way.getresponse()
        text = answer.read().decode()
        way.close()
        return answer.status, text

    try:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            answered = list(threads.map(send, range(TIMES)))
        assert {status for status, _ in answered} == {201}, [text for status, text in answered if status != 201][:3]
        assert len({text for _, text in answered}) == 1
        assert (Case.objects.count(), Filing.objects.count(), Submission.objects.count()) == (1, 1, 1)
    finally:
        ledger_can_be_emptied()
