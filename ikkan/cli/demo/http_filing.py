"""Some of the demo's families file over the real HTTP API, with a token, as a program of theirs would."""

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Final

from django.utils import timezone

from ikkan.cli.demo.family import Family
from ikkan.cli.demo.filing import DemoFailed, FiledFamily
from ikkan.cli.serve import web_command
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.people.tokens import make_token

SCOPES: Final = ("nursery:file", "nursery:read")
START_SECONDS: Final = 120
STOP_SECONDS: Final = 20
CREATED: Final = 201


def file_over_http(
    families: Sequence[Family], accounts: Mapping[str, Account], advance: Callable[[], None]
) -> list[FiledFamily]:
    """File applications through a running web server and its API.

    Args:
        families: who files.
        accounts: account by 宛名番号.
        advance: called after each.

    Raises:
        DemoFailed: the server did not start, or refused.
    """
    if not families:
        return []
    filed = []
    with api_server() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for family in families:
            account = accounts[family.resident_number_of_applicant]
            number = _file(connection, family, token_of(account, SCOPES))
            filed.append(FiledFamily(family, account, Case.objects.get(number=number).pk))
            advance()
        connection.close()
    return filed


def _file(connection: http.client.HTTPConnection, family: Family, token: str) -> str:
    key = f"demo-{family.resident_number_of_applicant}"
    draft = call(connection, "POST", "/nursery/drafts", token, f"{key}-draft", {"answers": family.answers})
    documents = family.answers.get("documents")
    for number, document in enumerate(documents if isinstance(documents, list) else []):
        if isinstance(document, dict):
            _attach(connection, str(draft["id"]), document, family, token, f"{key}-file-{number}")
    receipt = call(connection, "POST", f"/nursery/drafts/{draft['id']}/submit", token, f"{key}-submit", {})
    return str(receipt["number"])


def _attach(
    connection: http.client.HTTPConnection, draft: str, document: JsonObject, family: Family, token: str, key: str
) -> None:
    fields = {
        "kind": str(document["kind"]),
        "of": str(document["of"]),
        "facts": json.dumps(document.get("facts", {})),
    }
    boundary = "ikkan-demo-boundary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name = str(document.get("name") or "paper")
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n")
    parts.append(family.files[str(document["sha256"])] + f"\r\n--{boundary}--\r\n".encode())
    _send(
        connection, "POST", f"/nursery/drafts/{draft}/attachments", token, key, b"".join(parts),
        f"multipart/form-data; boundary={boundary}",
    )  # fmt: skip


def call(
    connection: http.client.HTTPConnection, verb: str, path: str, token: str, key: str, body: JsonObject
) -> JsonObject:
    """Send JSON to a door of the API and return its answer. Raises DemoFailed when it refuses."""
    return _send(connection, verb, path, token, key, json.dumps(body).encode(), "application/json")


def _send(
    connection: http.client.HTTPConnection, verb: str, path: str, token: str, key: str, body: bytes, content_type: str
) -> JsonObject:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": content_type}
    connection.request(verb, f"/api/v1{path}", body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    if response.status != CREATED:
        raise DemoFailed(f"{verb} {path} answered {response.status}: {text[:500]}")
    answer: JsonObject = json.loads(text)
    return answer


def token_of(account: Account, scopes: Sequence[str]) -> str:
    """Return a new token of an account for these scopes."""
    made = make_token(account=account, name="デモ", scopes=list(scopes), expires_at=timezone.now() + timedelta(hours=1))
    if isinstance(made, Refused):
        raise DemoFailed(made.en)
    return made[1]


@contextmanager
def api_server() -> Iterator[int]:
    """Run the web server on a free port of this machine until the block ends."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    # our own command line, no shell
    process = subprocess.Popen(web_command("127.0.0.1", port, 1))  # noqa: S603
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # every answer was given: nothing is lost by a server that is slow to end
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise DemoFailed("The web server ended at once. Start it by hand to see why: ikkan serve")
        with closing(socket.socket()) as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise DemoFailed(f"The web server did not answer within {START_SECONDS} s.")
