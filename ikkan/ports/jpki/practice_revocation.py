"""A revocation service for demo and tests: a folder that says who is revoked and whether it can be reached."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from ikkan.ports.health import PortHealth
from ikkan.ports.jpki.certificate import CardCertificate
from ikkan.ports.jpki.revocation import Good, Revoked, Status, Unknown
from ikkan.ports.jpki.trust import Generation

_CUT_OFF: Final = "unreachable"


@dataclass(frozen=True, slots=True)
class PracticeRevocation:
    """Answers from a folder, the same in every process of the instance.

    Args:
        folder: one file for each revoked certificate, and ``unreachable`` while the service is cut off.
    """

    folder: Path

    def status(self, certificate: CardCertificate, issuer: Generation, at: datetime) -> Status:
        """Return the state; a real certificate is never good here."""
        if not issuer.is_test:
            return Unknown("The practice service knows only authorities marked TEST.")
        if (self.folder / _CUT_OFF).exists():
            return Unknown("The practice service is cut off.")
        entry = self._entry(issuer, certificate.serial)
        if not entry.is_file():
            return Good("practice", at)
        when, _, reason = entry.read_text(encoding="utf-8").partition(" ")
        return Revoked(datetime.fromisoformat(when), reason)

    def revoke(self, certificate: CardCertificate, issuer: Generation, *, when: datetime, reason: str) -> None:
        """Revoke a certificate from now on."""
        self.revoke_serial(certificate.serial, issuer, when=when, reason=reason)

    def revoke_serial(self, serial: int, issuer: Generation, *, when: datetime, reason: str) -> None:
        """Revoke the certificate of a serial number from now on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        entry = self._entry(issuer, serial)
        entry.write_text(f"{when.isoformat()} {reason}", encoding="utf-8")

    def cut_off(self) -> None:
        """Let every question go unanswered."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / _CUT_OFF).touch()

    def reconnect(self) -> None:
        """Answer again."""
        (self.folder / _CUT_OFF).unlink(missing_ok=True)

    def check_config(self) -> PortHealth:
        """Say that this is a fake."""
        said = "つくりものの失効確認（公的個人認証サービスにはつながっていません）"
        return PortHealth("jpki", is_real=False, is_ok=True, said=said)

    def _entry(self, issuer: Generation, serial: int) -> Path:
        return self.folder / f"{issuer.key}-{serial:x}.revoked"
