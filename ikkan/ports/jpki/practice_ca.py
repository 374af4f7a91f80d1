"""Practice authorities: certificates of the shape of JPKI's, every one marked TEST, for demo and tests.

Two generations each of the sign and the auth authority, both live. The shape is that of facts read from real and test
certificates (docs/adr/0023-jpki.md); no real card was at hand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from ikkan.ports.jpki.certificate import POLICIES, CertificateKind, Environment
from ikkan.ports.jpki.items import FourItems, write_items
from ikkan.ports.jpki.trust import KEY_BITS, TEST_MARK, UNIT_OF_KIND, Generation, read_generation

# Certificates and lists are the same bytes again when keys and moments are; this gives the keys.
KeySource = Callable[[], RSAPrivateKey]

_YEAR: Final = timedelta(days=365)
_CA_LASTS: Final = 10 * _YEAR
# An older generation beside the present one, as they overlap in life
_BEGAN: Final = (7 * _YEAR, 2 * _YEAR)
CARD_LASTS: Final = 5 * _YEAR
_LIST_LASTS: Final = timedelta(days=7)
_TOKEN_OF_CARD: Final = b"JPKIAPICCTOKEN"


def _usage(
    *, digital_signature: bool = False, content_commitment: bool = False, may_issue: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=may_issue,
        crl_sign=may_issue,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """Hold the shape of a card's certificate; a test changes one thing at a time."""

    policies: tuple[str, ...]
    signs_documents: bool
    is_authority: bool = False
    hash: type[hashes.SHA256 | hashes.SHA384] = hashes.SHA256
    extra: tuple[tuple[x509.ExtensionType, bool], ...] = ()


PROFILES: Final = {
    kind: Profile((policy,), signs_documents=kind is CertificateKind.SIGN)
    for policy, (kind, environment) in POLICIES.items()
    if environment is Environment.TEST
}


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """A card or phone: its certificate and its key, which signs as the chip does."""

    certificate: bytes
    key: RSAPrivateKey = field(repr=False)
    token: bytes = _TOKEN_OF_CARD

    def sign(self, content: bytes) -> bytes:
        """Return RSASSA-PKCS1-v1_5 over the DigestInfo of SHA-256 of the content."""
        return self.key.sign(content, PKCS1v15(), hashes.SHA256())

    def sign_digest(self, digest: bytes) -> bytes:
        """Return the signature over something of which only the SHA-256 (32 bytes) is known."""
        return self.key.sign(digest, PKCS1v15(), Prehashed(hashes.SHA256()))


@dataclass(frozen=True, slots=True)
class PracticeCa:
    """One generation of a practice authority."""

    generation: Generation
    key: RSAPrivateKey = field(repr=False)

    def issue(
        self,
        key: RSAPrivateKey,
        serial: int,
        begins: datetime,
        items: FourItems | None = None,
        *,
        lasts: timedelta = CARD_LASTS,
        profile: Profile | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> PracticeCard:
        """Issue a certificate to a card.

        Args:
            key: the card's key.
            serial: serial number.
            begins: first moment of validity, aware.
            items: the four items, for a sign certificate.
            lasts: length of validity.
            profile: shape; that of the authority's kind when left out.
            fields: otherName values by OID, instead of those of the items.
        """
        shape = profile or PROFILES[self.generation.kind]
        names = fields if fields is not None else write_items(items) if items else {}
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name([(NameOID.COMMON_NAME, f"{TEST_MARK} {serial:08X}")]))
            .issuer_name(self.generation.parsed.subject)
            .public_key(key.public_key())
            .serial_number(serial)
            .not_valid_before(begins)
            .not_valid_after(begins + lasts)
            .add_extension(_usage(digital_signature=True, content_commitment=shape.signs_documents), critical=True)
            .add_extension(_policies(shape.policies), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if names:
            builder = builder.add_extension(_other_names(names), critical=False)
        if shape.is_authority:
            builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        for extension, is_critical in shape.extra:
            builder = builder.add_extension(extension, critical=is_critical)
        parsed = builder.sign(self.key, shape.hash())
        return PracticeCard(parsed.public_bytes(Encoding.DER), key)

    def revocation_list(
        self,
        at: datetime,
        revoked: Sequence[tuple[int, datetime, x509.ReasonFlags]] = (),
        *,
        lasts: timedelta = _LIST_LASTS,
        extra: Sequence[tuple[x509.ExtensionType, bool]] = (),
    ) -> bytes:
        """Return the signed revocation list (DER) of a moment: serial, moment and reason of each revoked one."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.generation.parsed.subject)
        builder = builder.last_update(at).next_update(at + lasts)
        for serial, when, reason in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when)
            builder = builder.add_revoked_certificate(entry.add_extension(x509.CRLReason(reason), False).build())
        for extension, is_critical in extra:
            builder = builder.add_extension(extension, critical=is_critical)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)


def drawn_key() -> RSAPrivateKey:
    """Return a new key of the length that JPKI uses."""
    return generate_private_key(public_exponent=65_537, key_size=KEY_BITS)


def make_generation(
    kind: CertificateKind, key: RSAPrivateKey, begins: datetime, *, lasts: timedelta = _CA_LASTS, is_marked: bool = True
) -> PracticeCa:
    """Make one generation of an authority; `is_marked` off leaves the mark TEST out, for attacks in tests."""
    marked = [(NameOID.ORGANIZATIONAL_UNIT_NAME, f"{TEST_MARK}: practice of Ikkan, proves nothing")]
    units = [(NameOID.ORGANIZATIONAL_UNIT_NAME, UNIT_OF_KIND[kind]), *(marked if is_marked else [])]
    name = _name([(NameOID.ORGANIZATION_NAME, "JPKI"), *units])
    parsed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(begins.year)
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(may_issue=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return PracticeCa(read_generation(parsed), key)


def make_authorities(at: datetime, keys: KeySource) -> dict[CertificateKind, tuple[PracticeCa, PracticeCa]]:
    """Make two live generations of each authority, the older first."""
    older, newer = ((at - began).replace(microsecond=0) for began in _BEGAN)
    return {
        kind: (make_generation(kind, keys(), older), make_generation(kind, keys(), newer)) for kind in CertificateKind
    }


def _name(parts: Sequence[tuple[x509.ObjectIdentifier, str]]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in ((NameOID.COUNTRY_NAME, "JP"), *parts)])


def _policies(oids: Sequence[str]) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(oid), None) for oid in oids])


def _other_names(fields: Mapping[str, str]) -> x509.SubjectAlternativeName:
    names = [x509.OtherName(x509.ObjectIdentifier(oid), asn1.encode_der(text)) for oid, text in fields.items()]
    return x509.SubjectAlternativeName(names)
