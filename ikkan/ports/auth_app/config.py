"""How this town is known to デジタル認証アプリ: issuer, client, keys and the addresses that follow from them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from ikkan.kernel.outcome import Refused

# What is asked for: the card itself, looked up in the list of revoked certificates.
CARD_ACR: Final = "aal3 crl"
CURVE: Final = "P-256"
_REALM: Final = "/realms/main"


@dataclass(frozen=True, slots=True)
class AuthAppConfig:
    """The registration of this town.

    Args:
        issuer: as registered, such as ``https://auth-and-sign.go.jp/api/realms/main``; tokens must name exactly it.
        client_id: given by the provider.
        key: private P-256 key by which this town proves itself (private_key_jwt, ES256).
        decryption_key: private P-256 key that opens results of signatures (JWE); another than ``key``.
        authorize_at: address of the page that the person is sent to; the provider's own when blank.

    Source: developers.digital.go.jp/documents/auth-and-sign/authserver.
    """

    issuer: str
    client_id: str
    key: ECKey
    decryption_key: ECKey
    authorize_at: str = ""

    @property
    def authorization_endpoint(self) -> str:
        """Return where the person is sent."""
        return self.authorize_at or f"{self.issuer}/protocol/openid-connect/auth"

    @property
    def token_endpoint(self) -> str:
        """Return where codes are exchanged."""
        return f"{self.issuer}/protocol/openid-connect/token"

    @property
    def jwks_uri(self) -> str:
        """Return where the provider publishes its keys."""
        return f"{self.issuer}/protocol/openid-connect/certs"

    @property
    def sign_transactions(self) -> str:
        """Return where signatures are asked for."""
        return f"{self.issuer.removesuffix(_REALM)}/sign-transactions"


def read_private_key(path: str) -> ECKey | Refused:
    """Read a private P-256 key from a PEM file, or say what is wrong with it."""
    try:
        key = ECKey.import_key(Path(path).read_bytes())
    except OSError:
        return _wrong(path, "読めません", "cannot be read")
    # joserfc passes on what cryptography says of bytes that are no key
    except (JoseError, ValueError, TypeError):
        return _wrong(path, "鍵（PEM）ではありません", "is no key in PEM")
    if not key.is_private or key.curve_name != CURVE:
        return _wrong(path, "P-256の秘密鍵ではありません", "is no private P-256 key")
    return key


def _wrong(path: str, ja: str, en: str) -> Refused:
    return Refused(
        "auth_app_key",
        f"鍵ファイル {path} は{ja}。`openssl ecparam -name prime256v1 -genkey -noout` で作った鍵を置いてください。",
        f"The key file {path} {en}. Put a key there made by `openssl ecparam -name prime256v1 -genkey -noout`.",
    )
