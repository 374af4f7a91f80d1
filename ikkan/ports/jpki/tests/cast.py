"""The practice authorities and people that the tests of this port share."""

from datetime import UTC, datetime, timedelta
from functools import cache

from ikkan.kernel.input_partial_dates import PartialDate
from ikkan.kernel.outcome import Refused
from ikkan.ports.jpki.certificate import CertificateKind, Environment
from ikkan.ports.jpki.items import CertificateBirth, FourItems, Sex
from ikkan.ports.jpki.practice_ca import PracticeCa, PracticeCard, drawn_key, make_authorities
from ikkan.ports.jpki.revocation import Good, Revocation, Status
from ikkan.ports.jpki.signature import Verified, verify_signature
from ikkan.ports.jpki.trust import Generation, Trust

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ISSUED = NOW - timedelta(days=400)
CONTENT = "住民票の写しを1通ください".encode()
SIGN, AUTH = CertificateKind.SIGN, CertificateKind.AUTH
HANAKO = FourItems(
    name="髙橋　花子",
    sex=Sex.FEMALE,
    birth=CertificateBirth(4, PartialDate(1992, 5, 3)),
    address="静岡県焼津市焼津１丁目２－３",
)


@cache
def authorities() -> dict[CertificateKind, tuple[PracticeCa, PracticeCa]]:
    return make_authorities(NOW, drawn_key)


@cache
def card_key(number: int = 0):  # type: ignore[no-untyped-def]
    del number
    return drawn_key()


def old_ca(kind: CertificateKind = SIGN) -> PracticeCa:
    return authorities()[kind][0]


def new_ca(kind: CertificateKind = SIGN) -> PracticeCa:
    return authorities()[kind][1]


def card(ca: PracticeCa | None = None, serial: int = 0x1001, **shape: object) -> PracticeCard:
    ca = ca or new_ca()
    items = HANAKO if ca.generation.kind is SIGN else None
    return ca.issue(card_key(), serial, **{"begins": ISSUED, "items": items, **shape})  # type: ignore[arg-type]


def trust(environment: Environment = Environment.TEST, *, of: tuple[PracticeCa, ...] = ()) -> Trust:
    known = of or tuple(ca for pair in authorities().values() for ca in pair)
    return Trust(tuple(ca.generation for ca in known), environment)


class NeverRevoked:
    """Says good of everything: for tests of what comes before revocation."""

    def status(self, certificate: object, issuer: Generation, at: datetime) -> Status:
        return Good("test", at)

    def check_config(self):  # type: ignore[no-untyped-def]
        raise AssertionError("not asked in tests")


def verify(
    one: PracticeCard,
    *,
    signature: bytes | None = None,
    content: bytes = CONTENT,
    at: datetime = NOW,
    believes: Trust | None = None,
    revocation: Revocation | None = None,
    wanted: CertificateKind = SIGN,
) -> Verified | Refused:
    return verify_signature(
        content,
        one.sign(CONTENT) if signature is None else signature,
        one.certificate,
        at=at,
        trust=believes or trust(),
        revocation=revocation or NeverRevoked(),
        wanted=wanted,
        token=one.token,
    )


def code(answer: Verified | Refused) -> str:
    return answer.code if isinstance(answer, Refused) else "verified"
