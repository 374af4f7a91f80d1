"""An instance does not start with settings that endanger people's data, and a sound one starts without a warning."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from ikkan.config.checks import FEWEST_CACHE_ENTRIES, check_settings

BIG_CACHE = {"default": {"BACKEND": "x", "OPTIONS": {"MAX_ENTRIES": FEWEST_CACHE_ENTRIES}}}
SMALL_CACHE = {"default": {"BACKEND": "x"}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    key = tmp_path / "keys" / "secret.key"
    key.parent.mkdir(mode=0o700)
    key.write_text("".join(f"{n:02x}" for n in range(64)), encoding="ascii")
    key.chmod(0o600)
    (tmp_path / "static").mkdir()
    return tmp_path


def _found(home: Path, **changes: object) -> set[str]:
    sound: dict[str, object] = {
        "IKKAN_HOME": home,
        "IKKAN_DEMO": False,
        "IKKAN_PRODUCTION": True,
        "IKKAN_HTTPS": True,
        "IKKAN_TOWN": "222127",
        "IKKAN_BASE_URL": "",
        "CACHES": BIG_CACHE,
        "DEBUG": False,
        "ADMINS": [],
    }
    with override_settings(**(sound | changes)):
        return {str(message.id) for message in check_settings(None)}


def test_a_sound_production_passes(home: Path) -> None:
    assert _found(home) == set()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"IKKAN_DEMO": True}, "ikkan.E001"),
        ({"DEBUG": True}, "ikkan.E002"),
        ({"ADMINS": [("IT", "it@example.jp")]}, "ikkan.E003"),
        ({"IKKAN_HTTPS": False}, "ikkan.E010"),
        ({"IKKAN_TOWN": ""}, "ikkan.E011"),
        ({"IKKAN_TOWN": "222128"}, "ikkan.E011"),
        ({"IKKAN_TOWN": "２２２１２７"}, "ikkan.E011"),
        ({"CACHES": SMALL_CACHE}, "ikkan.E014"),
        ({"IKKAN_BASE_URL": "http://city.example.jp"}, "ikkan.E016"),
        ({"IKKAN_BASE_URL": "https://city.example.jp/ikkan"}, "ikkan.E016"),
        ({"IKKAN_BASE_URL": "https://me@city.example.jp"}, "ikkan.E016"),
        ({"IKKAN_BASE_URL": "https://city.example.jp:x"}, "ikkan.E016"),
        ({"IKKAN_BASE_URL": "city.example.jp"}, "ikkan.E016"),
        ({"IKKAN_BASE_URL": f"https://{'a' * 90}.example.jp"}, "ikkan.E016"),
    ],
)
def test_each_danger_is_named(home: Path, changes: dict[str, object], error: str) -> None:
    assert _found(home, **changes) == {error}


def test_an_address_for_printed_codes_passes(home: Path) -> None:
    assert _found(home, IKKAN_BASE_URL="https://ikkan.city.example.jp:8443") == set()
    assert _found(home, IKKAN_BASE_URL=f"https://{'a' * 81}.example.jp") == set()
    assert _found(home, IKKAN_PRODUCTION=False, IKKAN_BASE_URL="http://127.0.0.1:8000") == set()


def test_a_missing_and_an_open_key_are_named(home: Path) -> None:
    key = home / "keys" / "secret.key"
    key.chmod(0o644)
    assert _found(home) == {"ikkan.E013"}
    key.unlink()
    assert _found(home) == {"ikkan.E012"}


@pytest.mark.parametrize("changes", [{"DEBUG": True}, {"ADMINS": [("IT", "it@example.jp")]}])
def test_debug_is_refused_outside_production_too(home: Path, changes: dict[str, object]) -> None:
    assert len(_found(home, IKKAN_PRODUCTION=False, **changes)) == 1


def test_a_demo_alone_needs_neither_key_nor_town(home: Path) -> None:
    assert _found(home / "none", IKKAN_PRODUCTION=False, IKKAN_DEMO=True, IKKAN_HTTPS=False, IKKAN_TOWN="") == set()


def _check_deploy(home: Path, *tags: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("IKKAN_", "DATABASE_"))}
    production = {
        "IKKAN_HOME": str(home),
        "IKKAN_PRODUCTION": "1",
        "IKKAN_TOWN": "222127",
        "IKKAN_HOSTS": "town.example",
        "DJANGO_SETTINGS_MODULE": "ikkan.config.settings",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING", *tags]
    return subprocess.run(command, env=kept | production | variables, capture_output=True, text=True, check=False)


def test_a_sound_production_is_clean_to_django(home: Path) -> None:
    done = _check_deploy(home)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("variables", "error"),
    [
        ({"IKKAN_DEMO": "1", "IKKAN_HTTPS": "1"}, "ikkan.E001"),
        ({"IKKAN_HTTPS": "0"}, "ikkan.E010"),
        ({"IKKAN_TOWN": "000000"}, "ikkan.E011"),
    ],
)
def test_django_refuses_a_dangerous_production(home: Path, variables: dict[str, str], error: str) -> None:
    # the checks of the code, which import every page, are those of the sound production above
    done = _check_deploy(home, "--tag", "security", **variables)
    assert done.returncode == 1
    assert error in done.stderr
