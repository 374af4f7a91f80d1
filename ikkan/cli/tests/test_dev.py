"""``ikkan dev jpki-ca`` makes cards that a test town accepts and a real town refuses."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from ikkan.cli.dev import DEV
from ikkan.kernel.outcome import Refused
from ikkan.ports.jpki.certificate import CertificateKind, Environment
from ikkan.ports.jpki.crl import CrlRevocation, FolderSource
from ikkan.ports.jpki.practice_ca import drawn_key
from ikkan.ports.jpki.practice_folder import read_card, read_people, write_practice
from ikkan.ports.jpki.signature import Verified, verify_signature
from ikkan.ports.jpki.trust import read_trust

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ONE = '[[person]]\nname = "架空　花子"\nsex = "2"\nbirth = "419920503"\naddress = "焼津市架空町"\n'


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(DEV, ["jpki-ca", *arguments])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("practice") / "ca"
    status, said = run(str(made), "--at", "2026-11-23")
    assert status == 0, said
    assert "TEST" in said
    return made


def verify(folder: Path, number: int, kind: CertificateKind, where: Environment) -> Verified | Refused:
    card = read_card(folder, number, kind)
    return verify_signature(
        b"request",
        card.sign(b"request"),
        card.certificate,
        at=NOW,
        trust=read_trust(folder / "trust", where),
        revocation=CrlRevocation(FolderSource(folder / "crl")),
        wanted=kind,
    )


def test_every_card_signs_and_the_revoked_one_is_refused(folder: Path) -> None:
    for kind in CertificateKind:
        for number, person in enumerate(read_people(), start=1):
            answer = verify(folder, number, kind, Environment.TEST)
            if person.revoked and kind is CertificateKind.SIGN:
                assert isinstance(answer, Refused)
                assert answer.code == "revoked"
            else:
                assert isinstance(answer, Verified), answer
                assert answer.certificate.items == (person.items if kind is CertificateKind.SIGN else None)


def test_four_authorities_are_trusted_and_marked(folder: Path) -> None:
    generations = read_trust(folder / "trust", Environment.TEST).generations
    assert len({one.key for one in generations}) == 4
    assert all(one.is_test for one in generations)


def test_a_real_town_refuses_the_cards(folder: Path) -> None:
    answer = verify(folder, 1, CertificateKind.SIGN, Environment.PRODUCTION)
    assert isinstance(answer, Refused)
    assert answer.code == "wrong_policy"


def test_keys_are_the_owners_alone(folder: Path) -> None:
    keys = list(folder.rglob("*.key"))
    assert keys
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_production_makes_none(settings: Settings, tmp_path: Path) -> None:
    settings.IKKAN_PRODUCTION = True
    status, said = run(str(tmp_path / "ca"))
    assert status == 2
    assert "IKKAN_PRODUCTION" in said
    assert not (tmp_path / "ca").exists()


def test_a_folder_in_use_is_left_alone(folder: Path) -> None:
    before = sorted(path.stat().st_mtime_ns for path in folder.rglob("*"))
    status, said = run(str(folder))
    assert (status, "not empty" in said) == (2, True)
    assert sorted(path.stat().st_mtime_ns for path in folder.rglob("*")) == before


@pytest.mark.parametrize("text", ["", "garbage", ONE.replace("419920503", "1"), ONE.replace('sex = "2"', "")])
def test_people_of_another_shape_are_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "people.toml").write_text(text or "x = 1", encoding="utf-8")
    status, said = run(str(tmp_path / "ca"), "--people", str(tmp_path / "people.toml"))
    assert status == 2
    assert said.strip()


def test_the_same_keys_and_moment_make_the_same_bytes(tmp_path: Path) -> None:
    drawn = [drawn_key() for _ in range(6)]
    for name in ("a", "b"):
        write_practice(tmp_path / name, read_people(ONE), NOW, iter(drawn).__next__)
    made = [{p.relative_to(top): p.read_bytes() for p in top.rglob("*.*")} for top in (tmp_path / "a", tmp_path / "b")]
    assert made[0] == made[1]
