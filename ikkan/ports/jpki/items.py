"""The four items (基本4情報) as a sign certificate carries them in subjectAltName."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ikkan.kernel.era import NoSuchDayError, calendar_day
from ikkan.kernel.input_partial_dates import PartialDate

ARC: Final = "1.2.392.200149.8.5.5"
NAME, NAME_FLAGS, SEX, BIRTH, ADDRESS, ADDRESS_FLAGS = (f"{ARC}.{number}" for number in range(1, 7))
# Holds every name and address of the national character list many times over; longer is not a card's.
_LONGEST: Final = 1_000
# Stands for a month or day of which nothing is known, so that the known parts are judged by the calendar.
_LEAP_YEAR: Final = 2000


class UnfitItemsError(ValueError):
    """Say why the fields of a certificate are not the four items."""


class Sex(StrEnum):
    """Name the sex by the digit of the certificate."""

    MALE = "1"
    FEMALE = "2"
    NOT_APPLICABLE = "9"


@dataclass(frozen=True, slots=True)
class CertificateBirth:
    """Hold a birth date as `EYYYYMMDD` says it.

    Args:
        era: 1 明治, 2 大正, 3 昭和, 4 平成, 5 令和, 0 none or unknown (foreign residents among others).
        date: Gregorian parts, None where the certificate has zeros.
    """

    era: int
    date: PartialDate

    def as_written(self) -> str:
        """Return `EYYYYMMDD` again."""
        return f"{self.era}{self.date.year or 0:04}{self.date.month or 0:02}{self.date.day or 0:02}"


@dataclass(frozen=True, slots=True)
class FourItems:
    """Hold the four items as the certificate writes them.

    Args:
        name: 氏名, as written.
        name_substitutes: places in `name`, from 0, where the authority put another character (代替文字).
        sex: 性別.
        birth: 生年月日.
        address: 住所, as written.
        address_substitutes: places in `address`, from 0, where the authority put another character.
    """

    name: str
    sex: Sex
    birth: CertificateBirth
    address: str
    name_substitutes: tuple[int, ...] = ()
    address_substitutes: tuple[int, ...] = ()


def read_items(fields: Mapping[str, str]) -> FourItems:
    """Return the four items from otherName values by OID, in any order.

    Implementations disagree whether .5 or .6 holds the address, so the shape decides: one flag (0 or 1) a character.
    Raises UnfitItemsError when one is missing or has another shape.
    """
    missing = [oid for oid in (NAME, NAME_FLAGS, SEX, BIRTH, ADDRESS, ADDRESS_FLAGS) if not fields.get(oid)]
    if missing:
        raise UnfitItemsError(f"The certificate lacks {', '.join(missing)}. Only sign certificates carry the items.")
    if max(map(len, fields.values())) > _LONGEST:
        raise UnfitItemsError(f"A field of the certificate is longer than {_LONGEST:,} characters.")
    address, flags = fields[ADDRESS], fields[ADDRESS_FLAGS]
    if not _are_flags_of(flags, address):
        address, flags = flags, address
    if fields[SEX] not in set(Sex):
        raise UnfitItemsError("The sex in the certificate is none of 1, 2 and 9.")
    return FourItems(
        name=fields[NAME],
        name_substitutes=_places(fields[NAME_FLAGS], fields[NAME]),
        sex=Sex(fields[SEX]),
        birth=read_birth(fields[BIRTH]),
        address=address,
        address_substitutes=_places(flags, address),
    )


def write_items(items: FourItems) -> dict[str, str]:
    """Return the otherName values by OID, in the order in which a test card of the authority was seen to hold them."""
    return {
        NAME: items.name,
        BIRTH: items.birth.as_written(),
        SEX: items.sex.value,
        ADDRESS: items.address,
        NAME_FLAGS: _flags(items.name, items.name_substitutes),
        ADDRESS_FLAGS: _flags(items.address, items.address_substitutes),
    }


def read_birth(written: str) -> CertificateBirth:
    """Return the birth date of `EYYYYMMDD`; zeros stand for unknown parts. Raises UnfitItemsError otherwise."""
    if not (len(written) == 9 and written.isascii() and written.isdigit() and written[0] <= "5"):
        raise UnfitItemsError("The birth date in the certificate is not EYYYYMMDD with an era from 0 to 5.")
    year, month, day = int(written[1:5]), int(written[5:7]), int(written[7:])
    try:
        calendar_day(year or _LEAP_YEAR, month or 1, day or 1)
    except NoSuchDayError as fault:
        raise UnfitItemsError(f"The birth date in the certificate is not in the calendar: {fault}") from fault
    return CertificateBirth(int(written[0]), PartialDate(year or None, month or None, day or None))


def _are_flags_of(flags: str, text: str) -> bool:
    return len(flags) == len(text) and set(flags) <= {"0", "1"}


def _places(flags: str, text: str) -> tuple[int, ...]:
    if not _are_flags_of(flags, text):
        raise UnfitItemsError("The places of substitute characters are not one 0 or 1 for each character.")
    return tuple(place for place, flag in enumerate(flags) if flag == "1")


def _flags(text: str, places: tuple[int, ...]) -> str:
    return "".join("1" if place in places else "0" for place in range(len(text)))
