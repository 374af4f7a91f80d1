"""Every port of this copy: what the doctor asks."""

from typing import Protocol

from ikkan.ports.arrears import arrears_port
from ikkan.ports.auth_app.port import AuthAppHealth
from ikkan.ports.drand.client import drand_port
from ikkan.ports.health import PortHealth
from ikkan.ports.jpki.town import Jpki
from ikkan.ports.mail import DjangoMail
from ikkan.ports.numbering.client import numbering_port
from ikkan.ports.payment.port import PaymentHealth


class Port(Protocol):
    """Something that reaches outside and can say whether it works."""

    def check_config(self) -> PortHealth:
        """Say whether the port works."""
        ...


def ports() -> tuple[Port, ...]:
    """Return every port as this town has set it."""
    return (
        DjangoMail(), arrears_port(), AuthAppHealth(), Jpki(), numbering_port(), PaymentHealth(), drand_port(),
    )  # fmt: skip
