"""A published round of a drand chain, asked of public relays. Source: docs.drand.love, HTTP API v1."""

from dataclasses import dataclass
from typing import Final, Protocol

import httpx
from django.conf import settings

from ikkan.kernel.json_value import JsonObject
from ikkan.ports.health import PortHealth

_SECONDS: Final = 10.0
KEPT: Final = ("round", "randomness", "signature", "previous_signature")


@dataclass(frozen=True, slots=True)
class NoBeacon:
    """The round did not come: why, relay by relay."""

    why: str


class Drand(Protocol):
    """Relays of a drand network."""

    is_set: bool

    def fetch(self, chain: str, round_: int) -> JsonObject | NoBeacon:
        """Return what was published for a round: ``round``, ``randomness``, ``signature``; nothing of it is judged.

        Args:
            chain: chain hash, hex.
            round_: number of the round.
        """
        ...

    def check_config(self) -> PortHealth:
        """Say whether the port works."""
        ...


class DrandClient:
    """The relays of the setting, asked one after another until one answers.

    Args:
        urls: addresses before ``/CHAIN/public/ROUND``.
        transport: another way out than the network, for tests.
    """

    is_set = True

    def __init__(self, urls: tuple[str, ...], *, transport: httpx.BaseTransport | None = None) -> None:
        self._urls = tuple(url.rstrip("/") for url in urls)
        self._http = httpx.Client(transport=transport, timeout=_SECONDS)

    def fetch(self, chain: str, round_: int) -> JsonObject | NoBeacon:
        """Ask every relay in turn; what is no round of this number is passed over."""
        failed = []
        for url in self._urls:
            try:
                answer = self._http.get(f"{url}/{chain}/public/{round_}")
                told = answer.raise_for_status().json()
                if isinstance(told, dict) and told.get("round") == round_:
                    return {name: told[name] for name in KEPT if name in told}
                failed.append(f"{url}: 別の回を返しました")
            except (httpx.HTTPError, ValueError) as fault:
                failed.append(f"{url}: {fault}")
        return NoBeacon("；".join(failed))

    def check_config(self) -> PortHealth:
        """Say whether the addresses are whole; nothing is sent."""
        is_ok = all(url.startswith("https://") for url in self._urls)
        said = (
            "抽選の値（drand）の取得先の設定はそろっています" if is_ok else "IKKAN_DRAND_URL は https で始めてください"
        )
        return PortHealth("drand", is_real=True, is_ok=is_ok, said=said)


class ByHand:
    """No relay is set: an officer enters the published round."""

    is_set = False

    def fetch(self, chain: str, round_: int) -> JsonObject | NoBeacon:
        """Say that nothing was asked."""
        del chain, round_
        return NoBeacon(
            "抽選の値（drand）の取得先を設定していません（IKKAN_DRAND_URL）。公表された値を入力してください"
        )

    def check_config(self) -> PortHealth:
        """Say that there is none."""
        said = "抽選の値（drand）は職員が入力します（IKKAN_DRAND_URL は空）"
        return PortHealth("drand", is_real=False, is_ok=True, said=said)


def drand_port() -> Drand:
    """Return the relays that IKKAN_DRAND_URL names, with commas; none where it is blank."""
    urls = tuple(url.strip() for url in settings.IKKAN_DRAND_URL.split(",") if url.strip())
    return DrandClient(urls) if urls else ByHand()
