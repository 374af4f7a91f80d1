"""Who comes back from the provider is known by the pairwise identifier, and a code serves once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from joserfc.jwk import ECKey

from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.assertion import client_proof
from ikkan.ports.auth_app.claims import Identity
from ikkan.ports.auth_app.client import AuthApp, Departure, challenge_of
from ikkan.ports.auth_app.fake import tokens
from ikkan.ports.auth_app.fake.provider import FakeProvider
from ikkan.ports.auth_app.tests.cast import BACK, ISSUER, asked_of, come_back, make_pair

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered(db: None) -> None:
    cache.clear()


def setup() -> tuple[AuthApp, FakeProvider, Departure, datetime]:
    app, provider = make_pair()
    now = timezone.now()
    return app, provider, app.depart(redirect_uri=BACK, now=now), now


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Refused), outcome
    assert outcome.ja
    assert outcome.en
    return outcome.code


def test_the_person_is_sent_away_with_everything_that_binds_the_answer() -> None:
    _, _, departure, _ = setup()
    asked = asked_of(departure)
    assert departure.url.startswith(ISSUER + "/protocol/openid-connect/auth?")
    assert asked["scope"] == "openid"
    assert (asked["response_type"], asked["code_challenge_method"], asked["acr_values"]) == ("code", "S256", "aal3 crl")
    assert asked["code_challenge"] == challenge_of(departure.pending.verifier)
    assert departure.pending.verifier not in departure.url
    assert len({asked["state"], asked["nonce"], departure.pending.verifier}) == 3


def test_two_departures_share_nothing_secret() -> None:
    app, _, first, now = setup()
    second = app.depart(redirect_uri=BACK, now=now)
    assert not {first.pending.state, first.pending.nonce, first.pending.verifier} & {
        second.pending.state, second.pending.nonce, second.pending.verifier,
    }  # fmt: skip


def test_who_says_yes_comes_back_as_themselves() -> None:
    app, provider, departure, now = setup()
    found = app.arrive(departure.pending, come_back(provider, departure), now)
    assert isinstance(found, Identity)
    assert (found.issuer, found.acr) == (ISSUER, "aal3 crl")
    assert found.subject == provider.subject_of(provider.persons[0])
    assert found.subject != provider.subject_of(provider.persons[1])


def test_who_says_no_is_told_that_nothing_is_lost() -> None:
    app, provider, departure, now = setup()
    assert code_of(app.arrive(departure.pending, come_back(provider, departure, ""), now)) == "auth_app_cancelled"


def test_a_code_serves_once() -> None:
    app, provider, departure, now = setup()
    answer = come_back(provider, departure)
    assert isinstance(app.arrive(departure.pending, answer, now), Identity)
    assert code_of(app.arrive(departure.pending, answer, now)) == "auth_app_provider_refused"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": "x"}, "auth_app_not_begun_here"),
        ({"state": ""}, "auth_app_not_begun_here"),
        ({"iss": "https://elsewhere.example/"}, "auth_app_issuer"),
        ({"code": ""}, "auth_app_code"),
        ({"code": "stolen"}, "auth_app_provider_refused"),
        ({"error": "temporarily_unavailable"}, "auth_app_down"),
        ({"error": "<script>"}, "auth_app_provider_refused"),
    ],
)
def test_a_changed_answer_is_refused(change: dict[str, str], code: str) -> None:
    app, provider, departure, now = setup()
    assert code_of(app.arrive(departure.pending, come_back(provider, departure) | change, now)) == code


def test_another_sessions_answer_is_refused() -> None:
    app, provider, mine, now = setup()
    theirs = app.depart(redirect_uri=BACK, now=now)
    assert code_of(app.arrive(mine.pending, come_back(provider, theirs), now)) == "auth_app_not_begun_here"
    swapped = come_back(provider, theirs) | {"state": mine.pending.state}
    # PKCE binds the code to the session that asked for it
    assert code_of(app.arrive(mine.pending, swapped, now)) == "auth_app_provider_refused"


def test_who_stays_away_too_long_begins_again() -> None:
    app, provider, departure, now = setup()
    answer = come_back(provider, departure)
    assert code_of(app.arrive(departure.pending, answer, now + timedelta(minutes=11))) == "auth_app_late"


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": BACK + "x"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": ""},
        {"client_id": "other"},
    ],
)
def test_the_provider_sends_nobody_to_an_address_that_is_not_registered(change: dict[str, str]) -> None:
    _, provider, departure, _ = setup()
    assert provider.fault_of(asked_of(departure)) == ""
    assert provider.fault_of(asked_of(departure) | change) == next(iter(change))


@pytest.mark.parametrize(
    "change",
    [
        {"scope": "name"},
        {"scope": "openid admin"},
        {"response_type": "token"},
        {"nonce": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"state": ""},
    ],
)
def test_the_provider_gives_no_code_for_a_request_that_lacks_something(change: dict[str, str]) -> None:
    _, provider, departure, _ = setup()
    assert "code=" in provider.answer(asked_of(departure), "hanako")
    url = provider.answer(asked_of(departure) | change, "hanako")
    assert "error=" in url
    assert "code=" not in url


def grant(app: AuthApp, provider: FakeProvider, departure: Departure, now: datetime, **changes: str) -> int:
    form: dict[str, str] = {
        "grant_type": "authorization_code",
        "code": come_back(provider, departure)["code"],
        "redirect_uri": BACK,
        "code_verifier": departure.pending.verifier,
    }
    return tokens.token(provider, form | client_proof(app.config, now) | changes)[0]


def test_the_provider_takes_no_other_verifier_address_or_grant() -> None:
    app, provider, departure, now = setup()
    assert grant(app, provider, departure, now) == 200
    assert grant(app, provider, departure, now, code_verifier="wrong") == 400
    assert grant(app, provider, departure, now, redirect_uri="https://evil.example/") == 400
    assert grant(app, provider, departure, now, grant_type="password") == 400


def test_the_provider_takes_a_proof_of_the_client_once() -> None:
    app, provider, departure, now = setup()
    proof: dict[str, Any] = client_proof(app.config, now)
    assert grant(app, provider, departure, now, **proof) == 200
    assert grant(app, provider, departure, now, **proof) == 401


def test_the_provider_takes_no_proof_by_another_key_or_of_another_time() -> None:
    app, provider, departure, now = setup()
    stranger, _ = make_pair()
    assert grant(app, provider, departure, now, **client_proof(stranger.config, now)) == 401
    assert grant(app, provider, departure, now, **client_proof(app.config, now - timedelta(hours=1))) == 401
    assert grant(app, provider, departure, now, **client_proof(app.config, now + timedelta(hours=1))) == 401
    assert grant(app, provider, departure, now, client_assertion="", client_assertion_type="") == 401


def test_only_the_holder_of_the_access_token_reads_what_its_scope_opens() -> None:
    app, provider, _, now = setup()
    asked = app.depart(redirect_uri=BACK, now=now, scope="openid name")
    form = {
        "grant_type": "authorization_code",
        "code": come_back(provider, asked)["code"],
        "redirect_uri": BACK,
        "code_verifier": asked.pending.verifier,
    }
    _, given = tokens.token(provider, form | client_proof(app.config, now))
    status, shown = tokens.userinfo(provider, str(given["access_token"]))
    assert (status, shown) == (200, {"sub": provider.subject_of(provider.persons[0]), "name": "見本　花子"})
    assert tokens.userinfo(provider, "guess")[0] == 401


def test_a_rotated_key_is_fetched() -> None:
    app, provider, departure, now = setup()
    assert isinstance(app.arrive(departure.pending, come_back(provider, departure), now), Identity)
    object.__setattr__(provider, "key", ECKey.generate_key("P-256"))
    again = app.depart(redirect_uri=BACK, now=now)
    assert isinstance(app.arrive(again.pending, come_back(provider, again), now), Identity)
