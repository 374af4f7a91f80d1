"""The demo's own home: everything that it makes lies there, and nothing of a real town is ever touched."""

import os
import shutil
from pathlib import Path

MARK = ".ikkan-demo"


def demo_home() -> Path:
    """Return the folder of the demo below IKKAN_HOME."""
    home = Path(os.environ.get("IKKAN_HOME", "var")).absolute()
    return home if (home / MARK).is_file() else home / "demo"


def enter_demo_home() -> None:
    """Point this process, and those that it starts, at the demo's home. Call before Django is set up."""
    home = demo_home()
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).touch()
    os.environ.update(
        IKKAN_HOME=str(home),
        IKKAN_TOWN="222127",
        IKKAN_DEMO="1",
        IKKAN_HTTPS="0",
        DATABASE_URL=os.environ.get("IKKAN_DEMO_DATABASE_URL", ""),
    )
    os.environ.pop("IKKAN_PRODUCTION", None)


def empty_demo_home(home: Path) -> None:
    """Delete what an earlier demo made.

    Raises:
        RuntimeError: the folder is not the demo's.
    """
    if not (home / MARK).is_file():
        raise RuntimeError(f"{home} is not the demo's folder: it lacks {MARK}. Nothing was deleted.")
    for path in home.iterdir():
        if path.name == MARK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
