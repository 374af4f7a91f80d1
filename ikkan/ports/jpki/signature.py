"""Whether a person signed these very bytes by a certificate that is good: the one door of this port."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ports.jpki.certificate import CardCertificate, CertificateKind, read_certificate
from ikkan.ports.jpki.path import find_issuer
from ikkan.ports.jpki.refusals import Cause, refuse
from ikkan.ports.jpki.revocation import Good, Revocation, Revoked
from ikkan.ports.jpki.trust import Generation, Trust

_CHECKED: Final = ("issuer", "policy", "usage", "validity", "signature", "revocation")


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature of which everything was checked; nothing else in the product counts as one.

    Args:
        certificate: the signer's, with the four items in a sign certificate.
        issuer: the generation that issued it.
        digest: SHA-256 of what was signed, hex.
        at: moment of the check.
        revocation: what said that the certificate is not revoked, and of when.
    """

    certificate: CardCertificate
    issuer: Generation
    digest: str
    at: datetime
    revocation: Good

    def as_record(self) -> JsonObject:
        """Return what was checked and when, for the ledger: no serial and no item of the person."""
        return {
            "checked": list(_CHECKED),
            "at": self.at.isoformat(),
            "digest": self.digest,
            "kind": self.certificate.kind.value,
            "environment": self.certificate.environment.value,
            "carrier": self.certificate.carrier.value,
            "issuer": self.issuer.key,
            "revocation": {"source": self.revocation.source, "as_of": self.revocation.as_of.isoformat()},
        }


def verify_signature(
    content: bytes,
    signature: bytes,
    certificate: bytes,
    *,
    at: datetime,
    trust: Trust,
    revocation: Revocation,
    wanted: CertificateKind = CertificateKind.SIGN,
    token: bytes = b"",
) -> Verified | Refused:
    """Check a signature of a My Number card or phone over some bytes.

    Args:
        content: what was to be signed, byte for byte.
        signature: RSASSA-PKCS1-v1_5 with SHA-256, as the card makes it from the DigestInfo.
        certificate: the signer's certificate, DER.
        at: moment of the check, aware.
        trust: whom the town trusts.
        revocation: the revocation service.
        wanted: sign for requests; auth for showing who signs in.
        token: content of the token file, where it was read (tells card from phone).

    Returns:
        Verified, or Refused with one code a cause (``refusals.Cause``). ``revocation_unknown`` means: keep the request
        and check again; it is never a yes.

    Raises:
        ValueError: `at` has no time zone.

    Source: 公的個人認証法 19条1項・2項.
    """
    if at.tzinfo is None:
        raise ValueError("The moment of a check needs a time zone: give an aware datetime.")
    read = read_certificate(certificate, token=token)
    if isinstance(read, Refused):
        return read
    issuer = find_issuer(read, trust, wanted=wanted, at=at)
    if isinstance(issuer, Refused):
        return issuer
    if not _is_signature_of(content, signature, read):
        return refuse(Cause.BROKEN_SIGNATURE)
    state = revocation.status(read, issuer, at)
    if isinstance(state, Revoked):
        return refuse(Cause.REVOKED)
    if not isinstance(state, Good):
        return refuse(Cause.REVOCATION_UNKNOWN)
    return Verified(read, issuer, sha256(content).hexdigest(), at, state)


def _is_signature_of(content: bytes, signature: bytes, certificate: CardCertificate) -> bool:
    key = certificate.public_key
    if not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(signature, content, PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True
