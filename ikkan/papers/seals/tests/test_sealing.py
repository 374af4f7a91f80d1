"""A sealed paper is the town's; a changed byte, an addition or another's key is not."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdfium2 import PdfDocument

from ikkan.papers.seals.checking import SealState, check_seal
from ikkan.papers.seals.keys import KeyState, SealKey, UnfitKeyError
from ikkan.papers.seals.sealing import UnfitPaperError, seal_pdf
from ikkan.papers.seals.tests.keys_of_a_town import NOW, new_key, plain_pdf


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SealKey:
    return new_key(tmp_path_factory)


@pytest.fixture(scope="module")
def sealed(key: SealKey) -> bytes:
    return seal_pdf(plain_pdf(), key, reason="発行した写しであることの証明", at=NOW)


def test_a_sealed_paper_is_good(key: SealKey, sealed: bytes) -> None:
    verdict = check_seal(sealed, [key.published])
    assert verdict.is_good
    assert verdict.key == key.published
    assert verdict.at == NOW
    assert key.published.is_test


def test_the_pages_stay_as_they_were(sealed: bytes) -> None:
    assert sealed.startswith(plain_pdf())
    assert len(PdfDocument(io.BytesIO(sealed))) == len(PdfDocument(io.BytesIO(plain_pdf())))


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.84])
def test_a_changed_byte_is_found(key: SealKey, sealed: bytes, share: float) -> None:
    place = int(len(plain_pdf()) * share)
    changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    assert not check_seal(changed, [key.published]).is_good


def test_something_added_after_the_seal_is_found(key: SealKey, sealed: bytes) -> None:
    verdict = check_seal(sealed + b"\n% more\n", [key.published])
    assert verdict.state in {SealState.CHANGED, SealState.UNREADABLE}


def test_a_second_seal_over_the_first_is_not_taken(
    key: SealKey, sealed: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = new_key(tmp_path_factory)
    with pytest.raises(UnfitPaperError, match="once"):
        seal_pdf(sealed, other, reason="別の証明", at=NOW)
    with pytest.raises(UnfitPaperError, match="cannot be sealed"):
        seal_pdf(b"no paper", other, reason="別の証明", at=NOW)
    assert check_seal(sealed, [key.published, other.published]).is_good


def test_a_key_that_the_town_did_not_publish_counts_for_nothing(
    key: SealKey, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = new_key(tmp_path_factory)
    forged = seal_pdf(plain_pdf(), other, reason="偽", at=NOW)
    assert check_seal(forged, [key.published]).state is SealState.UNKNOWN_KEY
    assert check_seal(forged, []).state is SealState.UNKNOWN_KEY


def test_a_revoked_key_counts_for_nothing_whatever_time_the_seal_names(key: SealKey, sealed: bytes) -> None:
    revoked = replace(key.published, state=KeyState.REVOKED, ended_at=NOW + timedelta(days=9), why="盗まれた")
    assert check_seal(sealed, [revoked]).state is SealState.KEY_REVOKED


def test_what_a_retired_key_sealed_before_stays_good(key: SealKey, sealed: bytes) -> None:
    later = replace(key.published, state=KeyState.RETIRED, ended_at=NOW + timedelta(days=9))
    earlier = replace(key.published, state=KeyState.RETIRED, ended_at=NOW - timedelta(days=9))
    assert check_seal(sealed, [later]).is_good
    assert check_seal(sealed, [earlier]).state is SealState.OUT_OF_TERM


def test_a_key_out_of_its_term_seals_nothing(key: SealKey) -> None:
    for at in (NOW - timedelta(days=1), NOW + timedelta(days=401)):
        with pytest.raises(UnfitKeyError, match="ikkan keys"):
            seal_pdf(plain_pdf(), key, reason="証明", at=at)


@pytest.mark.parametrize("given", [b"", b"%PDF-1.7\n", b"not a paper", b"\x00" * 5000])
def test_what_is_no_pdf_is_unreadable(key: SealKey, given: bytes) -> None:
    assert check_seal(given, [key.published]).state is SealState.UNREADABLE


def test_a_paper_without_a_seal_says_so(key: SealKey) -> None:
    assert check_seal(plain_pdf(), [key.published]).state is SealState.UNSEALED
