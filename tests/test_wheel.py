"""The wheel, installed in an empty environment outside the checkout, makes the demo."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
FEW = ("--children", "60", "--population", "5000", "--certificates", "40")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from what git would hand out, not from what lies about in the checkout."""
    source = tmp_path_factory.mktemp("source")
    archive = source / "ikkan.tar"
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    )
    with tarfile.open(archive, "w") as tar:
        for name in tracked.stdout.decode().splitlines():
            if (ROOT / name).is_file():
                tar.add(ROOT / name, arcname=name)
    with tarfile.open(archive) as tar:
        tar.extractall(source / "tree", filter="data")
    subprocess.run(
        [BIN / "uv", "build", "--quiet", "--wheel", "--out-dir", source / "dist"], cwd=source / "tree", check=True
    )
    return next((source / "dist").glob("*.whl"))


@pytest.mark.slow
def test_wheel_holds_books_forms_templates_and_demo_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = [
        "ikkan/procedures/nursery/form.json",
        "ikkan/procedures/nursery/book/scores.toml",
        "ikkan/books/142051-fujisawa/nursery/scores.toml",
        "ikkan/books/japan/calendar/calendar.toml",
        "ikkan/demo_data/yaizu/222127_preschool.csv",
        "ikkan/counter/static/ikkan/ikkan.css",
        "ikkan/papers/templates/letter.typ",
        "ikkan/rooms/answer/book/instruction.toml",
    ]
    assert not [name for name in wanted if name not in names]


@pytest.mark.slow
def test_demo_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("IKKAN", "DJANGO", "DATABASE", "PYTHON"))}
    subprocess.run([BIN / "uv", "venv", "--quiet", tmp_path / "env", "--python", sys.executable], check=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [BIN / "uv", "pip", "install", "--quiet", "--python", python]
    subprocess.run([*install, "--require-hashes", "--requirement", ROOT / "requirements.lock"], check=True)
    subprocess.run([*install, "--no-deps", wheel], check=True)
    done = subprocess.run(
        [tmp_path / "env" / "bin" / "ikkan", "demo", "--once", *FEW],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    walked = json.loads((tmp_path / "var" / "demo" / "walk.json").read_text(encoding="utf-8"))
    assert walked["procedures"]["nursery"]["children"] == 60
