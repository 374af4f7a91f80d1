"""Whom this town trusts: the generations of the authorities (認証局) whose certificates lie in one folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import SignatureAlgorithmOID

from ikkan.ports.jpki.certificate import UNREADABLE, CertificateKind, Environment

TEST_MARK: Final = "TEST"
UNIT_OF_KIND: Final = {
    CertificateKind.SIGN: "JPKI for digital signature",
    CertificateKind.AUTH: "JPKI for user authentication",
}
# RSA-2048 with SHA-256 is what every live generation uses; another one needs a new release, not a setting.
KEY_BITS: Final = 2048
_FILES: Final = ("*.pem", "*.cer", "*.crt")


class UnfitTrustError(ValueError):
    """Say why a file in the folder of trusted authorities cannot be used."""


@dataclass(frozen=True, slots=True)
class Generation:
    """Hold one generation of an authority and its self-signed certificate.

    Args:
        kind: what its certificates are for, by the OU of its name.
        public_key: its RSA key.
        is_test: whether its name is marked TEST.
        parsed: its certificate.
    """

    kind: CertificateKind
    public_key: RSAPublicKey
    is_test: bool
    parsed: x509.Certificate = field(repr=False)

    @property
    def key(self) -> str:
        """Return SHA-256 of its public key, 64 hex digits; with a serial it names one certificate for ever."""
        return sha256(self.public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()

    def is_in_force(self, at: datetime) -> bool:
        """Return whether its own validity holds at a moment."""
        return self.parsed.not_valid_before_utc <= at <= self.parsed.not_valid_after_utc


@dataclass(frozen=True, slots=True)
class Trust:
    """Hold the generations that this town trusts: several of each kind are live at once.

    Args:
        generations: in any order.
        environment: whether real or test certificates are taken, never both.
    """

    generations: tuple[Generation, ...]
    environment: Environment


def read_trust(folder: Path, environment: Environment) -> Trust:
    """Read the authorities' certificates from PEM or DER files (``*.pem``, ``*.cer``, ``*.crt``) of one folder.

    A file counts by being there, so who may write into the folder decides whom the town trusts. In production,
    authorities marked TEST are left out. Raises UnfitTrustError for a file that is not such a certificate, OSError when
    one cannot be read.
    """
    files = sorted(path for pattern in _FILES for path in folder.glob(pattern))
    found = [one for path in files for one in _read_file(path)]
    taken = [one for one in found if not one.is_test or environment is Environment.TEST]
    return Trust(tuple(taken), environment)


def read_generation(parsed: x509.Certificate) -> Generation:
    """Return a generation from its self-signed certificate.

    Raises UnfitTrustError when it is not self-signed by RSA and SHA-256, may not sign certificates and revocation
    lists, or its name does not say what it issues for.
    """
    key = parsed.public_key()
    try:
        parsed.verify_directly_issued_by(parsed)
        may_issue = parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        usage = parsed.extensions.get_extension_for_class(x509.KeyUsage).value
    except (InvalidSignature, x509.ExtensionNotFound, *UNREADABLE) as fault:
        raise UnfitTrustError(f"It is not the self-signed certificate of an authority ({fault}).") from fault
    words = [one.value for one in parsed.subject if isinstance(one.value, str)]
    kinds = [kind for kind, unit in UNIT_OF_KIND.items() if unit in words]
    is_strong = isinstance(key, RSAPublicKey) and key.key_size >= KEY_BITS and is_rsa_sha256(parsed)
    if not isinstance(key, RSAPublicKey) or not (is_strong and may_issue and usage.key_cert_sign and usage.crl_sign):
        raise UnfitTrustError(
            f"It is not an authority with an RSA key of {KEY_BITS} bits and SHA-256 that may sign certificates and "
            "revocation lists."
        )
    if len(kinds) != 1:
        raise UnfitTrustError(f"Its name has no OU of {' or '.join(UNIT_OF_KIND.values())}.")
    return Generation(kinds[0], key, any(TEST_MARK in word.upper() for word in words), parsed)


def is_rsa_sha256(parsed: x509.Certificate | x509.CertificateRevocationList) -> bool:
    """Return whether something was signed by RSASSA-PKCS1-v1_5 with SHA-256."""
    return parsed.signature_algorithm_oid == SignatureAlgorithmOID.RSA_WITH_SHA256


def _read_file(path: Path) -> Iterator[Generation]:
    content = path.read_bytes()
    try:
        is_pem = content.startswith(b"-----BEGIN")
        found = x509.load_pem_x509_certificates(content) if is_pem else [x509.load_der_x509_certificate(content)]
        yield from map(read_generation, found)
    except UNREADABLE as fault:
        raise UnfitTrustError(f"{path} cannot be trusted. {fault} Remove it or put the right file there.") from fault
