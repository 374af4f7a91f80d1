"""``ikkan nursery lottery``, ``seal`` and ``verify-lottery``: from the closed round to a log that anybody checks."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ikkan.cli.main import APP
from ikkan.ledger.models import Round
from ikkan.procedures.nursery.lottery.tests import cast
from ikkan.procedures.nursery.models import Lottery
from ikkan.procedures.nursery.placement.tests import lottery_logs as logs
from ikkan.procedures.nursery.tests import factories as hall


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(APP, ["nursery", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def number(db: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Close a round of two families whose book asks for seals."""
    town = hall.make_town()
    for one in (1, 2):
        hall.file(hall.home(one))
    cast.in_force("commit_reveal", monkeypatch)
    return cast.close(town).number


def sealed(value: str) -> tuple[str, str]:
    code, said = run("seal", value)
    assert code == 0, said
    words = dict(line.split(None, 1) for line in said.splitlines()[:2])
    return words["salt"], words["seal"]


def test_three_parties_hold_a_lottery_and_its_files_are_true(number: str, tmp_path: Path) -> None:
    opened = {name: (value, *sealed(value)) for name, value in (("議会", "17"), ("保護者会", "晴れ"), ("監査", "a=b"))}
    named = [word for name, (_, _, seal) in opened.items() for word in ("--party", f"{name}={seal}")]
    code, said = run("lottery", "commit", number, *named)
    assert code == 0, said
    assert run("lottery", "draw", number)[0] == 2
    for name, (value, salt, _) in opened.items():
        code, said = run("lottery", "reveal", number, "--party", name, "--salt", salt, "--value", value)
        assert code == 0, said
    code, said = run("lottery", "draw", number)
    assert (code, "drawn" in said) == (0, True)
    code, said = run("lottery", "log", number, "--out", tmp_path / "log", "--codes")
    assert code == 0, said
    assert (tmp_path / "log" / "codes.csv").read_text(encoding="utf-8").count("/c1,") == 2
    code, said = run("verify-lottery", tmp_path / "log")
    assert (code, "true: yes" in said) == (0, True), said
    assert run("round", number, "place")[0] == 0


def test_what_cannot_be_done_is_told_in_words(number: str, tmp_path: Path) -> None:
    for arguments, words in (
        (("commit", number, "--party", "議会=00"), "3"), (("commit", "X"), "There is no round"),
        (("draw", number), "Fix it first"), (("log", number), "has no lottery"),
        (("void", number, "--as", "nobody"), "There is no account"),
    ):  # fmt: skip
        code, said = run("lottery", *arguments)
        assert (code, words in said) == (2, True), said
    assert not Lottery.objects.exists()


def test_a_published_round_is_entered_from_a_file(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = hall.make_town()
    hall.file(hall.home(1))
    cast.in_force("drand", monkeypatch)
    round_: Round = cast.close(town)
    lottery = cast.commit(round_, town)
    monkeypatch.setattr("ikkan.cli.nursery_commands.lottery_commands.timezone.now", lambda: cast.OUT)
    code, said = run("lottery", "draw", round_.number)
    assert (code, "--beacon" in said) == (2, True), said
    file = tmp_path / "round.json"
    file.write_text("<html>", encoding="utf-8")
    assert run("lottery", "draw", round_.number, "--beacon", file)[0] == 2
    file.write_text(json.dumps(cast.published(lottery)), encoding="utf-8")
    code, said = run("lottery", "draw", round_.number, "--beacon", file)
    assert code == 0, said


def test_a_log_is_judged_and_its_signature_is_not_claimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = logs.write(tmp_path / "log", logs.drand_statement(), logs.BEACON)
    monkeypatch.setattr("ikkan.ports.drand.signature.find_spec", lambda name: None)
    code, said = run("verify-lottery", folder)
    assert (code, "signature of the drand round: unconfirmed" in said) == (0, True), said
    market = logs.write_market(tmp_path / "market", logs.drand_statement(), logs.BEACON)
    assert run("verify-lottery", folder, market)[0] == 0
    (folder / "draws.csv").write_text("draw,entrant,key\n", encoding="utf-8")
    code, said = run("verify-lottery", folder)
    assert (code, "problem: draws.csv has 0 lines instead of 8" in said) == (1, True), said
    assert run("verify-lottery", tmp_path)[0] == 2


def test_a_real_round_is_verified(tmp_path: Path) -> None:
    code, said = run("verify-lottery", logs.write(tmp_path / "log", logs.drand_statement(), logs.BEACON))
    assert (code, "signature of the drand round: verified" in said) == (0, True), said
    assert "unconfirmed" not in said
