"""Keys by the command line, and a paper checked as its receiver does."""

import json
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from ikkan.cli.main import APP
from ikkan.ledger.models import TownMark
from ikkan.papers.seals.keys import KeyState
from ikkan.papers.tests.samples import MADE_ON, letter
from ikkan.papers.typeset import paper_pdf
from ikkan.rooms.answer.seals import sealed_notice, town_keys


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(APP, list(words))
    return done.exit_code, done.output


@pytest.fixture
def town(db: None) -> None:
    TownMark.objects.create(code="222127", name="見本市", marked_at=timezone.now())


@pytest.mark.usefixtures("town")
def test_a_sealed_paper_verifies_here_and_by_the_published_list(tmp_path: Path) -> None:
    assert run("keys", "practice")[0] == 0
    listed = tmp_path / "list.json"
    listed.write_text(run("keys", "publish")[1], encoding="utf-8")
    paper = tmp_path / "a.pdf"
    paper.write_bytes(sealed_notice(paper_pdf(letter(), made_on=MADE_ON), case_number="H-1", now=timezone.now()))
    for words in (("paper", "verify", str(paper)), ("paper", "verify", str(paper), "--keys", str(listed))):
        code, said = run(*words)
        assert (code, said.split(":")[0]) == (0, "good")
        assert "TEST 見本市長" in said
    changed = bytearray(paper.read_bytes())
    changed[len(changed) // 2] ^= 1
    paper.write_bytes(bytes(changed))
    assert run("paper", "verify", str(paper))[0] == 1


@pytest.mark.usefixtures("town")
def test_a_key_is_revoked_with_its_reason_and_the_list_says_so() -> None:
    run("keys", "practice")
    name = town_keys()[0].name
    code, said = run("keys", "revoke", name, "--why", "盗まれた")
    assert code == 0
    assert "No key seals now" in said
    assert town_keys()[0].state is KeyState.REVOKED
    assert "盗まれた" in run("keys", "list")[1]
    assert json.loads(run("keys", "publish")[1])["keys"][0]["state"] == "revoked"


@pytest.mark.django_db
def test_without_a_town_or_with_an_unknown_key_the_command_says_what_to_do(tmp_path: Path) -> None:
    assert "ikkan setup" in run("keys", "practice")[1]
    assert "no key 00" in run("keys", "retire", "00")[1]
    broken = tmp_path / "list.json"
    broken.write_text("{}", encoding="utf-8")
    code, said = run("paper", "verify", str(broken), "--keys", str(broken))
    assert (code, "Fetch the town's key list" in said) == (1, True)


@pytest.mark.django_db
def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.pem"
    file.write_text("no", encoding="utf-8")
    code, said = run("keys", "add", str(file), str(file))
    assert (code, "PEM" in said) == (1, True)
