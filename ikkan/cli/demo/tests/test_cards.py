"""A card of the demo signs, and the town finds the resident whose four items it shows."""

import pytest
from django.utils import timezone
from pytest_django import Settings

from ikkan.cli.demo.cards import FAULTS_SHOWN, give_cards
from ikkan.cli.demo.tests.conftest import AS_OF, START
from ikkan.cli.demo.town import Town, open_town
from ikkan.cli.practice_cards import make_missing_cards
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.people.models import NationalSignIn
from ikkan.ports.auth_app.fake.persons import Person
from ikkan.ports.auth_app.port import fake_provider
from ikkan.ports.jpki.certificate import CertificateKind, read_certificate
from ikkan.ports.jpki.practice_folder import read_card
from ikkan.ports.jpki.signature import Verified
from ikkan.ports.jpki.town import Jpki, practice_folder
from ikkan.procedures.certificate import register, signing
from ikkan.registers.card_serials import SerialKey, resident_of_serial

pytestmark = pytest.mark.django_db
WORDS = "住民票の写しを1通ください".encode()
READER = Reader(who="", why="試験", ground="試験")


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.IKKAN_DEMO = settings.IKKAN_JPKI_TEST = True
    settings.IKKAN_PRODUCTION = False
    settings.IKKAN_AUTH_APP_ISSUER = settings.IKKAN_JPKI_OCSP = settings.IKKAN_JPKI_CRL = ""
    settings.IKKAN_JPKI_TRUST = str(practice_folder() / "trust")


@pytest.fixture
def town() -> Town:
    made = open_town(population=300, april=START, as_of=AS_OF, seed=1)
    first, *_, last = made.people.residents
    give_cards(made.people, first.number, {last.number: ""}, now=timezone.now())
    return made


def judged(holder: str) -> tuple[Verified | Refused, bytes]:
    card = read_card(practice_folder(), holder)
    return signing.verify(WORDS, card.sign(WORDS), card.certificate, now=timezone.now()), card.certificate


def signer(certificate: bytes, issuer: str) -> str:
    read = read_certificate(certificate)
    assert not isinstance(read, Refused)
    key = SerialKey(read.serial, issuer, CertificateKind.SIGN)
    return resident_of_serial(key, reader=READER, now=timezone.now()) or ""


def differs(certificate: bytes, issuer: str) -> tuple[str, ...]:
    record = register.person(signer(certificate, issuer), reader=READER, now=timezone.now())
    assert record is not None
    return signing.differences(certificate, record)


def shown(fault: str) -> Person:
    return next(one for one in fake_provider().persons if one.fault == fault)


def test_every_card_in_order_is_good_and_shows_the_items_of_its_resident(town: Town) -> None:
    for number in (town.people.residents[0].number, town.people.residents[-1].number):
        answer, certificate = judged(number)
        assert isinstance(answer, Verified), answer
        assert differs(certificate, answer.issuer.key) == ()
        assert signer(certificate, answer.issuer.key) == number


def test_each_visitor_enters_by_card_as_the_resident_that_it_belongs_to(town: Town) -> None:
    provider = fake_provider()
    assert [one.fault for one in provider.persons] == ["", *FAULTS_SHOWN]
    for one in provider.persons:
        link = NationalSignIn.objects.get(subject=provider.subject_of(one))
        assert link.account.resident_number == one.id
    assert provider.person(town.people.residents[-1].number) is None


@pytest.mark.parametrize(("fault", "code"), [("revoked", "revoked"), ("expired", "expired")])
def test_a_card_with_a_fault_is_refused_for_it(town: Town, fault: str, code: str) -> None:
    answer, _ = judged(shown(fault).id)
    assert isinstance(answer, Refused)
    assert answer.code == code


def test_a_card_of_an_earlier_address_is_good_and_differs(town: Town) -> None:
    answer, certificate = judged(shown("address").id)
    assert isinstance(answer, Verified)
    assert differs(certificate, answer.issuer.key) == ("address",)


def test_the_doctor_tells_that_all_of_it_is_practice(town: Town) -> None:
    health = Jpki().check_config()
    assert (health.is_real, health.is_ok) == (False, True)


def test_an_instance_without_a_town_gets_cards_for_the_shipped_people_once() -> None:
    make_missing_cards(timezone.now())
    before = (practice_folder() / "cards" / "hanako-sign.cer").read_bytes()
    make_missing_cards(timezone.now())
    assert (practice_folder() / "cards" / "hanako-sign.cer").read_bytes() == before
    answer, _ = judged("hanako")
    assert isinstance(answer, Verified)


def test_production_gets_no_practice_cards(settings: Settings) -> None:
    settings.IKKAN_PRODUCTION = True
    make_missing_cards(timezone.now())
    assert not practice_folder().exists()
