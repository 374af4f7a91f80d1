"""Checks of the settings: what an instance may not start with."""

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from ikkan.kernel.codes import is_local_government_code

KEY_MODE: Final = 0o600
# Below this the cache of Django throws counters of the throttle away while they still count.
FEWEST_CACHE_ENTRIES: Final = 10_000
# With the longest code of a paper, the squares of the printed QR code are not smaller than readers need.
LONGEST_BASE_URL: Final = 100


class ChecksConfig(AppConfig):
    """Register the checks; stands in INSTALLED_APPS."""

    name = "ikkan.config"
    label = "config"

    def ready(self) -> None:
        """Register the checks."""
        register(check_settings, Tags.security)


# the first argument is Django's
def check_settings(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Return every setting that makes this instance unsafe, each with what to do."""
    return [*_always(), *(_in_production() if settings.IKKAN_PRODUCTION else ())]


def _always() -> Iterator[CheckMessage]:
    if settings.IKKAN_DEMO and settings.IKKAN_PRODUCTION:
        yield Error(
            "The demo lets everybody sign in as anyone, but IKKAN_PRODUCTION is set too.",
            hint="Unset IKKAN_DEMO for a real town, or unset IKKAN_PRODUCTION to look at the demo.",
            id="ikkan.E001",
        )
    if settings.DEBUG:
        yield Error(
            "DEBUG shows the inside of the program and people's data to whoever causes an error.",
            hint="Leave DEBUG as ikkan.config.settings sets it: off, always.",
            id="ikkan.E002",
        )
    if settings.ADMINS:
        yield Error(
            "ADMINS would send failed requests, with what people typed, by mail.",
            hint="Remove ADMINS; failures stand in the log, without personal data.",
            id="ikkan.E003",
        )
    if settings.IKKAN_BASE_URL and not _is_base_url(settings.IKKAN_BASE_URL):
        yield Error(
            f"IKKAN_BASE_URL is {settings.IKKAN_BASE_URL!r}: printed QR codes would lead nowhere.",
            hint=f"Set it to https:// and a host name, at most {LONGEST_BASE_URL} characters, or unset it.",
            id="ikkan.E016",
        )


def _in_production() -> Iterator[CheckMessage]:
    if not settings.IKKAN_HTTPS:
        yield Error(
            "Without HTTPS passwords and applications cross the network readable.",
            hint="Set IKKAN_HTTPS=1 and put a TLS proxy in front.",
            id="ikkan.E010",
        )
    if not is_local_government_code(settings.IKKAN_TOWN):
        yield Error(
            f"IKKAN_TOWN is {settings.IKKAN_TOWN!r}, no 全国地方公共団体コード: six digits, the last a check digit.",
            hint="Set IKKAN_TOWN to the code of your municipality, such as 222127.",
            id="ikkan.E011",
        )
    if settings.IKKAN_JPKI_TEST:
        yield Error(
            "IKKAN_JPKI_TEST is set: it is meant for certificates that anybody can make.",
            hint="Unset IKKAN_JPKI_TEST; a real town takes real cards only.",
            id="ikkan.E015",
        )
    yield from _key(settings.IKKAN_HOME / "keys" / "secret.key")
    options = settings.CACHES["default"].get("OPTIONS")
    if not isinstance(options, dict) or options.get("MAX_ENTRIES", 0) < FEWEST_CACHE_ENTRIES:
        yield Error(
            "The cache is too small to remember who sent too much: counters of the throttle would be thrown away.",
            hint=f'Set CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] to {FEWEST_CACHE_ENTRIES} or more.',
            id="ikkan.E014",
        )


def _is_base_url(text: str) -> bool:
    """Whether a text is scheme and host alone; without https only outside production."""
    try:
        parts = urlsplit(text)
        # a port that is no number raises when it is read
        is_alone = text == f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return False
    schemes = {"https"} if settings.IKKAN_PRODUCTION else {"https", "http"}
    return is_alone and parts.scheme in schemes and bool(parts.hostname) and len(text) <= LONGEST_BASE_URL


def _key(path: Path) -> Iterator[CheckMessage]:
    if not path.is_file():
        yield Error(
            f"There is no secret key in {path}: every restart would sign everybody out.",
            hint="Run `ikkan setup`, which writes one.",
            id="ikkan.E012",
        )
    elif stat.S_IMODE(path.stat().st_mode) != KEY_MODE:
        yield Error(
            f"The secret key {path} can be read by others on this machine.",
            hint=f"Run `chmod 600 {path}`.",
            id="ikkan.E013",
        )
