"""A faithful drand relay for tests and trials. Its chain is its own, and its scheme says that nothing is signed.

It answers by the clock it is given, refuses rounds that are still to come, and misbehaves on request.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import httpx

from ikkan.kernel.json_value import JsonObject

BASE: Final = "https://drand.example"
# not a scheme of drand: no signature of this chain can ever be taken for checked
SCHEME: Final = "practice-unsigned"
BEACON: Final = "practice"
PUBLIC_KEY: Final = "00" * 96
GROUP_HASH: Final = hashlib.sha256(b"ikkan practice drand").hexdigest()
GENESIS: Final = 1_692_803_367
PERIOD: Final = 3
TOO_EARLY: Final = 425


def chain_hash() -> str:
    """Return the chain hash, made as drand makes it from period, genesis, public key, group hash and name."""
    digest = hashlib.sha256(PERIOD.to_bytes(4, "big") + GENESIS.to_bytes(8, "big"))
    digest.update(bytes.fromhex(PUBLIC_KEY) + bytes.fromhex(GROUP_HASH) + BEACON.encode())
    return digest.hexdigest()


def beacon(round_: int) -> JsonObject:
    """Return what the fake publishes for a round."""
    signature = hashlib.shake_256(f"{BEACON}/{round_}".encode()).digest(48)
    return {
        "round": round_, "randomness": hashlib.sha256(signature).hexdigest(), "signature": signature.hex(),
    }  # fmt: skip


@dataclass
class FakeDrand:
    """The other side of the port.

    Args:
        now: its clock.
        breaks: answers before the real one, each used once: an HTTP status, or an exception of the line.
    """

    now: datetime
    breaks: list[int | type[httpx.TransportError]] = field(default_factory=list)

    def transport(self) -> httpx.MockTransport:
        """Return the way to this relay for a client."""
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        if self.breaks:
            broken = self.breaks.pop(0)
            if isinstance(broken, int):
                return httpx.Response(broken)
            raise broken("the line broke", request=request)
        parts = request.url.path.strip("/").split("/")
        if request.method != "GET" or parts[:2] != [chain_hash(), "public"] or not parts[-1].isdecimal():
            return httpx.Response(404)
        round_ = int(parts[-1])
        if GENESIS + PERIOD * (round_ - 1) > self.now.timestamp():
            return httpx.Response(TOO_EARLY)
        return httpx.Response(200, json=beacon(round_))
