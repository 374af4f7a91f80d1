"""Revocation by lists (CRL) in a folder or behind addresses, each signed by the authority and fresh."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import httpx
from cryptography import x509

from ikkan.ports.health import PortHealth
from ikkan.ports.jpki.certificate import UNREADABLE, CardCertificate
from ikkan.ports.jpki.fetching import UNREACHABLE, fetch, make_client
from ikkan.ports.jpki.revocation import Good, Revoked, Status, Unknown
from ikkan.ports.jpki.trust import Generation, is_rsa_sha256

# A list is fetched again after this time, whatever its nextUpdate says.
_KEPT: Final = timedelta(minutes=10)
# Clocks of two machines may differ by this much.
_SKEW: Final = timedelta(minutes=5)


class UnfitListError(ValueError):
    """Say why a revocation list says nothing about a certificate."""


class CrlSource(Protocol):
    """Where revocation lists come from."""

    def read(self, at: datetime) -> Sequence[bytes]:
        """Return every list, DER. Raises OSError or httpx.HTTPError when they cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class FolderSource:
    """Lists in the files ``*.crl`` of a folder, which something else keeps fresh."""

    folder: Path

    def read(self, at: datetime) -> Sequence[bytes]:
        """Return the content of every file."""
        del at
        return [path.read_bytes() for path in sorted(self.folder.glob("*.crl"))]


@dataclass(slots=True)
class UrlSource:
    """Lists behind HTTP addresses, kept in this process for ten minutes."""

    urls: Sequence[str]
    client: httpx.Client = field(default_factory=make_client)
    _kept: dict[str, tuple[datetime, bytes]] = field(default_factory=dict)

    def read(self, at: datetime) -> Sequence[bytes]:
        """Return the list of every address."""
        for url in self.urls:
            if url not in self._kept or not timedelta(0) <= at - self._kept[url][0] < _KEPT:
                self._kept[url] = at, fetch(self.client, "GET", url)
        return [self._kept[url][1] for url in self.urls]


@dataclass(frozen=True, slots=True)
class CrlRevocation:
    """Asks revocation lists; a stale, forged or foreign list leaves the state unknown."""

    source: CrlSource

    def status(self, certificate: CardCertificate, issuer: Generation, at: datetime) -> Status:
        """Return the state by the newest list that speaks about the certificate; see Revocation."""
        try:
            lists = self.source.read(at)
        except UNREACHABLE as fault:
            return Unknown(f"The revocation lists cannot be had: {fault}")
        fit: list[x509.CertificateRevocationList] = []
        faults: list[str] = []
        for content in lists:
            try:
                fit.append(_read_list(content, certificate, issuer, at))
            except UNREADABLE as fault:
                faults.append(str(fault))
        if not fit:
            return Unknown(" ".join(dict.fromkeys(faults)) or "There is no revocation list.")
        newest = max(fit, key=lambda one: one.last_update_utc)
        entry = newest.get_revoked_certificate_by_serial_number(certificate.serial)
        if entry is None:
            return Good("crl", newest.last_update_utc)
        return Revoked(entry.revocation_date_utc, _reason(entry))

    def check_config(self) -> PortHealth:
        """Read the lists and say whether one of them is fresh."""
        now = datetime.now(UTC)
        try:
            lists = [x509.load_der_x509_crl(content) for content in self.source.read(now)]
        except (*UNREACHABLE, *UNREADABLE) as fault:
            return PortHealth("jpki", is_real=True, is_ok=False, said=f"失効リストを読めません（{fault}）")
        ends = [one.next_update_utc for one in lists if one.next_update_utc is not None]
        is_fresh = len(ends) == len(lists) > 0 and min(ends) > now
        said = (
            f"失効リスト {len(lists)} 件" if is_fresh else "失効リストがないか、期限が切れています。取り直してください"
        )
        return PortHealth("jpki", is_real=True, is_ok=is_fresh, said=said)


def _read_list(
    content: bytes, certificate: CardCertificate, issuer: Generation, at: datetime
) -> x509.CertificateRevocationList:
    found = x509.load_der_x509_crl(content)
    if found.issuer != issuer.parsed.subject:
        raise UnfitListError("A revocation list is of another authority.")
    # generations share one name, so a good list of the other generation fails here too
    if not is_rsa_sha256(found) or not found.is_signature_valid(issuer.public_key):
        raise UnfitListError("A revocation list is not signed by the generation that issued the certificate.")
    if not _speaks_of(found, certificate.parsed):
        raise UnfitListError("A revocation list covers other certificates.")
    if found.last_update_utc > at + _SKEW:
        raise UnfitListError("A revocation list comes from the future; check the clock.")
    if found.next_update_utc is None or at > found.next_update_utc:
        raise UnfitListError(f"A revocation list is stale: its time ended at {found.next_update_utc}.")
    return found


def _speaks_of(found: x509.CertificateRevocationList, parsed: x509.Certificate) -> bool:
    """Return whether a list is complete for a certificate (RFC 5280 6.3.3): lists may be split by municipality."""
    for extension in found.extensions:
        split = extension.value
        if isinstance(split, x509.IssuingDistributionPoint):
            if split.only_contains_ca_certs or split.only_contains_attribute_certs or split.indirect_crl:
                return False
            if split.only_some_reasons or split.relative_name:
                return False
            if split.full_name and not set(split.full_name) & set(_points(parsed)):
                return False
        elif extension.critical or isinstance(split, x509.DeltaCRLIndicator):
            return False
    return True


def _points(parsed: x509.Certificate) -> list[x509.GeneralName]:
    try:
        points = parsed.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return []
    return [name for point in points for name in point.full_name or ()]


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except x509.ExtensionNotFound:
        return ""
