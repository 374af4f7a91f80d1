"""The four items are read by their shape; what is not the four items is refused."""

from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat import asn1

from ikkan.kernel.input_partial_dates import PartialDate
from ikkan.kernel.outcome import Refused
from ikkan.ports.jpki.certificate import read_certificate
from ikkan.ports.jpki.items import (
    ADDRESS,
    ADDRESS_FLAGS,
    BIRTH,
    NAME,
    NAME_FLAGS,
    SEX,
    CertificateBirth,
    FourItems,
    Sex,
    UnfitItemsError,
    read_birth,
    read_items,
    write_items,
)
from ikkan.ports.jpki.practice_ca import PROFILES
from ikkan.ports.jpki.tests.cast import AUTH, HANAKO, SIGN, card, code, new_ca, verify

SUBSTITUTED = replace(HANAKO, name="高■　花子", name_substitutes=(1,), address="焼津市■町１", address_substitutes=(3,))
FOREIGN = FourItems(
    "ＮＧＵＹＥＮ　ＶＡＮ　ＡＮ", Sex.MALE, CertificateBirth(0, PartialDate(1995, 7, 9)), "焼津市焼津１"
)


@pytest.mark.parametrize("items", [HANAKO, SUBSTITUTED, FOREIGN], ids=["plain", "substituted", "foreign"])
def test_items_come_through_a_certificate_as_they_were(items: FourItems) -> None:
    read = read_certificate(card(items=items).certificate)
    assert not isinstance(read, Refused)
    assert read.items == items


def test_an_auth_certificate_carries_none() -> None:
    read = read_certificate(card(new_ca(AUTH)).certificate)
    assert not isinstance(read, Refused)
    assert read.items is None


def test_the_address_is_found_where_5_and_6_are_swapped() -> None:
    fields = write_items(SUBSTITUTED)
    fields[ADDRESS], fields[ADDRESS_FLAGS] = fields[ADDRESS_FLAGS], fields[ADDRESS]
    assert read_items(fields) == SUBSTITUTED
    assert code(verify(card(fields=fields))) == "verified"


@pytest.mark.parametrize("lacking", [NAME, NAME_FLAGS, SEX, BIRTH, ADDRESS, ADDRESS_FLAGS])
def test_each_item_must_be_there(lacking: str) -> None:
    fields = {oid: text for oid, text in write_items(HANAKO).items() if oid != lacking}
    with pytest.raises(UnfitItemsError, match="lacks"):
        read_items(fields)
    assert code(verify(card(fields=fields))) == "unreadable"


@pytest.mark.parametrize(
    "wrong",
    [
        {SEX: "3"},
        {NAME_FLAGS: "000"},
        {NAME_FLAGS: "00200"},
        {ADDRESS_FLAGS: "0"},
        {ADDRESS: "あ" * 1001, ADDRESS_FLAGS: "0" * 1001},
        {BIRTH: "419920230"},
        {BIRTH: "４１９９２０５０３"},
    ],
)
def test_another_shape_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(UnfitItemsError):
        read_items({**write_items(HANAKO), **wrong})


@pytest.mark.parametrize(
    ("written", "era", "parts"),
    [
        ("319800217", 3, (1980, 2, 17)),
        ("520240229", 5, (2024, 2, 29)),
        ("019950709", 0, (1995, 7, 9)),
        ("000000000", 0, (None, None, None)),
        ("219200000", 2, (1920, None, None)),
        ("219200300", 2, (1920, 3, None)),
    ],
)
def test_a_birth_date_has_an_era_and_a_gregorian_year_or_unknown_parts(
    written: str, era: int, parts: tuple[int | None, int | None, int | None]
) -> None:
    birth = read_birth(written)
    assert birth == CertificateBirth(era, PartialDate(*parts))
    assert birth.as_written() == written


@pytest.mark.parametrize("written", ["", "19800217", "619800217", "519801301", "519800230", "5198002171", "a19800217"])
def test_a_birth_date_of_another_shape_is_refused(written: str) -> None:
    with pytest.raises(UnfitItemsError):
        read_birth(written)


def test_an_item_given_twice_is_refused() -> None:
    fields = [*write_items(HANAKO).items(), (NAME, "別人　太郎")]
    names = [x509.OtherName(x509.ObjectIdentifier(oid), asn1.encode_der(text)) for oid, text in fields]
    twice = replace(PROFILES[SIGN], extra=((x509.SubjectAlternativeName(names), False),))
    assert code(verify(card(fields={}, profile=twice))) == "unreadable"
