"""Which payment provider this town uses: the one of its settings, the fake in a demo, or none."""

from collections.abc import Mapping
from typing import Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from ikkan.kernel.money import Yen
from ikkan.kernel.outcome import Refused
from ikkan.ports.health import PortHealth
from ikkan.ports.payment.fake import FakePayment
from ikkan.ports.payment.reports import PaymentPage, Refunded, Report

NAME: Final = "payment"


class Payment(Protocol):
    """A payment provider with a page of its own."""

    def begin(self, reference: str, amount: Yen, back_url: str) -> PaymentPage | Refused:
        """Return the page on which a charge is paid, or why there is none now.

        Args:
            reference: of the charge; every report names it.
            amount: what is to be paid.
            back_url: page of ours that the person comes back to; coming back proves nothing.

        Raises:
            OSError: the provider cannot be reached.
        """
        ...

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Report | Refused:
        """Return what the provider reports, or a refusal where the signature is not the provider's."""
        ...

    def refund(self, key: str, reference: str, transaction: str, amount: Yen) -> Refunded:
        """Give a payment back; the same key again gives it back once. Raises when it could not be done.

        Args:
            key: names the refund for ever.
            reference: of the charge.
            transaction: the provider's number of the payment.
            amount: what goes back.
        """
        ...

    def check_config(self) -> PortHealth:
        """Say whether the port works."""
        ...


def payment_port() -> Payment | None:
    """Return the provider, or None where this town takes no payment online."""
    if settings.IKKAN_PAYMENT_PORT:
        port: Payment = import_string(settings.IKKAN_PAYMENT_PORT)()
        return port
    return fake_provider() if is_fake() else None


def is_fake() -> bool:
    """Tell whether the provider is the fake: only in a demo whose settings name no real one, never in production."""
    return bool(settings.IKKAN_DEMO) and not settings.IKKAN_PRODUCTION and not settings.IKKAN_PAYMENT_PORT


def fake_provider() -> FakePayment:
    """Return the demo's provider; every process of the demo makes the same one."""
    return FakePayment(f"fake payment {settings.SECRET_KEY}".encode())


class PaymentHealth:
    """What the doctor asks."""

    def check_config(self) -> PortHealth:
        """Ask the provider; a town without one is well."""
        try:
            port = payment_port()
        except (ImportError, TypeError) as fault:
            said = f"IKKAN_PAYMENT_PORT の {settings.IKKAN_PAYMENT_PORT} を使えません（{fault}）"
            return PortHealth(NAME, is_real=True, is_ok=False, said=said)
        if port is None:
            said = "オンラインの支払いは使っていません（IKKAN_PAYMENT_PORT がありません）。窓口と郵送で受け取ります"
            return PortHealth(NAME, is_real=True, is_ok=True, said=said)
        return port.check_config()
