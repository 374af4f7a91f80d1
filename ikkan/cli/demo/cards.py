"""Practice cards for people of the model town: linked to the register, and to accounts where a visitor may use them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from ikkan.cli.demo.filing import DemoFailed
from ikkan.cli.demo.officials import make_parents
from ikkan.cli.demo.people_of_town import People
from ikkan.cli.demo.register_items import SEXES
from ikkan.cli.practice_cards import make_cards
from ikkan.kernel.outcome import Refused
from ikkan.people.models import Account
from ikkan.people.services import link_sign_in
from ikkan.ports.auth_app.fake.persons import CardFault, Person
from ikkan.ports.auth_app.port import FAKE_ISSUER, fake_provider
from ikkan.ports.jpki.certificate import CertificateKind
from ikkan.registers.card_serials import SerialKey, link_serial
from ikkan.registers.services import ResidentRow

# What a visitor may try beside a card in order, each by a card of its own.
FAULTS_SHOWN: Final[tuple[CardFault, ...]] = ("address", "revoked", "expired")
_ADDRESS_BEFORE: Final = "静岡県焼津市見本町９９番地"
_SOURCE: Final = "つくりもの（ikkan デモ）"
_HEAD: Final = "世帯主"
_ADULT_DAYS: Final = 20 * 366


def give_cards(people: People, parent: str, bearers: Mapping[str, CardFault], *, now: datetime) -> dict[str, Account]:
    """Give cards to people of the town and return the accounts that a visitor may enter by card, by 宛名番号.

    Args:
        people: residents of the town.
        parent: 宛名番号 of the demo's parent, whose card is in order.
        bearers: who else has a card, by 宛名番号, and what is wrong with it.
        now: moment around which the cards hold.

    Raises:
        DemoFailed: a card could not be linked.
    """
    rows = {one.number: (one, sex) for one, sex in zip(people.residents, people.sexes, strict=True)}
    free = (one.number for one in _heads(people) if one.number not in {parent, *bearers})
    visitors: dict[str, CardFault] = {parent: "", **dict(zip(free, FAULTS_SHOWN, strict=False))}
    shown, more = (
        [holder_of(*rows[number], fault) for number, fault in chosen.items()] for chosen in (visitors, bearers)
    )
    for card in make_cards(shown, more, now=now):
        key = SerialKey(card.serial, card.issuer, CertificateKind.SIGN)
        _done(link_serial(key, resident=card.holder, source=_SOURCE, now=now))
    accounts = make_parents([rows[number][0] for number in visitors])
    _let_sign_in(shown, accounts, now)
    return accounts


def holder_of(one: ResidentRow, sex: str, fault: CardFault = "") -> Person:
    """Return a resident as the holder of a card: the four items as the register has them, but for the fault."""
    building = f"　{one.building}" if one.building else ""
    return Person(
        id=one.number,
        name=one.latin_name if one.is_foreign else f"{one.family_name}　{one.given_name}",
        address=_ADDRESS_BEFORE if fault == "address" else f"{one.town}{one.block}{building}",
        birthdate=one.birth.isoformat(),
        gender=SEXES[sex],
        fault=fault,
    )


def _heads(people: People) -> Iterator[ResidentRow]:
    for one in people.residents:
        is_adult = (one.as_of - one.birth).days > _ADULT_DAYS
        if one.relation == _HEAD and is_adult and not one.is_protected:
            yield one


def _let_sign_in(shown: Sequence[Person], accounts: Mapping[str, Account], now: datetime) -> None:
    provider = fake_provider()
    for one in shown:
        _done(
            link_sign_in(
                account=accounts[one.id], issuer=FAKE_ISSUER, subject=provider.subject_of(one), now=now,
                card_resident=one.id,
            )
        )  # fmt: skip


def _done(answer: object) -> None:
    if isinstance(answer, Refused):
        raise DemoFailed(f"A card of the demo could not be linked: {answer.en}")
