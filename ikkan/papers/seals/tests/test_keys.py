"""Keys are made and ended in order, lie where only their owner reads, and are published without their private half."""

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ikkan.papers.seals.keys import (
    KeyState,
    UnfitKeyError,
    add_key,
    current_key,
    days_left,
    end_key,
    make_practice_key,
    published_keys,
    published_list,
    read_published_list,
)
from ikkan.papers.seals.tests.keys_of_a_town import NOW


def test_only_the_owner_reads_a_key(tmp_path: Path) -> None:
    make_practice_key(tmp_path / "keys", town="見本市", now=NOW, days=30)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_the_published_list_holds_no_private_half_and_reads_back(tmp_path: Path) -> None:
    make_practice_key(tmp_path, town="見本市", now=NOW, days=30)
    text = json.dumps(published_list(published_keys(tmp_path)))
    assert "PRIVATE" not in text
    assert read_published_list(text) == published_keys(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format":"ikkan-keys-1","keys":[{}]}', '{"format":"x","keys":[]}'])
def test_what_is_no_key_list_is_refused(text: str) -> None:
    with pytest.raises(UnfitKeyError, match="Fetch the town's key list again"):
        read_published_list(text)


def test_the_newest_key_that_counts_seals(tmp_path: Path) -> None:
    old = make_practice_key(tmp_path, town="見本市", now=NOW - timedelta(days=20), days=30)
    new = make_practice_key(tmp_path, town="見本市", now=NOW - timedelta(days=1), days=30)
    found = [current_key(tmp_path, at) for at in (NOW - timedelta(days=2), NOW, NOW + timedelta(days=40))]
    assert [key and key.published.name for key in found] == [old.name, new.name, None]


def test_an_ended_key_loses_its_private_half(tmp_path: Path) -> None:
    made = make_practice_key(tmp_path, town="見本市", now=NOW, days=30)
    assert end_key(tmp_path, made.name, KeyState.RETIRED, now=NOW).state is KeyState.RETIRED
    assert not list(tmp_path.glob("*.key.pem"))
    assert current_key(tmp_path, NOW) is None
    revoked = end_key(tmp_path, made.name, KeyState.REVOKED, now=NOW, why="盗まれた")
    again = end_key(tmp_path, made.name, KeyState.RETIRED, now=NOW + timedelta(days=1))
    assert again == revoked
    assert published_keys(tmp_path) == (revoked,)


def test_a_revocation_needs_its_reason(tmp_path: Path) -> None:
    made = make_practice_key(tmp_path, town="見本市", now=NOW, days=30)
    with pytest.raises(UnfitKeyError, match="needs its reason"):
        end_key(tmp_path, made.name, KeyState.REVOKED, now=NOW, why=" ")
    with pytest.raises(UnfitKeyError, match="no key"):
        end_key(tmp_path, "0000", KeyState.RETIRED, now=NOW)


def test_a_key_from_an_authority_comes_in_with_its_own_certificate_only(tmp_path: Path) -> None:
    made = make_practice_key(tmp_path / "a", town="見本市", now=NOW, days=30)
    private = next((tmp_path / "a").glob("*.key.pem")).read_bytes()
    certificate = made.certificate.public_bytes(serialization.Encoding.PEM)
    assert add_key(tmp_path / "b", private_pem=private, certificate_pem=certificate) == made
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(UnfitKeyError, match="another key's"):
        add_key(tmp_path / "c", private_pem=other, certificate_pem=certificate)
    with pytest.raises(UnfitKeyError, match="cannot be read"):
        add_key(tmp_path / "c", private_pem=b"no", certificate_pem=certificate)


def test_days_left_are_counted(tmp_path: Path) -> None:
    made = make_practice_key(tmp_path, town="見本市", now=NOW, days=30)
    assert [days_left(made, NOW + timedelta(days=days)) for days in (0, 29, 31)] == [30, 1, -1]
