"""What a payment provider answers and reports; each report is signed by the provider and may come more than once."""

from dataclasses import dataclass
from typing import ClassVar, Final, TypeAlias

from ikkan.kernel.money import Yen

# what the database keeps, and far more than any fee
MOST_YEN: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """Where a person is sent to pay.

    Args:
        url: page of the provider.
    """

    url: str


@dataclass(frozen=True, slots=True)
class Paid:
    """Money came.

    Args:
        reference: of the charge, as it was given to the provider.
        amount: what was paid, whether or not it is what was asked for.
        transaction: the provider's number of the payment.
    """

    reference: str
    amount: Yen
    transaction: str
    kind: ClassVar[str] = "paid"


@dataclass(frozen=True, slots=True)
class Declined:
    """A payment was tried and refused; no money moved."""

    reference: str
    amount: Yen
    transaction: str
    kind: ClassVar[str] = "declined"


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money went back.

    Args:
        reference: of the charge.
        amount: what went back.
        transaction: the provider's number of the refund.
        of: the provider's number of the payment that it gives back.
    """

    reference: str
    amount: Yen
    transaction: str
    of: str
    kind: ClassVar[str] = "refunded"


Report: TypeAlias = Paid | Declined | Refunded
