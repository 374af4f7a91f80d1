"""JPKI as this town has set it: whom it trusts, and which revocation service it asks."""

from functools import cache
from pathlib import Path

from django.conf import settings

from ikkan.ports.health import PortHealth
from ikkan.ports.jpki.certificate import Environment
from ikkan.ports.jpki.crl import CrlRevocation, FolderSource, UrlSource
from ikkan.ports.jpki.ocsp import OcspRevocation
from ikkan.ports.jpki.practice_revocation import PracticeRevocation
from ikkan.ports.jpki.revocation import NoRevocation, Revocation
from ikkan.ports.jpki.trust import Trust, UnfitTrustError, read_trust


def environment() -> Environment:
    """Return the environment: test only where IKKAN_JPKI_TEST says so, and never with IKKAN_PRODUCTION."""
    is_test = settings.IKKAN_JPKI_TEST and not settings.IKKAN_PRODUCTION
    return Environment.TEST if is_test else Environment.PRODUCTION


def trust_of_town() -> Trust:
    """Return the authorities in the folder IKKAN_JPKI_TRUST. Raises UnfitTrustError or OSError for a bad file."""
    return read_trust(Path(settings.IKKAN_JPKI_TRUST), environment())


def practice_folder() -> Path:
    """Return where this instance keeps practice authorities and cards, if it has any."""
    return Path(settings.IKKAN_HOME) / "jpki"


def revocation_of_town() -> Revocation:
    """Return OCSP when IKKAN_JPKI_OCSP is set, lists when IKKAN_JPKI_CRL is; else practice in a test, or none."""
    return _revocation(settings.IKKAN_JPKI_OCSP, settings.IKKAN_JPKI_CRL, environment(), practice_folder())


# kept, because lists that were fetched and connections stay open in it
@cache
def _revocation(ocsp: str, lists: str, where: Environment, practice: Path) -> Revocation:
    if ocsp:
        return OcspRevocation(ocsp)
    if lists.startswith(("http://", "https://")):
        return CrlRevocation(UrlSource(lists.split(",")))
    if lists:
        return CrlRevocation(FolderSource(Path(lists)))
    return PracticeRevocation(practice / "practice") if where is Environment.TEST else NoRevocation()


class Jpki:
    """The port as the doctor sees it."""

    def check_config(self) -> PortHealth:
        """Read the trusted authorities and ask the revocation service; without authorities no signature is taken."""
        try:
            trust = trust_of_town()
        except (UnfitTrustError, OSError) as fault:
            return PortHealth("jpki", is_real=True, is_ok=False, said=f"認証局の証明書を読めません（{fault}）")
        if not trust.generations:
            said = f"使っていません：{settings.IKKAN_JPKI_TRUST} に認証局の証明書がなく、電子署名を受け付けません"
            return PortHealth("jpki", is_real=True, is_ok=True, said=said)
        found = revocation_of_town().check_config()
        said = f"認証局 {len(trust.generations)} 世代（{trust.environment.value}）。{found.said}"
        is_real = found.is_real and trust.environment is Environment.PRODUCTION
        return PortHealth("jpki", is_real, found.is_ok, said)
