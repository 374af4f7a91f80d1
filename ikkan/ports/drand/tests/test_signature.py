"""Signatures of drand rounds, by rounds that the networks really published; without the library nothing is claimed."""

import pytest

from ikkan.kernel.json_value import JsonObject
from ikkan.ports.drand import signature
from ikkan.ports.drand.fake import PUBLIC_KEY, SCHEME, beacon
from ikkan.ports.drand.signature import CHAINED, QUICKNET, Signed, check_signature

# both rounds: README of drand-verify 0.2.1 (github.com/mcdcam/python-drand-verify); keys: docs.drand.love
QUICKNET_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc2"
    "2b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
OF_QUICKNET: JsonObject = {
    "round": 657413,
    "signature": "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
}
DEFAULT_KEY = "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31"
OF_DEFAULT: JsonObject = {
    "round": 3311596,
    "previous_signature": (
        "8ed588f2a7716fb1349e2d9803da5db0005e98a83783c353d4a08f183236a9ad91d70ddb01266f4b7c576983db464b43"
        "0e65680b9e0098552758afd6c1e6afcb77e3f62fe1b93d42d1cb63abbb2205512fe12fbf74ea9c5ac3b8f5c1e283a1d8"
    ),
    "signature": (
        "a696b9409ababce45749c3a4ec369074453dd4a79967734e1390d969c8ad8d98897d217b9121e92c8ddebbddda8d92f9"
        "00e3bd6bf9deb166863b1a19390d743f82774001487594c5c09e581db7365f02b70a2c8cc41ce32446ef08e4890c4754"
    ),
}


def test_published_rounds_are_verified() -> None:
    assert check_signature(OF_QUICKNET, scheme=QUICKNET, public_key=QUICKNET_KEY) is Signed.VERIFIED
    assert check_signature(OF_DEFAULT, scheme=CHAINED, public_key=DEFAULT_KEY) is Signed.VERIFIED


@pytest.mark.parametrize(
    "changed",
    [
        {"round": 657414},
        {"signature": str(OF_QUICKNET["signature"])[:-2] + "7a"},
        {"signature": "c0" + "00" * 47},
        {"signature": "00"},
        {"signature": "zz"},
        {"round": -1},
    ],
)
def test_anything_else_is_wrong(changed: JsonObject) -> None:
    assert check_signature({**OF_QUICKNET, **changed}, scheme=QUICKNET, public_key=QUICKNET_KEY) is Signed.WRONG


def test_another_key_or_another_link_is_wrong() -> None:
    assert check_signature(OF_QUICKNET, scheme=QUICKNET, public_key="c0" + "00" * 95) is Signed.WRONG
    before = str(OF_DEFAULT["signature"])
    cut = {**OF_DEFAULT, "previous_signature": before}
    assert check_signature(cut, scheme=CHAINED, public_key=DEFAULT_KEY) is Signed.WRONG


def test_without_the_library_nothing_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature, "find_spec", lambda name: None)
    assert check_signature(OF_QUICKNET, scheme=QUICKNET, public_key=QUICKNET_KEY) is Signed.UNCONFIRMED


def test_the_practice_chain_is_never_verified() -> None:
    assert check_signature(beacon(7), scheme=SCHEME, public_key=PUBLIC_KEY) is Signed.UNCONFIRMED
