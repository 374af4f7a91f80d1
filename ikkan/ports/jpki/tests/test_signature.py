"""A signature counts only over the very bytes, and only when revocation was answered; garbage never raises."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ikkan.kernel.outcome import Refused
from ikkan.ports.jpki.certificate import Carrier, read_certificate
from ikkan.ports.jpki.practice_ca import PracticeCard, drawn_key
from ikkan.ports.jpki.practice_revocation import PracticeRevocation
from ikkan.ports.jpki.revocation import NoRevocation
from ikkan.ports.jpki.signature import Verified
from ikkan.ports.jpki.tests.cast import CONTENT, HANAKO, NOW, card, code, new_ca, verify


def test_a_good_signature_carries_what_was_checked_and_no_serial() -> None:
    one = card(serial=0xABCDEF)
    answer = verify(one)
    assert isinstance(answer, Verified)
    assert (answer.certificate.items, answer.certificate.serial) == (HANAKO, 0xABCDEF)
    record = answer.as_record()
    assert record["checked"] == ["issuer", "policy", "usage", "validity", "signature", "revocation"]
    assert record["at"] == NOW.isoformat()
    said = str(record)
    assert not [trace for trace in (HANAKO.name, HANAKO.address, "abcdef", str(0xABCDEF)) if trace in said.lower()]


def test_other_bytes_are_refused() -> None:
    assert code(verify(card(), content=CONTENT + b" ")) == "broken_signature"


def test_another_persons_signature_is_refused() -> None:
    other = PracticeCard(card().certificate, drawn_key())
    assert code(verify(other)) == "broken_signature"


@pytest.mark.parametrize("signature", [b"", b"\0" * 256, b"\xff" * 256, b"x" * 10_000_000])
def test_garbage_for_a_signature_is_refused(signature: bytes) -> None:
    assert code(verify(card(), signature=signature)) == "broken_signature"


@pytest.mark.parametrize("certificate", [b"", b"\0", b"0\x82\xff\xff", b"{}", b"0" * 50_000_000])
def test_garbage_for_a_certificate_is_refused(certificate: bytes) -> None:
    assert code(verify(replace(card(), certificate=certificate), signature=b"")) == "unreadable"


def test_a_certificate_with_any_byte_changed_is_refused_and_raises_nothing() -> None:
    one = card()
    # chance is wanted to fall the same way each time
    chance = random.Random(7)  # noqa: S311
    for _ in range(1000):
        changed = bytearray(one.certificate)
        changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
        assert code(verify(replace(one, certificate=bytes(changed)), signature=one.sign(CONTENT))) != "verified"


def test_a_cut_certificate_is_refused() -> None:
    one = card()
    for length in range(0, len(one.certificate), 7):
        assert isinstance(read_certificate(one.certificate[:length]), Refused)
    assert isinstance(read_certificate(one.certificate + b"\0"), Refused)


def test_revoked_is_refused(tmp_path: Path) -> None:
    service = PracticeRevocation(tmp_path)
    one = card()
    answer = verify(one, revocation=service)
    assert isinstance(answer, Verified)
    service.revoke(answer.certificate, answer.issuer, when=NOW - timedelta(days=1), reason="affiliationChanged")
    assert code(verify(one, revocation=service)) == "revoked"
    assert code(verify(card(serial=0x1002), revocation=service)) == "verified"


def test_an_unreachable_service_is_never_a_yes_and_the_request_is_kept(tmp_path: Path) -> None:
    service = PracticeRevocation(tmp_path)
    service.cut_off()
    answer = verify(card(), revocation=service)
    assert isinstance(answer, Refused)
    assert answer.code == "revocation_unknown"
    assert "預かって" in answer.ja
    assert "kept" in answer.en
    service.reconnect()
    assert code(verify(card(), revocation=service)) == "verified"


def test_a_town_without_a_service_accepts_nothing() -> None:
    assert code(verify(card(), revocation=NoRevocation())) == "revocation_unknown"


def test_an_answer_that_is_no_state_is_not_a_yes() -> None:
    class Odd(NoRevocation):
        def status(self, certificate, issuer, at):  # type: ignore[no-untyped-def]
            return None

    assert code(verify(card(), revocation=Odd())) == "revocation_unknown"


def test_revocation_is_not_asked_about_a_broken_signature() -> None:
    class Loud(NoRevocation):
        def status(self, certificate, issuer, at):  # type: ignore[no-untyped-def]
            raise AssertionError("serials are not given away without need")

    assert code(verify(card(), content=b"other", revocation=Loud())) == "broken_signature"


def test_card_and_phone_are_told_by_the_token() -> None:
    certificate = card().certificate
    for token, carrier in ((b"JPKIAPICCTOKEN\0\0", Carrier.CARD), (b"JPKIAPGPSETOKEN", Carrier.PHONE), (b"?", "")):
        read = read_certificate(certificate, token=token)
        assert not isinstance(read, Refused)
        assert read.carrier == carrier


def test_a_moment_without_time_zone_is_a_fault() -> None:
    with pytest.raises(ValueError, match="time zone"):
        # the fault under test is the missing zone
        verify(card(new_ca()), at=datetime(2026, 11, 23))  # noqa: DTZ001
