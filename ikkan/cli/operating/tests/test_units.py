"""The units of systemd: what they start, what they may write, and that systemd itself accepts them."""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ikkan.cli.operating.failed import OperationError
from ikkan.cli.operating.units import Site, install, settings_file, units


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(
        program=Path(sys.executable), home=Path("/var/lib/ikkan"), user="ikkan", environment=tmp_path / "etc/ikkan.env",
        backups=Path("/var/backups/ikkan"), address="127.0.0.1", port=8000, keep=14,
    )  # fmt: skip


def test_services(site: Site) -> None:
    made = units(site)
    web, worker, backup = (made[f"ikkan-{name}.service"] for name in ("web", "worker", "backup"))
    assert f"ExecStart={sys.executable} serve --no-worker --address 127.0.0.1 --port 8000\n" in web
    assert f"ExecStart={sys.executable} work\n" in worker
    assert "backup --dated --keep 14 /var/backups/ikkan\n" in backup
    for text in (web, worker, backup):
        for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "UMask=0077"):
            assert f"\n{line}\n" in text
        assert "User=ikkan\n" in text
    assert "ReadWritePaths=/var/lib/ikkan\n" in web
    assert "ReadWritePaths=/var/lib/ikkan /var/backups/ikkan\n" in backup
    assert {name for name in made if name.endswith(".timer")} == {
        "ikkan-backup.timer", "ikkan-retention.timer", "ikkan-verify.timer",
    }  # fmt: skip


def test_install_keeps_the_settings_that_are_there(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    environment = {"IKKAN_TOWN": "222127", "DATABASE_URL": 'a"b', "PATH": "/bin"}
    written = install(site, folder, environment)
    assert site.environment in written
    assert stat.S_IMODE(site.environment.stat().st_mode) == 0o600
    text = site.environment.read_text(encoding="utf-8")
    assert text == 'DATABASE_URL="a\\"b"\nIKKAN_HOME="/var/lib/ikkan"\nIKKAN_TOWN="222127"\n'
    assert site.environment not in install(site, folder, {"IKKAN_TOWN": "142051"})
    assert site.environment.read_text(encoding="utf-8") == text
    assert len(list(folder.iterdir())) == 8


def test_install_without_the_right_to_write(site: Site, tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="--dry-run"):
        install(site, tmp_path / "none", {})


def test_settings_file_holds_only_ours() -> None:
    assert settings_file({"HOME": "/root", "IKKAN_HTTPS": "1"}) == 'IKKAN_HTTPS="1"\n'


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_accepts_them(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    install(site, folder, {})
    paths = [str(path) for path in sorted(folder.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True, check=False
    )
    said = [line for line in done.stderr.splitlines() if "ikkan-" in line]
    assert not said, done.stderr
