"""Whether the four items of a certificate are those that the register holds of the person; nobody compares by eye."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from ikkan.kernel.addresses import address_key
from ikkan.kernel.differences import Kind
from ikkan.kernel.input_partial_dates import PartialDate
from ikkan.kernel.names import compare_key, strict_key
from ikkan.ports.jpki.items import FourItems, Sex

# A private use character that no key folds; it holds the place of a substitute while the rest is folded.
_HOLE = "\U0010fffd"
Item = Literal["name", "sex", "birth", "address"]


@dataclass(frozen=True, slots=True)
class RegisteredItems:
    """Hold what the register says of a person.

    Args:
        names: every form that counts as the name: 氏名, and for foreign residents the name in Latin letters, in kanji
            and the 通称.
        sex: 性別.
        birth: 生年月日, unknown parts None.
        address: 住所 on one line, 方書 included.
    """

    names: Sequence[str]
    sex: Sex
    birth: PartialDate
    address: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Hold one item that differs.

    Args:
        item: which one.
        how: Kind.VARIANT when only characters differ that may be those of another family (斎 and 斉): an officer looks;
            Kind.OTHER when it is another value.
    """

    item: Item
    how: Kind


def compare_items(certificate: FourItems, registered: RegisteredItems) -> tuple[Difference, ...]:
    """Return the items that differ, none when the certificate speaks of the registered person.

    The authority writes another character where its list lacks one, so a marked place meets any single character.
    Width, spaces, forms of one character and spellings of one address are no difference.
    """
    name = min(
        (_name_differs(certificate, one) for one in registered.names),
        key=(Kind.SAME, Kind.VARIANT, Kind.OTHER).index,
        default=Kind.OTHER,
    )
    found: dict[Item, Kind] = {
        "name": name,
        "sex": _differs(certificate.sex is registered.sex),
        "birth": _differs(certificate.birth.date == registered.birth),
        "address": _differs(
            _meet(certificate.address, certificate.address_substitutes, registered.address, address_key)
        ),
    }
    return tuple(Difference(item, how) for item, how in found.items() if how is not Kind.SAME)


def _name_differs(certificate: FourItems, registered: str) -> Kind:
    name, places = certificate.name, certificate.name_substitutes
    if _meet(name, places, registered, strict_key):
        return Kind.SAME
    return Kind.VARIANT if _meet(name, places, registered, compare_key) else Kind.OTHER


def _differs(is_same: bool) -> Kind:
    return Kind.SAME if is_same else Kind.OTHER


def _meet(written: str, places: tuple[int, ...], registered: str, key: Callable[[str], str]) -> bool:
    if _HOLE in written:
        return False
    holed = "".join(_HOLE if place in places else character for place, character in enumerate(written))
    pattern = ".".join(re.escape(part) for part in key(holed).split(_HOLE))
    return re.fullmatch(pattern, key(registered), re.DOTALL) is not None
