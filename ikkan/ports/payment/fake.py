"""The fake payment provider of demos and tests: it moves no money and behaves as it is told to."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.ports.health import PortHealth
from ikkan.ports.payment.reports import MOST_YEN, Declined, Paid, PaymentPage, Refunded, Report

PAGE: Final = "/demo/payment/"
SIGNATURE: Final = "X-Fake-Payment-Signature"
FORGED: Final = Refused(
    "forged", "支払いの知らせの署名が正しくありません。何も記録していません。",
    "The signature of the report is not the provider's. Nothing was recorded.",
)  # fmt: skip
UNREADABLE: Final = Refused(
    "unreadable", "支払いの知らせを読み取れません。何も記録していません。",
    "The report cannot be read. Nothing was recorded.",
)  # fmt: skip


class Behaviour(StrEnum):
    """What the person at the fake's page lets happen."""

    PAY = "pay"
    DELAY = "delay"
    TWICE = "twice"
    DECLINE = "decline"
    WRONG_AMOUNT = "wrong_amount"
    LEAVE = "leave"


# seconds that the report of a delayed payment takes
DELAY_SECONDS: Final = 30
# yen by which a wrong amount is wrong
WRONG_BY: Final = 1


@dataclass(frozen=True, slots=True)
class Callback:
    """A report as it goes over the wire.

    Args:
        headers: with the signature.
        body: JSON.
        after_seconds: how long it takes to come.
    """

    headers: Mapping[str, str]
    body: bytes
    after_seconds: int = 0


@dataclass(frozen=True, slots=True)
class FakePayment:
    """The provider.

    Args:
        secret: shared with the town; signs pages and reports.
    """

    secret: bytes

    def begin(self, reference: str, amount: Yen, back_url: str) -> PaymentPage | Refused:
        """Return the fake's page; its address is signed, so that nobody changes the amount in it."""
        asked = {"reference": reference, "amount": str(int(amount)), "back": back_url}
        return PaymentPage(f"{PAGE}?{urlencode({**asked, 'seal': self._seal(_canonical(asked))})}")

    def asked_by(self, query: Mapping[str, str]) -> tuple[str, Yen, str] | None:
        """Return reference, amount and page to go back to of an address made by :meth:`begin`; None for any other."""
        asked = {name: query.get(name, "") for name in ("reference", "amount", "back")}
        if not hmac.compare_digest(self._seal(_canonical(asked)).encode(), query.get("seal", "").encode()):
            return None
        return asked["reference"], Yen(int(asked["amount"])), asked["back"]

    def callbacks(self, behaviour: Behaviour, reference: str, amount: Yen) -> list[Callback]:
        """Return what the provider sends after a behaviour."""
        number = f"fake-{secrets.token_hex(10)}"
        if behaviour is Behaviour.LEAVE:
            return []
        if behaviour is Behaviour.DECLINE:
            return [self.signed(Declined(reference, amount, number))]
        if behaviour is Behaviour.WRONG_AMOUNT:
            return [self.signed(Paid(reference, amount + WRONG_BY, number))]
        delay = DELAY_SECONDS if behaviour is Behaviour.DELAY else 0
        paid = self.signed(Paid(reference, amount, number), after_seconds=delay)
        return [paid, paid] if behaviour is Behaviour.TWICE else [paid]

    def signed(self, report: Report, *, after_seconds: int = 0) -> Callback:
        """Return a report as the provider sends it."""
        content: JsonObject = {
            "kind": report.kind, "reference": report.reference, "amount": int(report.amount),
            "transaction": report.transaction, "of": report.of if isinstance(report, Refunded) else "",
        }  # fmt: skip
        body = _canonical(content)
        return Callback({SIGNATURE: self._seal(body)}, body, after_seconds)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Report | Refused:
        """Check the signature before anything is read."""
        given = next((value for name, value in headers.items() if name.lower() == SIGNATURE.lower()), "")
        if not hmac.compare_digest(self._seal(body).encode(), given.encode()):
            return FORGED
        return _report_of(body)

    def refund(self, key: str, reference: str, transaction: str, amount: Yen) -> Refunded:
        """Give back at once; the number follows from the key, so that the same key is the same refund."""
        number = hashlib.sha256(key.encode()).hexdigest()[:20]
        return Refunded(reference, amount, f"fake-refund-{number}", transaction)

    def check_config(self) -> PortHealth:
        """Say that this is a fake."""
        return PortHealth(
            "payment", is_real=False, is_ok=True, said="つくりものの支払い（模擬・TEST）。お金は動きません"
        )

    def _seal(self, content: bytes) -> str:
        return hmac.new(self.secret, content, hashlib.sha256).hexdigest()


def _canonical(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _report_of(body: bytes) -> Report | Refused:
    try:
        content = json.loads(body)
    except ValueError:
        return UNREADABLE
    match content:
        case {
            "kind": str(kind), "reference": str(reference), "amount": int(yen), "transaction": str(number),
            "of": str(of),
        } if yen is not True and 0 < yen <= MOST_YEN and 0 < len(number) <= 100 and len(reference) <= 100:  # fmt: skip
            made: dict[str, Report] = {
                Paid.kind: Paid(reference, Yen(yen), number),
                Declined.kind: Declined(reference, Yen(yen), number),
                Refunded.kind: Refunded(reference, Yen(yen), number, of),
            }
            return made.get(kind, UNREADABLE)
    return UNREADABLE
