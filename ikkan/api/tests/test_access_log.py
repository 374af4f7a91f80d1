"""The access log by program: same filters as the page, same duty, and the search is logged."""

import pytest
from django.test import Client
from django.utils import timezone

from ikkan.api.tests.cast import AT, citizen, staff, token
from ikkan.corridor.tests.access_cast import found_by_the_log
from ikkan.registers.models import Reading

pytestmark = pytest.mark.django_db


def headers(account: object, *scopes: str, key: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {token(account, *scopes)}", **({"Idempotency-Key": key} if key else {})}  # type: ignore[arg-type]


def test_search_findings_and_judgement(client: Client) -> None:
    officer, auditor = staff("reader", "desk"), staff("auditor", "privacy")
    key = found_by_the_log(officer)
    mine = headers(auditor, "log:read", "log:write", key="judge")
    answer = client.get(f"{AT}/access-log?why=audit&officer=reader&channel=page", headers=mine)
    assert answer.status_code == 200, answer.content
    assert [(one["resident"], one["terminal"], one["number_read"]) for one in answer.json()] == [
        ("100002", "192.0.2.7", False), ("100001", "192.0.2.7", False),
    ]  # fmt: skip
    logged = Reading.objects.get(reader=auditor.pk)
    assert (logged.channel, logged.detail) == ("api", "officer=reader channel=page")
    text = b"".join(client.get(f"{AT}/access-log.csv?why=audit&person=100001", headers=mine).streaming_content)  # type: ignore[attr-defined]
    assert text.decode().count("\r\n") == 3, "heads, this very search, the reading"
    assert client.get(f"{AT}/access-log/findings?rule=off_hours", headers=mine).json()[0]["count"] == 2
    at = f"{AT}/access-log/findings/{key}/judgements"
    body = {"verdict": "work", "note": "当番の日"}
    assert client.post(at, body, content_type="application/json", headers=mine).status_code == 200
    assert [one["verdict"] for one in client.get(f"{AT}/access-log/findings", headers=mine).json()[0]["judgements"]]


@pytest.mark.parametrize("who", ["citizen", "desk"])
def test_nobody_else_reads_it(client: Client, who: str) -> None:
    account = citizen() if who == "citizen" else staff("desk-officer", "desk")
    for path in ("access-log?why=x", "access-log.csv?why=x", "access-log/findings"):
        assert client.get(f"{AT}/{path}", headers=headers(account, "log:read")).status_code == 403
    assert not Reading.objects.filter(at__lte=timezone.now()).exists()


def test_search_without_purpose_is_refused(client: Client) -> None:
    auditor = staff("auditor", "privacy")
    answer = client.get(f"{AT}/access-log?why=", headers=headers(auditor, "log:read"))
    assert answer.status_code in {400, 409, 422}, answer.status_code
    assert not Reading.objects.exists()
