"""The town's settings decide whom it trusts, and production never trusts practice."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.checks import run_checks

from ikkan.ports.jpki.certificate import Environment, read_certificate
from ikkan.ports.jpki.crl import CrlRevocation
from ikkan.ports.jpki.ocsp import OcspRevocation
from ikkan.ports.jpki.practice_revocation import PracticeRevocation
from ikkan.ports.jpki.revocation import NoRevocation
from ikkan.ports.jpki.tests.cast import NOW, card, code, new_ca, verify
from ikkan.ports.jpki.town import Jpki, environment, revocation_of_town, trust_of_town


@pytest.fixture(autouse=True)
def town(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    (tmp_path / "ca.pem").write_bytes(new_ca().generation.parsed.public_bytes(Encoding.PEM))
    settings.IKKAN_HOME = tmp_path
    settings.IKKAN_JPKI_TRUST = str(tmp_path)
    settings.IKKAN_JPKI_TEST = True
    settings.IKKAN_JPKI_CRL = settings.IKKAN_JPKI_OCSP = ""
    settings.IKKAN_PRODUCTION = False
    return tmp_path


def test_a_test_town_accepts_practice_cards() -> None:
    assert code(verify(card(), believes=trust_of_town(), revocation=revocation_of_town())) == "verified"
    health = Jpki().check_config()
    assert (health.is_real, health.is_ok) == (False, True)


def test_production_refuses_the_practice_authority_whatever_the_test_setting_says(settings) -> None:  # type: ignore[no-untyped-def]
    settings.IKKAN_PRODUCTION = True
    assert environment() is Environment.PRODUCTION
    assert trust_of_town().generations == ()
    assert isinstance(revocation_of_town(), NoRevocation)
    assert code(verify(card(), believes=trust_of_town(), revocation=revocation_of_town())) == "wrong_policy"
    assert "ikkan.E015" in [fault.id for fault in run_checks(tags=["security"], include_deployment_checks=False)]


def test_the_practice_service_vouches_for_no_authority_without_the_mark(tmp_path: Path) -> None:
    unmarked = replace(new_ca().generation, is_test=False)
    certificate = read_certificate(card().certificate)
    state = PracticeRevocation(tmp_path).status(certificate, unmarked, NOW)  # type: ignore[arg-type]
    assert "TEST" in state.why  # type: ignore[union-attr]


def test_settings_choose_the_service(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.IKKAN_JPKI_CRL = str(tmp_path)
    assert isinstance(revocation_of_town(), CrlRevocation)
    assert revocation_of_town() is revocation_of_town()
    settings.IKKAN_JPKI_OCSP = "http://ocsp.example.jp/"
    assert isinstance(revocation_of_town(), OcspRevocation)


def test_the_doctor_says_what_is_wrong(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.IKKAN_JPKI_TEST = False
    assert "使っていません" in Jpki().check_config().said
    (tmp_path / "other.pem").write_bytes(b"garbage")
    health = Jpki().check_config()
    assert not health.is_ok
    assert "other.pem" in health.said
