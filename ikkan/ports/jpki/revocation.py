"""Whether a certificate has been revoked: good, revoked or unknown, and unknown is never taken for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ikkan.ports.health import PortHealth
from ikkan.ports.jpki.certificate import CardCertificate
from ikkan.ports.jpki.trust import Generation


@dataclass(frozen=True, slots=True)
class Good:
    """Not revoked, by a signed and fresh answer of the authority.

    Args:
        source: what said so, such as ``crl`` or ``ocsp``; a fake says so in its name.
        as_of: moment of which the authority spoke.
    """

    source: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Revoked:
    """Revoked: the authority's moment and reason (the words of RFC 5280, blank when it gave none)."""

    when: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, and why, in words for the operator."""

    why: str


Status = Good | Revoked | Unknown


class Revocation(Protocol):
    """The authority's revocation service, open to registered verifiers only (公的個人認証法 17条・36条)."""

    def status(self, certificate: CardCertificate, issuer: Generation, at: datetime) -> Status:
        """Return the state of a certificate.

        Args:
            certificate: whose issuer was found by ``path.find_issuer``.
            issuer: that issuer.
            at: moment of the question, aware.

        Returns:
            Unknown when the service cannot be reached, or its answer is stale, forged or about something else.
        """
        ...

    def check_config(self) -> PortHealth:
        """Say whether the port works."""
        ...


@dataclass(frozen=True, slots=True)
class NoRevocation:
    """Knows of no certificate whether it was revoked: what a town has until it is a registered verifier."""

    def status(self, certificate: CardCertificate, issuer: Generation, at: datetime) -> Status:
        """Return Unknown, always."""
        del certificate, issuer, at
        return Unknown("Neither IKKAN_JPKI_OCSP nor IKKAN_JPKI_CRL is set.")

    def check_config(self) -> PortHealth:
        """Say that signatures are kept and not accepted."""
        return PortHealth(
            "jpki",
            is_real=True,
            is_ok=False,
            said="失効を確かめられないので、署名された申請を預かるだけです。"
            "IKKAN_JPKI_OCSP か IKKAN_JPKI_CRL を設定してください",
        )
