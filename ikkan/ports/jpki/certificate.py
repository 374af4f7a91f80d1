"""A certificate of a My Number card or phone, read without trusting it yet; `path` and `revocation` judge it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from ikkan.kernel.outcome import Refused
from ikkan.ports.jpki.items import FourItems, UnfitItemsError, read_items
from ikkan.ports.jpki.refusals import Cause, refuse

# A real one has about 2,000 bytes; what is longer is not parsed at all.
_LONGEST: Final = 16_384
# What the parser raises on bytes that are no certificate, or on an extension that it cannot read.
UNREADABLE: Final = (
    ValueError,
    TypeError,
    OverflowError,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)


class CertificateKind(StrEnum):
    """Name what a certificate is for: 署名用 (signing a request) or 利用者証明用 (showing who signs in)."""

    SIGN = "sign"
    AUTH = "auth"


class Environment(StrEnum):
    """Name where a certificate is good: the real service, or a test of it."""

    PRODUCTION = "production"
    TEST = "test"


class Carrier(StrEnum):
    """Name what holds the key; no certificate says it, only the token file of whoever read the card."""

    CARD = "card"
    PHONE = "phone"
    NOT_SAID = ""


# No source was found for the auth policy of the test environment: the last row follows the sign policy's by analogy.
POLICIES: Final[dict[str, tuple[CertificateKind, Environment]]] = {
    "1.2.392.200149.8.5.1.1.20": (CertificateKind.SIGN, Environment.PRODUCTION),
    "1.2.392.200149.8.5.1.3.30": (CertificateKind.AUTH, Environment.PRODUCTION),
    "1.2.392.200149.8.5.1.0.20": (CertificateKind.SIGN, Environment.TEST),
    "1.2.392.200149.8.5.1.0.30": (CertificateKind.AUTH, Environment.TEST),
}
_TOKENS: Final = {b"JPKIAPICCTOKEN": Carrier.CARD, b"JPKIAPGPSETOKEN": Carrier.PHONE}


@dataclass(frozen=True, slots=True)
class CardCertificate:
    """Hold what a certificate says. Nothing of it may be believed before `path.find_issuer` has accepted it.

    Args:
        kind: sign or auth, by the policy OID.
        environment: production or test, by the policy OID.
        serial: serial number; unique only under one generation of the authority.
        not_before: first moment of validity, UTC.
        not_after: last moment of validity, UTC.
        issuer_name: name of the authority that it says to come from.
        public_key: its key, of any algorithm.
        items: the four items; None in an auth certificate, which carries none (公的個人認証法 22条).
        carrier: card or phone, where the token file was read.
        parsed: the certificate itself.
    """

    kind: CertificateKind
    environment: Environment
    serial: int
    not_before: datetime
    not_after: datetime
    issuer_name: x509.Name
    public_key: CertificatePublicKeyTypes = field(repr=False)
    items: FourItems | None
    carrier: Carrier
    parsed: x509.Certificate = field(repr=False)

    @property
    def der(self) -> bytes:
        """Return the certificate as it was given."""
        return self.parsed.public_bytes(Encoding.DER)


def read_certificate(der: bytes, *, token: bytes = b"") -> CardCertificate | Refused:
    """Read a certificate as the card or phone gives it.

    Args:
        der: the certificate, DER.
        token: content of the token file (EF 0006), where it was read.

    Returns:
        The certificate, or a refusal ``unreadable`` or ``wrong_policy``.
    """
    if len(der) > _LONGEST:
        return refuse(Cause.UNREADABLE)
    try:
        # the parser is lazy: whatever is used later is read here, where garbage is expected
        parsed = x509.load_der_x509_certificate(der)
        known = [POLICIES[oid] for oid in _policies(parsed) if oid in POLICIES]
        if len(known) != 1:
            return refuse(Cause.WRONG_POLICY)
        kind, environment = known[0]
        return CardCertificate(
            kind=kind,
            environment=environment,
            serial=parsed.serial_number,
            not_before=parsed.not_valid_before_utc,
            not_after=parsed.not_valid_after_utc,
            issuer_name=parsed.issuer,
            public_key=parsed.public_key(),
            items=read_items(_other_names(parsed)) if kind is CertificateKind.SIGN else None,
            carrier=_TOKENS.get(token.rstrip(b"\0 "), Carrier.NOT_SAID),
            parsed=parsed,
        )
    except UNREADABLE:
        return refuse(Cause.UNREADABLE)


def _policies(parsed: x509.Certificate) -> list[str]:
    try:
        found = parsed.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return []
    return [policy.policy_identifier.dotted_string for policy in found]


def _other_names(parsed: x509.Certificate) -> dict[str, str]:
    try:
        names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return {}
    fields: dict[str, str] = {}
    for name in names.get_values_for_type(x509.OtherName):
        oid = name.type_id.dotted_string
        if oid in fields:
            raise UnfitItemsError(f"The certificate holds {oid} twice, and nobody can say which one counts.")
        fields[oid] = asn1.decode_der(str, name.value)
    return fields
