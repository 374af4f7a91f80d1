"""Signing by the practice cards of this instance: the fake provider's cards, where it has any."""

from ikkan.ports.auth_app.fake.persons import Person
from ikkan.ports.auth_app.fake.provider import Signer
from ikkan.ports.jpki.practice_folder import read_card
from ikkan.ports.jpki.town import practice_folder


def practice_signer() -> Signer | None:
    """Return who signs by the practice cards, or None where there are none: then nothing is signed."""
    folder = practice_folder()
    if not (folder / "cards").is_dir():
        return None

    def sign(person: Person, digest: bytes) -> tuple[bytes, bytes]:
        card = read_card(folder, person.id)
        return card.sign_digest(digest), card.certificate

    return sign
