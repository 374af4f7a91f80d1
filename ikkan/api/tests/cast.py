"""The fixed cast of the API's tests: a small town with a round, an applicant, a stranger and an officer."""

import io
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

import ikkan
from ikkan.corridor.rounds import open_round
from ikkan.corridor.senders import senders
from ikkan.corridor.worker import Worker
from ikkan.ledger.models import Case, Round
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.people.tokens import make_token
from ikkan.procedures.nursery.models import Seat
from ikkan.registers.models import Facility
from ikkan.store.outbox import Send

ANSWERS = Path(ikkan.__file__).parent / "procedures/nursery/tests/data/answers.json"
AT = "/api/v1"
CITIZEN = ("nursery:file", "nursery:read", "me:read")
_keys = count(1)


def answers() -> dict[str, Any]:
    """Return whole answers of the family Takahashi."""
    found: dict[str, Any] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return found


def town() -> Round:
    """Open a round for April with seats in every class of the facilities that the answers name."""
    officer = staff("town-officer")
    now = timezone.now()
    april = date.fromisoformat(answers()["start_month"])
    opened = open_round(
        procedure="nursery", kind="first", title="1次選考", month=april, opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=20), answers_on=timezone.localdate() + timedelta(days=60), account=officer,
        now=now,
    )  # fmt: skip
    wished = {code for child in answers()["children"] for code in child["wishes"]}
    for code in sorted(wished):
        Facility.objects.create(
            code=code, name=f"保育園{code[-2:]}", kana="ホイクエン", kind="認可保育所", address="栄町",
            source="つくりもの", as_of=date(2026, 4, 1),
            row={"NO": code, "都道府県コ―ド又は市区町村コ―ド": "222127", "駐車場情報": "有"},
        )  # fmt: skip
        Seat.objects.bulk_create(Seat(round=opened, facility=code, age=age, seats=3) for age in range(6))
    return opened


def citizen(name: str = "applicant", number: str = "") -> Account:
    return Account.objects.create(username=name, kind=Account.Kind.CITIZEN, resident_number=number)


def staff(name: str, *duties: str, rank: str = "clerk") -> Account:
    account = Account.objects.create(username=name, kind=Account.Kind.STAFF)
    office, _ = Office.objects.get_or_create(code="childcare", defaults={"name_ja": "子育て", "name_en": "Childcare"})
    held, _ = Rank.objects.get_or_create(code=rank, defaults={"name_ja": rank, "name_en": rank, "level": 1})
    Posting.objects.create(
        account=account, office=office, rank=held, duties=list(duties), starts_on=date(2020, 4, 1)
    )  # fmt: skip
    return account


def token(account: Account, *scopes: str) -> str:
    made = make_token(account, "program", scopes, timezone.now() + timedelta(hours=1))
    assert isinstance(made, tuple), made
    return made[1]


@dataclass
class Program:
    """A program that calls the API with a token."""

    account: Account
    scopes: tuple[str, ...] = CITIZEN
    client: Client = field(default_factory=Client)
    text: str = ""

    def __post_init__(self) -> None:
        self.text = token(self.account, *self.scopes)

    def call(self, verb: str, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Any:
        given = {"Authorization": f"Bearer {self.text}", "Idempotency-Key": key or f"key-{next(_keys)}"} | headers
        data = b"" if body is None else json.dumps(body).encode()
        return self.client.generic(verb, AT + path, data, content_type="application/json", headers=given)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Any:
        return self.call("POST", path, body, key=key)

    def put(self, path: str, body: Any = None, *, key: str | None = None) -> Any:
        return self.call("PUT", path, body, key=key)

    def delete(self, path: str, *, key: str | None = None) -> Any:
        return self.call("DELETE", path, key=key)

    def attach(self, draft: str, data: bytes, *, key: str | None = None, **fields: str) -> Any:
        sent = {"kind": "work_certificate", "of": "parent1", "file": SimpleUploadedFile("写真.png", data)} | fields
        return self.client.post(
            f"{AT}/nursery/drafts/{draft}/attachments",
            sent,
            headers={"Authorization": f"Bearer {self.text}", "Idempotency-Key": key or f"key-{next(_keys)}"},
        )

    def filed(self) -> str:
        """File the whole answers and return the number of the case."""
        receipt = self.post("/nursery/applications", {"answers": answers()})
        assert receipt.status_code == 201, receipt.content.decode()
        return str(receipt.json()["number"])


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "PNG")
    return made.getvalue()


def work() -> None:
    """Let the worker do everything that is due."""
    ports: dict[str, Send] = dict(senders())
    Worker(ports).work_until_idle()


def case_of(number: str) -> Case:
    return Case.objects.select_related("round").get(number=number)


def is_problem(response: Any, status: int, code: str = "") -> bool:
    """Whether a response is a whole problem of that status."""
    assert response.status_code == status, response.content.decode()[:500]
    assert response["Content-Type"] == "application/problem+json", response["Content-Type"]
    found = response.json()
    assert found["status"] == status
    assert found["ja"], found
    assert found["en"], found
    return not code or found["code"] == code
