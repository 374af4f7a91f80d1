"""The town's sealing keys: made, kept in one folder, named by their certificate, published.

A key is two files, ``seal-NAME.key.pem`` (0600) and ``seal-NAME.json`` (certificate and state). Only the second is ever
published. A key made here is for practice: its certificate is its own issuer and says TEST. A real one is issued by an
authority (LGPKI 職責証明書) and brought in with ``add_key``.
"""

import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ikkan.kernel.json_value import JsonObject, JsonValue

TEST_MARK: Final = "TEST"
_PREFIX: Final = "seal-"
_SHOWN: Final = 16


class UnfitKeyError(ValueError):
    """Say why a key cannot seal, and what to do."""


class KeyState(StrEnum):
    """What a seal by a key is worth."""

    GOOD = "good"
    # replaced in good order: what it sealed before that day stays good
    RETIRED = "retired"
    # it may have been in wrong hands: nothing that it sealed counts, whatever time the seal names
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A sealing key as everybody may see it.

    Args:
        certificate: certificate that names the town and holds the public key.
        state: what a seal by it is worth.
        ended_at: when it was retired or revoked; None while it is good.
        why: why it was revoked; blank otherwise.
    """

    certificate: x509.Certificate
    state: KeyState = KeyState.GOOD
    ended_at: datetime | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """Return the first 16 hex digits of the certificate's SHA-256: the name of the key everywhere."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()[:_SHOWN]

    @property
    def holder(self) -> str:
        """Return the common name of the certificate: who seals."""
        names = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.certificate.subject.rfc4514_string()

    @property
    def is_test(self) -> bool:
        """Whether the key is for practice only: every page and paper that shows it says TEST."""
        return TEST_MARK in self.holder.split()

    @property
    def public_key(self) -> ec.EllipticCurvePublicKey:
        """Return the public key.

        Raises:
            UnfitKeyError: it is not on the curve P-256.
        """
        key = self.certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
            raise UnfitKeyError(f"Key {self.name} is not on the curve P-256. Ask for a certificate of that kind.")
        return key

    def counts_at(self, at: datetime) -> bool:
        """Whether a seal made at a moment counts: within the certificate's term, and before the key was retired."""
        if not self.certificate.not_valid_before_utc <= at <= self.certificate.not_valid_after_utc:
            return False
        return self.state is not KeyState.REVOKED and (self.ended_at is None or at < self.ended_at)

    def as_json(self) -> JsonObject:
        """Return the key as it is published and stored."""
        return {
            "name": self.name,
            "certificate": self.certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
            "state": self.state.value,
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key that can seal.

    Args:
        published: its public half.
        private: its private half.
    """

    published: PublishedKey
    private: ec.EllipticCurvePrivateKey


def key_from_json(stored: JsonValue) -> PublishedKey:
    """Read one published key.

    Raises:
        UnfitKeyError: it is not one.
    """
    if not isinstance(stored, dict):
        raise UnfitKeyError("This is no published sealing key. Fetch the town's key list again.")
    try:
        ended = stored["ended_at"]
        return PublishedKey(
            x509.load_pem_x509_certificate(str(stored["certificate"]).encode("ascii")),
            KeyState(str(stored["state"])),
            datetime.fromisoformat(ended) if isinstance(ended, str) else None,
            str(stored["why"]),
        )
    except (KeyError, ValueError) as fault:
        raise UnfitKeyError(f"This is no published sealing key ({fault}). Fetch the town's key list again.") from fault


def published_list(keys: tuple[PublishedKey, ...]) -> JsonObject:
    """Return the key list that the town publishes at ``/.well-known/ikkan-keys.json``."""
    return {"format": "ikkan-keys-1", "keys": [key.as_json() for key in keys]}


def read_published_list(text: str) -> tuple[PublishedKey, ...]:
    """Read a published key list, for checking without a network.

    Raises:
        UnfitKeyError: the text is not such a list.
    """
    try:
        read = json.loads(text)
    except ValueError as fault:
        raise UnfitKeyError("The key list is not JSON. Fetch the town's key list again.") from fault
    if not isinstance(read, dict) or read.get("format") != "ikkan-keys-1" or not isinstance(read.get("keys"), list):
        raise UnfitKeyError("The key list is not of the form ikkan-keys-1. Fetch the town's key list again.")
    return tuple(key_from_json(one) for one in read["keys"])


def make_practice_key(folder: Path, *, town: str, now: datetime, days: int) -> PublishedKey:
    """Make a key for practice, marked TEST.

    Args:
        folder: where the town's keys lie.
        town: name of the town, for the certificate.
        now: beginning of its term.
        days: length of its term.
    """
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, town),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{TEST_MARK} {town}長"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    return _store(folder, PublishedKey(certificate), private)


def add_key(folder: Path, *, private_pem: bytes, certificate_pem: bytes) -> PublishedKey:
    """Bring in a key that an authority certified.

    Raises:
        UnfitKeyError: the files cannot be read, do not belong together, or the key is not on the curve P-256.
    """
    try:
        private = serialization.load_pem_private_key(private_pem, password=None)
        published = PublishedKey(x509.load_pem_x509_certificate(certificate_pem))
    except (ValueError, TypeError) as fault:
        raise UnfitKeyError(f"The key or its certificate cannot be read ({fault}). Give both as PEM.") from fault
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != published.public_key:
        raise UnfitKeyError("The certificate is another key's. Give the two files that belong together.")
    return _store(folder, published, private)


def published_keys(folder: Path) -> tuple[PublishedKey, ...]:
    """Return every key of a folder, the newest certificate first; none when there is no folder."""
    found = [key_from_json(json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob(f"{_PREFIX}*.json"))]
    return tuple(sorted(found, key=lambda key: (key.certificate.not_valid_before_utc, key.name), reverse=True))


def current_key(folder: Path, at: datetime) -> SealKey | None:
    """Return the key to seal with: the newest that counts at a moment and whose private half is here, or None."""
    for published in published_keys(folder):
        path = _private_path(folder, published.name)
        if published.counts_at(at) and path.is_file():
            private = serialization.load_pem_private_key(path.read_bytes(), password=None)
            if isinstance(private, ec.EllipticCurvePrivateKey) and private.public_key() == published.public_key:
                return SealKey(published, private)
    return None


def end_key(folder: Path, name: str, state: KeyState, *, now: datetime, why: str = "") -> PublishedKey:
    """Retire or revoke a key; its private half is destroyed. The first end stands, but a retired key can be revoked.

    Raises:
        UnfitKeyError: there is no such key, or a revocation gives no reason.
    """
    found = next((key for key in published_keys(folder) if key.name == name), None)
    if found is None:
        raise UnfitKeyError(f"There is no key {name}. `ikkan keys list` names them.")
    if state is KeyState.REVOKED and not why.strip():
        raise UnfitKeyError("A revocation needs its reason: it is published with the key. Give --why.")
    if state is KeyState.GOOD or found.state in {state, KeyState.REVOKED}:
        return found
    ended = replace(found, state=state, ended_at=now, why=why.strip())
    _write(_public_path(folder, name), json.dumps(ended.as_json(), ensure_ascii=False).encode())
    _private_path(folder, name).unlink(missing_ok=True)
    return ended


def last_day(key: PublishedKey) -> date:
    """Return the last day of a key's certificate."""
    return key.certificate.not_valid_after_utc.date()


def days_left(key: PublishedKey, now: datetime) -> int:
    """Return the whole days until the certificate ends; negative when it ended."""
    return (key.certificate.not_valid_after_utc - now.astimezone(UTC)).days


def _store(folder: Path, published: PublishedKey, private: ec.EllipticCurvePrivateKey) -> PublishedKey:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # the private half first: a published key that cannot seal would be worse than one that nobody knows
    _write(_private_path(folder, published.name), pem)
    _write(_public_path(folder, published.name), json.dumps(published.as_json(), ensure_ascii=False).encode())
    return published


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".unfinished")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _private_path(folder: Path, name: str) -> Path:
    return folder / f"{_PREFIX}{name}.key.pem"


def _public_path(folder: Path, name: str) -> Path:
    return folder / f"{_PREFIX}{name}.json"
