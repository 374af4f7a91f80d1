"""private_key_jwt: how this town proves itself to the provider.

Source: RFC 7523; OpenID Connect Core 1.0, 9.
"""

import json
import secrets
from datetime import datetime
from typing import Final

from joserfc import jws

from ikkan.ports.auth_app.claims import ALGORITHM
from ikkan.ports.auth_app.config import AuthAppConfig

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIVES_SECONDS: Final = 60


def client_proof(config: AuthAppConfig, now: datetime) -> dict[str, str]:
    """Return the fields of a token request that prove who asks; each may be used once, within a minute."""
    issued = int(now.timestamp())
    claims = {
        "iss": config.client_id,
        "sub": config.client_id,
        "aud": config.token_endpoint,
        "jti": secrets.token_urlsafe(24),
        "iat": issued,
        "exp": issued + _LIVES_SECONDS,
    }
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": config.key.thumbprint()}
    return {
        "client_id": config.client_id,
        "client_assertion_type": TYPE,
        "client_assertion": jws.serialize_compact(header, json.dumps(claims), config.key, algorithms=[ALGORITHM]),
    }
