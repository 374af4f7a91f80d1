"""A folder of practice: authorities to trust, cards of invented people that sign, and the lists of who was revoked."""

import os
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from ikkan.ports.jpki.certificate import CertificateKind
from ikkan.ports.jpki.items import FourItems, Sex, read_birth
from ikkan.ports.jpki.practice_ca import (
    CARD_LASTS,
    KeySource,
    PracticeCa,
    PracticeCard,
    drawn_key,
    make_authorities,
)
from ikkan.ports.jpki.practice_revocation import PracticeRevocation

_NOTE: Final = """TEST. Practice authorities and cards of Ikkan, made by `ikkan dev jpki-ca`. They prove nothing.

trust/  what IKKAN_JPKI_TRUST names      crl/  what IKKAN_JPKI_CRL names
ca/     keys of the authorities          cards/  certificate and key of each card: HOLDER-sign, HOLDER-auth
practice/  who is revoked, for the practice service of an instance whose IKKAN_HOME/jpki this folder is
"""
_FIRST_SERIAL: Final = 0x1000
_ISSUED_BEFORE: Final = timedelta(days=100)
_REVOKED_BEFORE: Final = timedelta(days=10)
_EXPIRED_BEFORE: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PracticePerson:
    """An invented person with a card.

    Args:
        items: the four items.
        is_older: whether the older generation of the authorities issued the certificates.
        revoked: reason (RFC 5280) for which the sign certificate was revoked, None when it was not.
        is_expired: whether the certificates ran out some weeks ago.
        holder: word that names the card in the folder; the place in the list when blank.
    """

    items: FourItems
    is_older: bool = False
    revoked: x509.ReasonFlags | None = None
    is_expired: bool = False
    holder: str = ""


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """Name the sign certificate of a card.

    Args:
        holder: word that names the card in the folder.
        serial: serial number.
        issuer: key of the generation that issued it.
    """

    holder: str
    serial: int
    issuer: str


def read_people(text: str = "") -> tuple[PracticePerson, ...]:
    """Return people of a TOML text, those of ``practice_people.toml`` when it is blank.

    Raises ValueError or KeyError for a text of another shape.
    """
    shipped = files("ikkan.ports.jpki") / "practice_people.toml"
    rows = tomllib.loads(text or shipped.read_text(encoding="utf-8"))["person"]
    return tuple(
        PracticePerson(
            FourItems(
                name=row["name"],
                sex=Sex(row["sex"]),
                birth=read_birth(row["birth"]),
                address=row["address"],
                name_substitutes=tuple(row.get("name_substitutes", ())),
                address_substitutes=tuple(row.get("address_substitutes", ())),
            ),
            is_older=row.get("generation") == "older",
            revoked=x509.ReasonFlags(row["revoked"]) if "revoked" in row else None,
            is_expired=row.get("expired", False),
            holder=row.get("holder", ""),
        )
        for row in rows
    )


def write_practice(
    folder: Path, people: Sequence[PracticePerson], at: datetime, keys: KeySource = drawn_key
) -> tuple[IssuedCard, ...]:
    """Make authorities, cards and revocation lists, write them into a new or empty folder and return the cards.

    Args:
        folder: where to; its keys get mode 0600.
        people: who gets a card, by holder or numbered from 1.
        at: moment around which everything is valid, aware.
        keys: where keys come from; the same keys at the same moment make the same bytes.

    Raises:
        FileExistsError: the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty. Name a new folder, so that no card loses its authority.")
    moment = at.replace(microsecond=0)
    authorities = make_authorities(moment, keys)
    for name in ("trust", "crl", "ca", "cards"):
        (folder / name).mkdir(parents=True)
    (folder / "README.txt").write_text(_NOTE, encoding="utf-8")
    service = PracticeRevocation(folder / "practice")
    issued: list[IssuedCard] = []
    for serial, person in enumerate(people, start=_FIRST_SERIAL):
        holder = person.holder or str(len(issued) + 1)
        ago = CARD_LASTS + _EXPIRED_BEFORE if person.is_expired else _ISSUED_BEFORE
        for kind, pair in authorities.items():
            ca = pair[0 if person.is_older else 1]
            items = person.items if kind is CertificateKind.SIGN else None
            _write_card(folder, holder, kind, ca.issue(keys(), serial, moment - ago, items))
        signer = authorities[CertificateKind.SIGN][0 if person.is_older else 1].generation
        if person.revoked is not None:
            service.revoke_serial(serial, signer, when=moment - _REVOKED_BEFORE, reason=person.revoked.value)
        issued.append(IssuedCard(holder, serial, signer.key))
    for kind, pair in authorities.items():
        for ca, is_older in zip(pair, (True, False), strict=True):
            revoked = list(_revoked(people, moment, is_older=is_older)) if kind is CertificateKind.SIGN else []
            _write_authority(folder, kind, ca, ca.revocation_list(moment, revoked))
    return tuple(issued)


def read_card(folder: Path, holder: str | int, kind: CertificateKind = CertificateKind.SIGN) -> PracticeCard:
    """Return a card of a folder that :func:`write_practice` wrote. Raises OSError when there is none."""
    stem = folder / "cards" / f"{holder}-{kind}"
    key = load_pem_private_key(stem.with_suffix(".key").read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{stem}.key is not the RSA key of a practice card. Make the folder again.")
    return PracticeCard(stem.with_suffix(".cer").read_bytes(), key)


def _revoked(
    people: Sequence[PracticePerson], at: datetime, *, is_older: bool
) -> Iterator[tuple[int, datetime, x509.ReasonFlags]]:
    for serial, person in enumerate(people, start=_FIRST_SERIAL):
        if person.revoked is not None and person.is_older is is_older:
            yield serial, at - _REVOKED_BEFORE, person.revoked


def _write_authority(folder: Path, kind: CertificateKind, ca: PracticeCa, revocation_list: bytes) -> None:
    parsed = ca.generation.parsed
    name = f"{kind}-{parsed.not_valid_before_utc.year}"
    (folder / "trust" / f"{name}.pem").write_bytes(parsed.public_bytes(Encoding.PEM))
    (folder / "crl" / f"{name}.crl").write_bytes(revocation_list)
    _write_key(folder / "ca" / f"{name}.key", ca.key)


def _write_card(folder: Path, holder: str, kind: CertificateKind, card: PracticeCard) -> None:
    (folder / "cards" / f"{holder}-{kind}.cer").write_bytes(card.certificate)
    _write_key(folder / "cards" / f"{holder}-{kind}.key", card.key)


def _write_key(path: Path, key: RSAPrivateKey) -> None:
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
