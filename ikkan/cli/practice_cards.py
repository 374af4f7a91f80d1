"""Practice cards of an instance: for the people of its fake デジタル認証アプリ, who sign with them in a demo."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain, cycle, islice
from typing import Final

from cryptography.x509 import ReasonFlags

from ikkan.kernel.era import ERAS, era_on
from ikkan.kernel.input_partial_dates import PartialDate
from ikkan.ports.auth_app.fake.persons import Person, invented_people, write_people
from ikkan.ports.auth_app.port import fake_people_file, is_fake
from ikkan.ports.jpki.items import CertificateBirth, FourItems, Sex
from ikkan.ports.jpki.practice_ca import KeySource, drawn_key
from ikkan.ports.jpki.practice_folder import IssuedCard, PracticePerson, write_practice
from ikkan.ports.jpki.town import practice_folder

_AUTHORITIES: Final = 4
# Drawing a key takes a moment; cards that prove nothing may share a few.
_KEYS_OF_CARDS: Final = 3


def make_cards(shown: Sequence[Person], more: Sequence[Person] = (), *, now: datetime) -> tuple[IssuedCard, ...]:
    """Make the practice authorities of this instance with a card for each person, and return the cards.

    Args:
        shown: whom the page of the fake lets a visitor be.
        more: who has a card too.
        now: moment around which the cards hold, aware.

    Raises:
        FileExistsError: the instance has practice authorities already.
    """
    cards = write_practice(practice_folder(), [_bearer(one) for one in (*shown, *more)], now, _few_keys())
    write_people(fake_people_file(), shown)
    return cards


def make_missing_cards(now: datetime) -> None:
    """Make cards for the shipped people where the provider is the fake and the instance has no cards yet."""
    if is_fake() and not practice_folder().exists():
        make_cards(invented_people(), now=now)


def _bearer(person: Person) -> PracticePerson:
    birth = date.fromisoformat(person.birthdate)
    era = ERAS.index(era_on(birth)) + 1
    return PracticePerson(
        items=FourItems(
            name=person.name,
            sex=Sex(person.gender),
            birth=CertificateBirth(era, PartialDate(birth.year, birth.month, birth.day)),
            address=person.address,
        ),
        # a card that ran out was issued before the present authority began
        is_older=person.fault == "expired",
        is_expired=person.fault == "expired",
        revoked=ReasonFlags.affiliation_changed if person.fault == "revoked" else None,
        holder=person.id,
    )


def _few_keys() -> KeySource:
    authorities = (drawn_key() for _ in range(_AUTHORITIES))
    shared = list(islice(iter(drawn_key, None), _KEYS_OF_CARDS))
    return chain(authorities, cycle(shared)).__next__
