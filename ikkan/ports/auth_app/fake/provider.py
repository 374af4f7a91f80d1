"""The fake provider: who it knows, its keys, and the page where a person says yes."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from ikkan.kernel.json_value import JsonObject
from ikkan.ports.auth_app.fake import store
from ikkan.ports.auth_app.fake.persons import Person

# Signs a digest (SHA-256, 32 bytes) for a person: signature bytes and certificate DER.
Signer = Callable[[Person, bytes], tuple[bytes, bytes]]

CODE_SECONDS: Final = 60
TRANSACTION_SECONDS: Final = 600
SCOPES: Final = frozenset({"openid", "name", "address", "birthdate", "gender", "sign"})
_STATE: Final = re.compile(r"[\x20-\x7e]{1,255}")
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class FakeClient:
    """A registered client.

    Args:
        client_id: its name.
        key: public key of its assertions.
        encryption_key: public key to which results of signatures are sealed.
        redirect_uris: exact addresses to which people may be sent back.
    """

    client_id: str
    key: ECKey
    encryption_key: ECKey
    redirect_uris: frozenset[str]


@dataclass(frozen=True, slots=True)
class FakeProvider:
    """The provider with its one client.

    Args:
        issuer: what its tokens name.
        key: private P-256 key of its ID tokens.
        secret: from which pairwise identifiers are made.
        client: the registered client.
        persons: who holds a card.
        signer: the cards' keys for signatures; None where no test authority is set up, and signing is refused.
    """

    issuer: str
    key: ECKey
    secret: bytes
    client: FakeClient
    persons: tuple[Person, ...]
    signer: Signer | None = None

    def subject_of(self, person: Person) -> str:
        """Return the pairwise identifier of a person for this client."""
        text = f"{self.client.client_id}\0{person.id}".encode()
        return hmac.new(self.secret, text, hashlib.sha256).hexdigest()

    def person(self, person_id: object) -> Person | None:
        """Return a person by id, or None."""
        return next((one for one in self.persons if one.id == person_id), None)

    def fault_of(self, asked: Mapping[str, str]) -> str:
        """Return what is wrong with an authorisation request so that nobody can be sent back, or blank."""
        if asked.get("client_id") != self.client.client_id:
            return "client_id"
        return "" if asked.get("redirect_uri") in self.client.redirect_uris else "redirect_uri"

    def answer(self, asked: Mapping[str, str], person_id: str) -> str:
        """Return the address to which the person is sent back: with a code, or with an error.

        Args:
            asked: an authorisation request without ``fault_of``.
            person_id: who said yes; blank when the person cancelled.
        """
        person = self.person(person_id)
        error = _error_of(asked) or ("" if person else "access_denied")
        back: dict[str, str] = {"iss": self.issuer}
        if _STATE.fullmatch(asked.get("state", "")):
            back["state"] = asked["state"]
        if not error and person is not None:
            error = self._sign(asked, person)
        if error or person is None:
            return f"{asked['redirect_uri']}?{urlencode(back | {'error': error})}"
        return f"{asked['redirect_uri']}?{urlencode(back | {'code': self._code(asked, person)})}"

    def _code(self, asked: Mapping[str, str], person: Person) -> str:
        code = secrets.token_urlsafe(32)
        kept = ("redirect_uri", "code_challenge", "nonce", "scope", "acr_values")
        bound: JsonObject = {name: asked.get(name, "") for name in kept}
        store.put("code", code, {**bound, "person": person.id}, CODE_SECONDS)
        return code

    def _sign(self, asked: Mapping[str, str], person: Person) -> str:
        """Sign the transaction that the request names, if any; return an error or blank."""
        if "sign" not in asked["scope"].split():
            return ""
        transaction = asked.get("transaction_id", "")
        opened = store.look("transaction", transaction)
        if opened is None or self.signer is None or not store.is_first("transaction", transaction, TRANSACTION_SECONDS):
            return "invalid_request"
        digest = bytes.fromhex(str(opened["digest"]))
        signature, certificate = self.signer(person, digest)
        signed: JsonObject = {"digest": digest.hex(), "signature": signature.hex(), "certificate": certificate.hex()}
        store.put("signed", transaction, signed, TRANSACTION_SECONDS)
        return ""


def key_from(secret: bytes, purpose: str) -> ECKey:
    """Return the private P-256 key that a secret gives for a purpose: the same in every process of the demo."""
    curve = ec.SECP256R1()
    number = int.from_bytes(hmac.new(secret, purpose.encode(), hashlib.sha512).digest(), "big")
    return ECKey.import_key(ec.derive_private_key(number % (curve.group_order - 1) + 1, curve))


def _error_of(asked: Mapping[str, str]) -> str:
    scopes = set(asked.get("scope", "").split())
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in scopes or not scopes <= SCOPES:
        return "invalid_scope"
    is_whole = (
        _STATE.fullmatch(asked.get("state", ""))
        and asked.get("nonce")
        and asked.get("code_challenge_method") == "S256"
        and _CHALLENGE.fullmatch(asked.get("code_challenge", ""))
    )
    return "" if is_whole else "invalid_request"
