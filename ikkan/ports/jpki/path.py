"""Whether a certificate was issued by an authority that this town trusts, for this use, and holds at a moment."""

from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import ExtensionOID

from ikkan.kernel.outcome import Refused
from ikkan.ports.jpki.certificate import UNREADABLE, CardCertificate, CertificateKind
from ikkan.ports.jpki.refusals import Cause, refuse
from ikkan.ports.jpki.trust import KEY_BITS, Generation, Trust, is_rsa_sha256

# Critical extensions that are looked at here; RFC 5280 4.2 has a certificate with another one refused.
_UNDERSTOOD: Final = {
    ExtensionOID.KEY_USAGE,
    ExtensionOID.CERTIFICATE_POLICIES,
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
}


def find_issuer(
    certificate: CardCertificate, trust: Trust, *, wanted: CertificateKind, at: datetime
) -> Generation | Refused:
    """Return the generation that issued a certificate, once everything but revocation is in order.

    Args:
        certificate: as read from the card.
        trust: whom this town trusts, and in which environment.
        wanted: what the certificate is to be used for; an auth certificate never signs a request.
        at: moment at which it must hold, aware.

    Source: RFC 5280 6.1 for a path of one step; JPKI authorities sign cards directly, without intermediates.
    """
    if certificate.environment is not trust.environment:
        return refuse(Cause.WRONG_POLICY)
    if certificate.kind is not wanted:
        return refuse(Cause.WRONG_USAGE)
    issuer = _signer(certificate, trust)
    if isinstance(issuer, Refused):
        return issuer
    cause = _fault_of_profile(certificate) or _fault_of_time(certificate, issuer, at)
    return refuse(cause) if cause else issuer


def _signer(certificate: CardCertificate, trust: Trust) -> Generation | Refused:
    parsed = certificate.parsed
    named = [
        one
        for one in trust.generations
        if one.kind is certificate.kind and one.parsed.subject == certificate.issuer_name
    ]
    if not named:
        return refuse(Cause.WRONG_CA)
    if not is_rsa_sha256(parsed):
        return refuse(Cause.WRONG_ALGORITHM)
    for generation in named:
        try:
            parsed.verify_directly_issued_by(generation.parsed)
        except (InvalidSignature, *UNREADABLE):
            # generations share one name, so another of them may be the signer
            continue
        return generation
    known = {x509.SubjectKeyIdentifier.from_public_key(one.public_key).digest for one in named}
    return refuse(Cause.ALTERED_CERTIFICATE if _authority_key(parsed) in known else Cause.WRONG_CA)


def _fault_of_profile(certificate: CardCertificate) -> Cause | None:
    parsed, key = certificate.parsed, certificate.public_key
    if not isinstance(key, RSAPublicKey) or key.key_size != KEY_BITS:
        return Cause.WRONG_ALGORITHM
    if any(one.critical and one.oid not in _UNDERSTOOD for one in parsed.extensions):
        return Cause.UNKNOWN_EXTENSION
    try:
        usage = parsed.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return Cause.WRONG_USAGE
    is_right = usage.content_commitment is (certificate.kind is CertificateKind.SIGN) and usage.digital_signature
    may_issue = usage.key_cert_sign or usage.crl_sign or _is_authority(parsed)
    return None if is_right and not may_issue else Cause.WRONG_USAGE


def _fault_of_time(certificate: CardCertificate, issuer: Generation, at: datetime) -> Cause | None:
    if at < certificate.not_before:
        return Cause.NOT_YET_VALID
    if at > certificate.not_after:
        return Cause.EXPIRED
    return None if issuer.is_in_force(at) else Cause.CA_NOT_IN_FORCE


def _is_authority(parsed: x509.Certificate) -> bool:
    try:
        return parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _authority_key(parsed: x509.Certificate) -> bytes | None:
    try:
        return parsed.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    except x509.ExtensionNotFound:
        return None
