"""Holds and protection by command: the same duty, the same second person, the same log."""

import pytest
from typer.testing import CliRunner

from ikkan.cli.resident_commands import RESIDENTS
from ikkan.corridor.stops.tests.cast import officer, residents
from ikkan.registers.models import Hold, Protection, Reading, Resident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town() -> None:
    residents()
    officer("one")
    officer("other")
    officer("stranger", "desk")


def run(*words: str, fails: bool = False) -> str:
    result = CliRunner().invoke(RESIDENTS, list(words))
    assert (result.exit_code != 0) == fails, result.output
    return result.output


def protection() -> Protection:
    run(
        "protections", "receive", "101", "--as", "one", "--why", "申出書", "--violence", "partner",
        "--contact", "090-1", "--abuser", "髙橋　太郎", "--abuser-number", "100", "--together", "102=子",
        "--letters-to", "高橋=東京都秘鏡1-1",
    )  # fmt: skip
    return Protection.objects.get()


def test_a_filing_is_received_decided_by_two_and_told() -> None:
    key = str(protection().pk)
    assert Resident.objects.filter(is_protected=True).count() == 2
    listed = run("protections", "list")
    assert "101 provisional" in listed
    assert "秘鏡" not in listed
    assert "意見" in run("protections", "do", key, "start", "--as", "one", "--why", "決定", fails=True)
    run("protections", "do", key, "opinion", "--as", "one", "--why", "危険", "--detail", "police")
    assert "waits" in run("protections", "do", key, "start", "--as", "one", "--why", "決定")
    deed = run("protections", "tasks").split()[1]
    assert "別の担当者" in run("protections", "answer", deed, "--as", "one", "--why", "x", "--accept", fails=True)
    run("protections", "answer", deed, "--as", "other", "--why", "書面を見た", "--accept")
    assert Protection.objects.get().state == "in_force"
    assert "101 in_force" in run("protections", "list", "--number", "102")


def test_a_filing_is_shown_after_a_reason_and_it_is_logged() -> None:
    key = str(protection().pk)
    run("protections", "open", key, "--as", "one", "--why", " ", fails=True)
    run("protections", "open", key, "--as", "stranger", "--why", "見たい", fails=True)
    assert not Reading.objects.filter(purpose="見たい").exists()
    assert "秘鏡" in run("protections", "open", key, "--as", "one", "--why", "電話")
    assert Reading.objects.filter(purpose="電話").count() == 2


def test_a_hold_is_set_paused_and_lifted_by_two() -> None:
    words = ("stops", "set", "--as", "one", "--why", "なりすまし", "--operation", "issue")
    run(*words, "--number", "200", "--household", "H2", fails=True)
    run(*words, "--number", "200", "--ends", "yesterday", fails=True)
    run(*words, "--number", "200", "--ground", "要領")
    key = str(Hold.objects.get().pk)
    run("stops", "pause", key, "--as", "one", "--why", "窓口", "--minutes", "500", fails=True)
    run("stops", "pause", key, "--as", "one", "--why", "窓口", "--minutes", "5")
    assert "waits" in run("stops", "lift", key, "--as", "one", "--why", "取下げ")
    assert Hold.objects.get().lifted_at is None
    assert "200 issue error" in run("stops", "list")


@pytest.mark.parametrize(
    "words",
    [
        ("stops", "lift", "99", "--as", "one", "--why", "x"),
        ("stops", "lift", "99", "--as", "ghost", "--why", "x"),
        ("protections", "open", "99", "--as", "one", "--why", "x"),
        ("protections", "answer", "99", "--as", "one", "--why", "x", "--accept"),
    ],
)
def test_what_is_not_there_is_said(words: tuple[str, ...]) -> None:
    assert "There is no" in run(*words, fails=True)


def test_no_other_deed_is_taken() -> None:
    key = str(protection().pk)
    assert "no deed" in run("protections", "do", key, "warn", "--as", "one", "--why", "x", fails=True)
