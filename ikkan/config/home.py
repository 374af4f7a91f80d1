"""IKKAN_HOME: the one folder that holds everything this town's instance writes."""

import os
import secrets
from pathlib import Path

HOME = Path(os.environ.get("IKKAN_HOME", "var")).absolute()


def read_secret_key() -> str:
    """Return the secret key, from IKKAN_SECRET_KEY or from ``IKKAN_HOME/keys/secret.key``.

    A process that finds neither gets a key that lives only as long as it does; ``ikkan setup`` writes a lasting one.
    """
    from_environment = os.environ.get("IKKAN_SECRET_KEY", "")
    if from_environment:
        return from_environment
    path = HOME / "keys" / "secret.key"
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    return secrets.token_urlsafe(64)


def write_secret_key(key: str = "") -> Path:
    """Write a secret key with mode 0600 unless one is there, and return its path.

    Args:
        key: the key; a new one when blank. A process that goes on working names its own, so that those which it starts
            know it.
    """
    path = HOME / "keys" / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key or secrets.token_urlsafe(64))
    return path
