"""Catalogues of screen strings: collect every Japanese string, keep the English beside it, compile with Babel.

python -m tests.catalogues     brings ikkan/web/locale/en up to date and tells what lacks English
"""

import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parent.parent / "ikkan"
CATALOGUE = PACKAGE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
OTHERS = (PACKAGE / "people" / "locale" / "en" / "LC_MESSAGES" / "django.po",)
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
HEADER = "# English of every page but sign-in, which ikkan/people has."
UNWANTED = tuple(
    f'"{name}:'.encode()
    for name in (
        "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator",
        "Language-Team", "Generated-By",
    )
)  # fmt: skip
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def messages(is_wanted: Callable[[str], bool] = bool) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield every message that a screen can show, with its context; of the files below ``ikkan/`` that are wanted."""
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        if "tests" in path.parts or "migrations" in path.parts or not is_wanted(path.relative_to(PACKAGE).as_posix()):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            text = templatize(text, origin=str(path))
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
        for _line, message, _comments, context in found:
            words = message if isinstance(message, str) else message[0]
            if words and JAPANESE.search(words):
                yield message, context


def read(path: Path) -> Catalog:
    """Return a catalogue, an empty one when the file is not there."""
    if not path.is_file():
        return Catalog(locale="en", project="Ikkan", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def missing(catalogues: list[Catalog]) -> list[str]:
    """Return the messages that no catalogue says in English."""
    lacking = []
    for message, context in messages():
        identity = message if isinstance(message, str) else message[:2]
        said = [c.get(identity, context) for c in catalogues]
        if not any(entry is not None and _is_said(entry.string) for entry in said):
            lacking.append(message if isinstance(message, str) else message[0])
    return sorted(set(lacking))


def written(catalogue: Catalog) -> bytes:
    """Return the form of a catalogue that people edit."""
    out = io.BytesIO()
    write_po(out, catalogue, sort_output=True, width=120)
    # the moment of collecting would change the file each time
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(UNWANTED))


def compiled(catalogue: Catalog) -> bytes:
    """Return the compiled form of a catalogue."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def update() -> list[str]:
    """Bring the catalogue of the pages up to date, dropping what nobody says any more; return what lacks English."""
    old = read(CATALOGUE)
    new = Catalog(locale="en", header_comment=HEADER, charset="utf-8", fuzzy=False)
    others = [read(path) for path in OTHERS]
    for message, context in messages():
        identity = message if isinstance(message, str) else message[:2]
        if any(c.get(identity, context) is not None for c in others):
            continue
        entry = old.get(identity, context)
        said = entry.string if entry is not None else "" if isinstance(identity, str) else ("", "")
        new.add(identity, said, context=context)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(written(new))
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(new))
    return missing([new, *others])


def _is_said(string: str | list[str] | tuple[str, ...] | None) -> bool:
    return bool(string) if string is None or isinstance(string, str) else all(string)


if __name__ == "__main__":
    lacking = update()
    for words in lacking:
        print(words)  # noqa: T201
    sys.exit(1 if lacking else 0)
