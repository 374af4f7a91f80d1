"""The version: from the first heading of CHANGELOG.md in a checkout, from the metadata of an installed wheel."""

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def read_version() -> str:
    """Return the version of this copy of Ikkan.

    A checkout has CHANGELOG.md beside the package: its first heading `## x.y.z` is the version. A wheel
    has none, and answers from its metadata.

    Raises:
        RuntimeError: neither source is there.
    """
    changelog = Path(__file__).parent.parent / "CHANGELOG.md"
    if changelog.is_file():
        heading = re.search(r"^## (\d+\.\d+\.\d+)", changelog.read_text(encoding="utf-8"), re.MULTILINE)
        if heading:
            return heading[1]
    try:
        return version("ikkan")
    except PackageNotFoundError as missing:
        raise RuntimeError("No version: CHANGELOG.md has no heading '## x.y.z', ikkan is not installed.") from missing


VERSION = read_version()
