"""A revocation list counts only when it is fresh, signed by the issuing generation and about this certificate."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from ikkan.ports.jpki.certificate import CardCertificate, read_certificate
from ikkan.ports.jpki.crl import CrlRevocation, FolderSource, UrlSource
from ikkan.ports.jpki.practice_ca import PROFILES, PracticeCa, PracticeCard, drawn_key, make_generation
from ikkan.ports.jpki.revocation import Good, Revoked, Status, Unknown
from ikkan.ports.jpki.tests.cast import NOW, SIGN, card, code, new_ca, old_ca, verify

DAY = timedelta(days=1)
MOVED = x509.ReasonFlags.affiliation_changed


class Lists:
    """Lists in memory."""

    def __init__(self, *lists: bytes) -> None:
        self.lists = lists

    def read(self, at: datetime) -> Sequence[bytes]:
        return self.lists


def read(one: PracticeCard) -> CardCertificate:
    found = read_certificate(one.certificate)
    assert isinstance(found, CardCertificate)
    return found


def ask(*lists: bytes, one: PracticeCard | None = None, of: PracticeCa | None = None, at: datetime = NOW) -> Status:
    return CrlRevocation(Lists(*lists)).status(read(one or card()), (of or new_ca()).generation, at)


def why(status: Status) -> str:
    assert isinstance(status, Unknown)
    return status.why


def test_a_fresh_list_without_the_serial_is_good() -> None:
    assert ask(new_ca().revocation_list(NOW - DAY)) == Good("crl", NOW - DAY)


def test_a_serial_on_the_list_is_revoked_with_moment_and_reason() -> None:
    crl = new_ca().revocation_list(NOW - DAY, [(0x1001, NOW - 3 * DAY, MOVED)])
    assert ask(crl) == Revoked(NOW - 3 * DAY, "affiliationChanged")
    assert code(verify(card(), revocation=CrlRevocation(Lists(crl)))) == "revoked"
    assert ask(crl, one=card(serial=0x1002)) == Good("crl", NOW - DAY)


def test_the_newest_of_several_lists_counts() -> None:
    older = new_ca().revocation_list(NOW - 2 * DAY)
    newer = new_ca().revocation_list(NOW - DAY, [(0x1001, NOW - DAY, MOVED)])
    assert isinstance(ask(older, newer), Revoked)
    assert isinstance(ask(newer, older), Revoked)


def test_a_stale_list_leaves_the_state_unknown() -> None:
    crl = new_ca().revocation_list(NOW - 8 * DAY, lasts=7 * DAY)
    assert "stale" in why(ask(crl))
    assert code(verify(card(), revocation=CrlRevocation(Lists(crl)))) == "revocation_unknown"


def test_a_list_from_the_future_leaves_the_state_unknown() -> None:
    assert "future" in why(ask(new_ca().revocation_list(NOW + DAY)))


def test_a_list_signed_by_another_leaves_the_state_unknown() -> None:
    impostor = make_generation(SIGN, drawn_key(), NOW - 1000 * DAY)
    assert "not signed" in why(ask(impostor.revocation_list(NOW - DAY)))


def test_the_other_generations_list_says_nothing() -> None:
    theirs = new_ca().revocation_list(NOW - DAY)
    assert "not signed" in why(ask(theirs, one=card(old_ca()), of=old_ca()))
    own = old_ca().revocation_list(NOW - DAY)
    assert isinstance(ask(theirs, own, one=card(old_ca()), of=old_ca()), Good)


def test_a_changed_list_leaves_the_state_unknown() -> None:
    crl = new_ca().revocation_list(NOW - DAY, [(0x1001, NOW - DAY, MOVED)])
    changed = crl.replace(b"\x02\x02\x10\x01", b"\x02\x02\x10\x09")
    assert changed != crl
    assert isinstance(ask(changed), Unknown)


@pytest.mark.parametrize("garbage", [b"", b"garbage", b"0\x82\xff\xff"])
def test_garbage_leaves_the_state_unknown(garbage: bytes) -> None:
    assert isinstance(ask(garbage), Unknown)
    assert isinstance(ask(garbage, new_ca().revocation_list(NOW - DAY)), Good)


def test_a_list_split_by_municipality_counts_only_for_its_own() -> None:
    def point(name: str) -> x509.DistributionPoint:
        return x509.DistributionPoint(
            [x509.UniformResourceIdentifier(f"http://crl.example.jp/{name}")], None, None, None
        )

    shape = PROFILES[SIGN]
    mine = (x509.CRLDistributionPoints([point("yaizu")]), False)
    one = card(profile=replace(shape, extra=(mine,)))
    lists = {
        name: new_ca().revocation_list(NOW - DAY, extra=[(split(point(name)), True)]) for name in ("yaizu", "mito")
    }
    assert isinstance(ask(lists["yaizu"], one=one), Good)
    assert "other certificates" in why(ask(lists["mito"], one=one))
    assert "other certificates" in why(ask(lists["yaizu"]))


def split(point: x509.DistributionPoint) -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(
        full_name=point.full_name,
        relative_name=None,
        only_contains_user_certs=True,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )


def test_a_difference_list_alone_is_not_enough() -> None:
    delta = new_ca().revocation_list(NOW - DAY, extra=[(x509.DeltaCRLIndicator(1), True)])
    assert isinstance(ask(delta), Unknown)


def test_an_empty_or_missing_folder_leaves_the_state_unknown(tmp_path: Path) -> None:
    service = CrlRevocation(FolderSource(tmp_path / "nowhere"))
    assert isinstance(service.status(read(card()), new_ca().generation, NOW), Unknown)
    assert not service.check_config().is_ok


def test_an_address_is_fetched_once_in_ten_minutes_and_its_failure_is_unknown() -> None:
    asked: list[str] = []
    answers = iter([httpx.Response(200, content=new_ca().revocation_list(NOW - DAY)), httpx.Response(503)])

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return next(answers)

    source = UrlSource(["http://crl.example.jp/sign"], httpx.Client(transport=httpx.MockTransport(answer)))
    service = CrlRevocation(source)
    states = [service.status(read(card()), new_ca().generation, NOW + timedelta(minutes=m)) for m in (0, 9, 11)]
    assert [type(state) for state in states] == [Good, Good, Unknown]
    assert len(asked) == 2


def test_a_hanging_service_is_unknown() -> None:
    def hang(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("no bytes", request=request)

    source = UrlSource(["http://crl.example.jp/sign"], httpx.Client(transport=httpx.MockTransport(hang)))
    assert "cannot be had" in why(CrlRevocation(source).status(read(card()), new_ca().generation, NOW))
