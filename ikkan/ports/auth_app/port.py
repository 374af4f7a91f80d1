"""Which provider this instance speaks to: the real one by its settings, the fake in a demo, or none."""

from pathlib import Path
from typing import Final

import httpx
from django.conf import settings

from ikkan.kernel.outcome import Refused
from ikkan.ports.auth_app.client import AuthApp
from ikkan.ports.auth_app.config import AuthAppConfig, read_private_key
from ikkan.ports.auth_app.fake.persons import invented_people
from ikkan.ports.auth_app.fake.provider import FakeClient, FakeProvider, Signer, key_from
from ikkan.ports.auth_app.fake.wsgi import FakeDoors
from ikkan.ports.auth_app.practice import practice_signer
from ikkan.ports.health import PortHealth

NAME: Final = "auth_app"
FAKE_ISSUER: Final = "https://fake-auth-and-sign.invalid/api/realms/main"
FAKE_PAGE: Final = "/demo/auth-app/"
_FAKE_CLIENT: Final = "ikkanDemo"


def auth_app() -> AuthApp | Refused | None:
    """Return the provider, why it cannot be used as it is set, or None where this town uses none."""
    if settings.IKKAN_AUTH_APP_ISSUER:
        return _real()
    if is_fake():
        doors = FakeDoors(fake_provider())
        return AuthApp(_fake_config(), httpx.WSGITransport(app=doors))
    return None


def is_fake() -> bool:
    """Tell whether the provider is the fake: only in a demo whose settings name no real one, never in production."""
    return bool(settings.IKKAN_DEMO) and not settings.IKKAN_PRODUCTION and not settings.IKKAN_AUTH_APP_ISSUER


def fake_provider(redirect_uris: frozenset[str] = frozenset(), signer: Signer | None = None) -> FakeProvider:
    """Return the demo's provider; every process of the demo makes the same one.

    Args:
        redirect_uris: addresses to which its page may send people back.
        signer: the cards' keys for signatures; the practice cards of this instance when left out.
    """
    config, people = _fake_config(), invented_people(fake_people_file())
    own, opener = (key.import_key(key.as_pem(private=False)) for key in (config.key, config.decryption_key))
    client = FakeClient(config.client_id, own, opener, redirect_uris)
    key, signs = key_from(_secret(), "provider"), signer or practice_signer()
    return FakeProvider(config.issuer, key, _secret(), client, people, signs)


def fake_people_file() -> Path:
    """Return the file in which an instance names the people of its fake provider."""
    return Path(settings.IKKAN_HOME) / "fake-auth-app.json"


class AuthAppHealth:
    """What the doctor asks."""

    def check_config(self) -> PortHealth:
        """Read the keys and fetch those of the provider."""
        app = auth_app()
        if app is None:
            return _health(is_ok=True, said="デジタル認証アプリは使っていません（IKKAN_AUTH_APP_ISSUER がありません）")
        if isinstance(app, Refused):
            return _health(is_ok=False, said=app.ja)
        if is_fake():
            return _health(is_ok=True, said="つくりもののデジタル認証アプリ（模擬・TEST）", is_real=False)
        keys = app.fetch_keys()
        if isinstance(keys, Refused):
            return _health(is_ok=False, said=f"{app.config.jwks_uri} に届きません。設定と網を確かめてください")
        return _health(is_ok=True, said=f"デジタル認証アプリにつながります（{app.config.issuer}）")


def _health(*, is_ok: bool, said: str, is_real: bool = True) -> PortHealth:
    return PortHealth(NAME, is_real, is_ok, said)


def _real() -> AuthApp | Refused:
    issuer, client_id = settings.IKKAN_AUTH_APP_ISSUER, settings.IKKAN_AUTH_APP_CLIENT_ID
    if not issuer.startswith("https://") or not client_id:
        return Refused(
            "auth_app_settings",
            "IKKAN_AUTH_APP_ISSUER（https:// で始まるもの）と IKKAN_AUTH_APP_CLIENT_ID の両方を設定してください。",
            "Set both IKKAN_AUTH_APP_ISSUER (it begins with https://) and IKKAN_AUTH_APP_CLIENT_ID.",
        )
    key = read_private_key(settings.IKKAN_AUTH_APP_KEY_FILE)
    if isinstance(key, Refused):
        return key
    opener = read_private_key(settings.IKKAN_AUTH_APP_DECRYPTION_KEY_FILE)
    if isinstance(opener, Refused):
        return opener
    return AuthApp(AuthAppConfig(issuer, client_id, key, opener))


def _fake_config() -> AuthAppConfig:
    own, opener = key_from(_secret(), "client"), key_from(_secret(), "client's seal")
    return AuthAppConfig(FAKE_ISSUER, _FAKE_CLIENT, own, opener, authorize_at=FAKE_PAGE)


def _secret() -> bytes:
    return f"fake auth app {settings.SECRET_KEY}".encode()
