"""A backup of a running town is restored whole, into an empty place only; a drill finds every altered byte."""

import json
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings as SettingsOf

from ikkan.cli.operating.drill import drill
from ikkan.cli.operating.manifest import NAME, SEAL, files_that_differ, hash_of, read_manifest
from tests.restore_town import CASES, Town

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("restore")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("restore")


@pytest.fixture(scope="module")
def town(place: Path) -> Town:
    return Town(place / "home").fill()


@pytest.fixture(scope="module")
def backup(town: Town, place: Path) -> Path:
    town.say("backup", str(place / "backup"))
    return place / "backup"


@pytest.fixture
def copy(backup: Path, tmp_path: Path) -> Iterator[Path]:
    yield Path(shutil.copytree(backup, tmp_path / "copy"))


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1
    path.write_bytes(data)


def reseal(folder: Path, **changed: Any) -> None:
    """Make manifest and seal fit altered files, as somebody would who knows how."""
    content = json.loads((folder / NAME).read_text(encoding="utf-8")) | changed
    content["files"] = {name: hash_of(folder / name) for name in content["files"]}
    (folder / NAME).write_text(json.dumps(content), encoding="utf-8")
    (folder / SEAL).write_text(f"{hash_of(folder / NAME)}  {NAME}\n", encoding="ascii")


def test_restored_town_equals_the_one_that_was_backed_up(town: Town, backup: Path, place: Path) -> None:
    other = Town(place / "other")
    said = other.say("restore", str(backup))
    assert "ikkan outbox retry" in said
    verified = other.verified()
    assert verified["ok"], verified
    assert verified == town.verified()
    assert verified["events"] == CASES * 3
    assert verified["blobs"] == CASES
    # what was waiting may have been sent since: a person decides
    assert len(other.say("outbox", "list").splitlines()) == CASES
    assert "12" in other.say("outbox", "retry")
    again = other.run("restore", str(backup))
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def test_backup_is_private_and_is_not_overwritten(town: Town, backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in backup.rglob("*") if path.is_file()} == {0o600}
    assert (backup / "keys" / "ledger.pem").is_file()
    assert files_that_differ(backup, read_manifest(backup)) == []
    again = town.run("backup", str(backup))
    assert again.returncode == 1
    assert "not overwritten" in again.stderr
    assert not list(backup.parent.glob(".*unfinished*"))


def test_drill_proves_and_the_doctor_knows(town: Town, backup: Path) -> None:
    assert "can be restored" in town.say("restore", "--drill", str(backup))
    found = {one["code"]: one for one in json.loads(town.run("doctor", "--json").stdout)["findings"]}
    assert found["backup.last"]["state"] == found["backup.drill"]["state"] == "good"


def test_drill_of_a_backup_without_keys_uses_the_keys_of_the_town(town: Town, place: Path) -> None:
    folder = place / "without-keys"
    town.say("backup", str(folder), "--without-keys")
    assert not (folder / "keys").exists()
    assert "can be restored" in town.say("restore", "--drill", str(folder))


def test_drill_finds_an_altered_event_behind_a_resealed_manifest(town: Town, copy: Path) -> None:
    with closing(sqlite3.connect(copy / "database.sqlite3")) as opened:
        opened.execute("DROP TRIGGER ledger_event_no_update")
        opened.execute("""UPDATE ledger_event SET codes = '{"seq": 9}' WHERE id = 5""")
        opened.commit()
    reseal(copy)
    done = town.run("restore", "--drill", str(copy))
    assert done.returncode == 1
    assert "the event was altered" in done.stdout


@pytest.mark.parametrize("pattern", ["database.sqlite3", "blobs/*/*", "keys/ledger.pem", NAME, SEAL])
@pytest.mark.parametrize("at", [0, 777])
def test_drill_finds_a_flipped_byte(copy: Path, pattern: str, at: int, settings: SettingsOf) -> None:
    from django.utils import timezone

    in_this_town(settings, copy)
    flip(next(iter(sorted(copy.glob(pattern)))), at)
    assert drill(copy, now=timezone.now()).faults


def test_drill_finds_missing_and_foreign_files(copy: Path) -> None:
    blobs = sorted(copy.glob("blobs/*/*"))
    blobs[0].unlink()
    (blobs[1].parent / "stranger").write_bytes(b"x")
    wrong = files_that_differ(copy, read_manifest(copy))
    assert len(wrong) == 2


def test_drill_finds_rows_that_the_manifest_does_not_count(copy: Path, settings: SettingsOf) -> None:
    from django.utils import timezone

    in_this_town(settings, copy)
    counts = read_manifest(copy).counts
    reseal(copy, counts={**counts, "ledger_event": counts["ledger_event"] + 1})
    assert any("ledger_event" in fault for fault in drill(copy, now=timezone.now()).faults)


def test_restore_refuses_an_altered_backup_and_leaves_nothing(copy: Path, tmp_path: Path) -> None:
    flip(copy / "database.sqlite3", 5_000)
    other = Town(tmp_path / "empty")
    done = other.run("restore", str(copy))
    assert done.returncode == 1
    assert "not intact" in done.stderr
    assert not other.home.exists()


def test_backup_tells_of_a_missing_and_an_altered_file(town: Town, backup: Path, place: Path) -> None:
    broken = Town(place / "broken")
    shutil.copytree(town.home, broken.home)
    first, second = sorted(broken.home.glob("blobs/*/*"))[:2]
    first.unlink()
    flip(second, 3)
    done = broken.run("backup", str(place / "of-broken"))
    assert done.returncode == 1
    assert first.name in done.stderr
    assert second.name in done.stderr
    assert len(read_manifest(place / "of-broken").faults) == 2
    found = {one["code"]: one for one in json.loads(broken.run("doctor", "--json").stdout)["findings"]}
    assert found["backup.last"]["state"] == "bad"


def test_upgrade_rehearses_and_names_the_restart(town: Town, place: Path) -> None:
    said = town.say("upgrade", "--backup", str(place / "before-upgrade"))
    assert "2/5 rehearsal: migrated and verified on a copy" in said
    assert "systemctl restart ikkan-web ikkan-worker" in said


def in_this_town(settings: SettingsOf, folder: Path) -> None:
    """Let this process be a town on SQLite, whatever database the tests run on."""
    settings.IKKAN_TOWN = read_manifest(folder).town
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": folder.parent / "none.sqlite3"}
    settings.DATABASES = {"default": database}
