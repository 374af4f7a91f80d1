"""A request for a certificate as the demo plans it, and how many there are of each way and fault."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ikkan.cli.demo.people_of_town import Household
from ikkan.ports.auth_app.fake.persons import CardFault
from ikkan.registers.services import ResidentRow

Way = Literal["signed", "api", "reserved", "counter", "paper", "third_party", "public_body"]
Fault = Literal[
    "", "expired", "revoked", "address", "moved_out", "dead", "protected", "young", "no_glyph", "unjust", "declined",
    "late", "twice",
]  # fmt: skip

REQUESTS: Final = 300
# Requests by way, of REQUESTS.
WAYS: Final[Mapping[Way, int]] = {
    "signed": 150, "api": 20, "reserved": 60, "counter": 20, "paper": 20, "third_party": 15, "public_body": 15,
}  # fmt: skip
# Each planted fault has this share of the requests: the twelve together are 12 %.
SHARE_OF_A_FAULT: Final = 0.01
# The faults of the card, of who is asked for, of the payment, and the way by which each comes in.
COMES_BY: Final[Mapping[Fault, Way]] = {
    "expired": "signed", "revoked": "signed", "address": "signed", "moved_out": "signed", "dead": "signed",
    "protected": "signed", "young": "reserved", "no_glyph": "signed", "unjust": "third_party", "declined": "signed",
    "late": "signed", "twice": "signed",
}  # fmt: skip
CARD_FAULTS: Final[Mapping[Fault, CardFault]] = {"expired": "expired", "revoked": "revoked", "address": "address"}
# Kinds of certificate of which the demo keeps a sample, and the way by which each is asked for: who moved away has no
# sign certificate any more, and who moved within the town has a new card under way.
SAMPLES: Final[Mapping[str, Way]] = {
    "household": "signed", "person": "signed", "removed": "paper", "foreign": "signed", "history": "counter",
    "sheets": "signed",
}  # fmt: skip
OF_A_SAMPLE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A request for a certificate.

    Args:
        name: word that names it in the demo.
        way: how it comes in.
        household: of the one who asks; for a third party or public body, of the one asked for.
        asker: who asks; for a third party or public body, who is asked for.
        whose: ``me``, ``household`` or ``some``.
        named: who is asked for by name.
        form: ``household``, ``person`` or ``removed``.
        items: items that are not to be left out.
        copies: number of copies.
        delivery: ``post`` or ``pickup``.
        exemption: id of the exemption, or blank.
        fault: what is planted, or blank.
        sample: kind of certificate that it is a sample of, or blank.
        changed: of whom the register has a change that the demo records.
    """

    name: str
    way: Way
    household: Household
    asker: ResidentRow
    whose: str = "me"
    named: tuple[ResidentRow, ...] = ()
    form: str = "household"
    items: tuple[str, ...] = ()
    copies: int = 1
    delivery: str = "pickup"
    exemption: str = ""
    fault: Fault = ""
    sample: str = ""
    changed: ResidentRow | None = None

    @property
    def is_signed(self) -> bool:
        """Whether a card signs it."""
        return self.way in {"signed", "api"}

    @property
    def is_own(self) -> bool:
        """Whether somebody asks for themself or their household."""
        return self.way not in {"third_party", "public_body"}
