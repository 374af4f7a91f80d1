"""A resident who asks for their certificate over the real pages, with a practice card and the fake app."""

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from pytest_django import Settings

from ikkan.corridor.senders import senders
from ikkan.corridor.worker import Worker
from ikkan.ledger.models import Case
from ikkan.ports.auth_app.fake.persons import Person as AppPerson
from ikkan.ports.auth_app.port import fake_provider
from ikkan.ports.jpki.practice_ca import PracticeCard
from ikkan.procedures.certificate.tests.factories import Person, people, set_up
from ikkan.rooms.intake.models import Draft
from ikkan.web import demo_auth_app
from ikkan.web.town import forget_town_name

USUAL = {"whose": "me", "purpose": "bank", "copies": "1", "delivery": "post"}


def card_town(home: Path, settings: Settings) -> dict[str, Person]:
    """Make the small town of residents with cards, in which everybody may try the fake app and the fake till."""
    settings.IKKAN_JPKI_TRUST = str(home / "trust")
    settings.IKKAN_JPKI_TEST = settings.IKKAN_DEMO = True
    settings.IKKAN_JPKI_CRL = settings.IKKAN_JPKI_OCSP = ""
    settings.IKKAN_PRODUCTION = False
    forget_town_name()
    set_up(home)
    return people()


def lay_card(monkeypatch: pytest.MonkeyPatch, card: PracticeCard) -> None:
    """Let everybody whom the fake app offers sign by this card."""

    def signer(person: AppPerson, digest: bytes) -> tuple[bytes, bytes]:
        del person
        return card.key.sign(digest, PKCS1v15(), Prehashed(SHA256())), card.certificate

    monkeypatch.setattr(demo_auth_app, "fake_provider", partial(fake_provider, signer=signer))


def draft_of(client: Client, **changes: Any) -> Draft:
    """Begin a request and answer its one page; `changes` replace what is posted."""
    assert client.post("/certificate/begin/").status_code == 303
    draft = Draft.objects.latest("saved_at")
    url = f"/certificate/apply/{draft.pk}/what/ask/"
    sent = client.post(url, {"_version": draft.version, "_press": "save", **USUAL, **changes})
    assert sent.status_code == 303, sent.context and sent.context["error_list"]
    draft.refresh_from_db()
    return draft


def away(client: Client, draft: Draft) -> str:
    """Press the link that signs and return where the app's page lies."""
    left = client.get(f"/certificate/apply/{draft.pk}/sign/")
    assert left.status_code == 302, left
    return str(left["Location"])


def back(client: Client, app: str, person: str = "hanako") -> str:
    """Choose a card on the app's page, come back, and return where the pages lead."""
    chosen = client.post(app, {"person": person})
    assert chosen.status_code == 302, chosen.content.decode()
    home = client.get(_local(str(chosen["Location"])))
    assert home.status_code == 302, home.content.decode()
    return str(home["Location"])


def filed(client: Client, **changes: Any) -> Case:
    """Ask, sign, and let the worker take the request as far as it goes."""
    draft = draft_of(client, **changes)
    came = client.get(back(client, away(client, draft)))
    assert "/receipt/" in came["Location"], came["Location"]
    return worked(Case.objects.latest("pk"))


def worked(case: Case) -> Case:
    """Let the worker do everything that is due, and read the case again."""
    Worker(senders()).work_until_idle()
    case.refresh_from_db()
    return case


def _local(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
