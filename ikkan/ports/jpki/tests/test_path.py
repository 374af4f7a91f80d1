"""Only certificates of trusted authorities, for this use and at this moment, pass; each fault has its own code."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ObjectIdentifier

from ikkan.ports.jpki.certificate import Environment
from ikkan.ports.jpki.practice_ca import PROFILES, drawn_key, make_generation
from ikkan.ports.jpki.signature import Verified
from ikkan.ports.jpki.tests.cast import (
    AUTH,
    HANAKO,
    ISSUED,
    NOW,
    SIGN,
    authorities,
    card,
    code,
    new_ca,
    old_ca,
    trust,
    verify,
)
from ikkan.ports.jpki.trust import Trust, UnfitTrustError, read_trust

DAY = timedelta(days=1)
SHAPE = PROFILES[SIGN]
REAL_POLICY = "1.2.392.200149.8.5.1.1.20"


@pytest.mark.parametrize("ca", [old_ca, new_ca])
def test_two_generations_are_live_at_once(ca) -> None:  # type: ignore[no-untyped-def]
    answer = verify(card(ca()))
    assert isinstance(answer, Verified)
    assert answer.issuer.key == ca().generation.key


def test_an_authority_of_the_same_name_but_another_key_is_not_trusted() -> None:
    impostor = make_generation(SIGN, drawn_key(), NOW - 1000 * DAY)
    assert impostor.generation.parsed.subject == new_ca().generation.parsed.subject
    assert code(verify(card(impostor))) == "wrong_ca"


def test_a_generation_that_is_not_in_the_folder_is_not_trusted() -> None:
    assert code(verify(card(new_ca()), believes=trust(of=(old_ca(),)))) == "wrong_ca"


def test_the_auth_authority_cannot_issue_sign_certificates() -> None:
    forged = new_ca(AUTH).issue(drawn_key(), 7, ISSUED, profile=SHAPE, items=HANAKO)
    assert code(verify(forged)) == "wrong_ca"


def test_a_changed_certificate_is_told_from_a_strangers() -> None:
    one = card()
    changed = one.certificate.replace("花子".encode(), "桜子".encode())
    assert changed != one.certificate
    assert code(verify(replace(one, certificate=changed))) == "altered_certificate"


@pytest.mark.parametrize("policy", ["1.2.392.200149.8.5.1.1.21", "2.5.29.32.0", "1.2.840.113549.1.1.11"])
def test_a_foreign_policy_is_refused(policy: str) -> None:
    assert code(verify(card(profile=replace(SHAPE, policies=(policy,))))) == "wrong_policy"


def test_a_certificate_of_two_policies_is_refused() -> None:
    both = (*SHAPE.policies, REAL_POLICY)
    assert code(verify(card(profile=replace(SHAPE, policies=both)))) == "wrong_policy"


def test_production_refuses_the_test_policy_and_the_test_authority() -> None:
    real = Environment.PRODUCTION
    assert code(verify(card(), believes=trust(real))) == "wrong_policy"
    with_real_policy = card(profile=replace(SHAPE, policies=(REAL_POLICY,)))
    assert code(verify(with_real_policy)) == "wrong_policy"
    assert code(verify(with_real_policy, believes=Trust((), real))) == "wrong_ca"


def test_the_folder_gives_production_no_authority_marked_test(tmp_path: Path) -> None:
    (tmp_path / "practice.pem").write_bytes(new_ca().generation.parsed.public_bytes(Encoding.PEM))
    unmarked = make_generation(SIGN, drawn_key(), NOW - 1000 * DAY, is_marked=False)
    (tmp_path / "real.cer").write_bytes(unmarked.generation.parsed.public_bytes(Encoding.DER))
    in_production = read_trust(tmp_path, Environment.PRODUCTION)
    assert [one.key for one in in_production.generations] == [unmarked.generation.key]
    assert len(read_trust(tmp_path, Environment.TEST).generations) == 2


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_a_folder_with_garbage_trusts_nobody(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ca.pem").write_bytes(content)
    with pytest.raises(UnfitTrustError, match=r"ca\.pem"):
        read_trust(tmp_path, Environment.TEST)


def test_a_persons_certificate_is_no_authority(tmp_path: Path) -> None:
    (tmp_path / "ca.cer").write_bytes(card().certificate)
    with pytest.raises(UnfitTrustError, match="self-signed"):
        read_trust(tmp_path, Environment.TEST)


def test_a_test_town_refuses_real_certificates() -> None:
    unmarked = make_generation(SIGN, drawn_key(), NOW - 1000 * DAY, is_marked=False)
    real = card(unmarked, profile=replace(SHAPE, policies=(REAL_POLICY,)))
    assert code(verify(real, believes=trust(of=(unmarked,)))) == "wrong_policy"
    assert code(verify(real, believes=trust(Environment.PRODUCTION, of=(unmarked,)))) == "verified"


def test_validity_is_judged_at_the_moment() -> None:
    one = card(begins=NOW - DAY, lasts=2 * DAY)
    moments = {NOW - 2 * DAY: "not_yet_valid", NOW - DAY: "verified", NOW + DAY: "verified", NOW + 2 * DAY: "expired"}
    assert {at: code(verify(one, at=at)) for at in moments} == moments


def test_a_generation_ends_by_its_own_validity() -> None:
    short = make_generation(SIGN, drawn_key(), NOW - 500 * DAY, lasts=499 * DAY)
    assert code(verify(card(short), believes=trust(of=(short,)))) == "ca_not_in_force"


def test_an_auth_certificate_signs_no_request() -> None:
    one = card(new_ca(AUTH))
    assert code(verify(one)) == "wrong_usage"
    answer = verify(one, wanted=AUTH)
    assert isinstance(answer, Verified)
    assert answer.certificate.items is None


def test_a_sign_certificate_does_not_sign_in() -> None:
    assert code(verify(card(), wanted=AUTH)) == "wrong_usage"


@pytest.mark.parametrize("wrong", [{"signs_documents": False}, {"is_authority": True}])
def test_key_usage_and_constraints_must_be_those_of_a_person(wrong: dict[str, bool]) -> None:
    assert code(verify(card(profile=replace(SHAPE, **wrong)))) == "wrong_usage"  # type: ignore[arg-type]


def test_an_unknown_critical_extension_is_refused_and_an_uncritical_one_is_not() -> None:
    unknown = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    assert code(verify(card(profile=replace(SHAPE, extra=((unknown, True),))))) == "unknown_extension"
    assert code(verify(card(profile=replace(SHAPE, extra=((unknown, False),))))) == "verified"


def test_only_rsa_2048_with_sha_256_is_known() -> None:
    assert code(verify(card(profile=replace(SHAPE, hash=hashes.SHA384)))) == "wrong_algorithm"
    long_key = rsa.generate_private_key(public_exponent=65_537, key_size=3072)
    assert code(verify(new_ca().issue(long_key, 9, ISSUED, HANAKO))) == "wrong_algorithm"


def test_the_issuer_is_one_of_the_four() -> None:
    keys = {ca.generation.key for pair in authorities().values() for ca in pair}
    assert len(keys) == 4
