"""Easy Japanese (やさしい日本語) of every string that citizens see: collected, and compiled like the English.

python -m tests.easy_catalogue     brings ikkan/web/locale/ja_Easy up to date and tells what lacks an easy text
"""

import re
import sys
from pathlib import PurePosixPath

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.catalogues import PACKAGE, compiled, messages, written

EASY = PACKAGE / "web" / "locale" / "ja_Easy" / "LC_MESSAGES" / "django.po"
HEADER = "# Easy Japanese of the citizens' pages: short words, and each kanji with its reading in brackets."
FOLDERS = ("web/citizen/", "web/templates/citizen/", "web/templates/account/", "web/templates/web/",
           "web/verify/", "web/templates/verify/", "people/", "counter/", "procedures/nursery/pages/",
           "procedures/certificate/pages/")  # fmt: skip
FILES = frozenset(
    {"web/signin.py", "web/signin_forms.py", "web/errors.py", "web/demo_signin.py", "web/context.py",
     "web/security.py", "web/throttle.py", "web/language.py"}
)  # fmt: skip
# What only the desk, its board and the gallery of parts show.
OF_STAFF = re.compile(
    r"gallery|desk|parts/(compare|approval)\.html|counter/(charts|comparing)\.py|people/(staffing|services)\.py"
)
KANJI = re.compile(r"[一-鿿々]")
HOLES = re.compile(r"%(?:\(\w+\))?0?\d?[sd]")


def is_of_citizens(path: str) -> bool:
    """Tell whether a file below ``ikkan/`` has strings that citizens see."""
    own = path in FILES or path.startswith(FOLDERS)
    return own and not OF_STAFF.search(str(PurePosixPath(path)))


def wanted() -> dict[str | tuple[str, ...], None]:
    """Return every string of the citizens' pages that has a kanji, once, in the order of the files."""
    return {
        message if isinstance(message, str) else message[:2]: None
        for message, _context in messages(is_of_citizens)
        if KANJI.search(message if isinstance(message, str) else message[0])
    }


def read() -> Catalog:
    """Return the catalogue of easy texts."""
    with EASY.open("rb") as file:
        return read_po(file, locale="ja")


def easy_of(catalogue: Catalog, identity: str | tuple[str, ...]) -> str:
    """Return the easy text of a string, blank when there is none."""
    entry = catalogue.get(identity)
    said = "" if entry is None else entry.string
    return said if isinstance(said, str) else (said[0] if said else "")


def update() -> list[str | tuple[str, ...]]:
    """Drop what nobody says any more, compile, and return what lacks an easy text."""
    old, new = read(), Catalog(locale="ja", header_comment=HEADER, charset="utf-8", fuzzy=False)
    for identity in wanted():
        easy = easy_of(old, identity)
        new.add(identity, easy if isinstance(identity, str) else (easy,))
    EASY.write_bytes(written(new))
    EASY.with_suffix(".mo").write_bytes(compiled(new))
    return [identity for identity in wanted() if not easy_of(new, identity)]


if __name__ == "__main__":
    lacking = update()
    for words in lacking:
        print(words)  # noqa: T201
    sys.exit(1 if lacking else 0)
