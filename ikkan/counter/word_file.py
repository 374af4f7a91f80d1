"""Short words of a procedure's pages, kept in a TOML file: tables of rows, each with ``ja`` and ``en``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ikkan.kernel.outcome import Text


@cache
def words_of(file: Path, table: str) -> Mapping[str, Text]:
    """Return the words of a table by their codes, in the order of the file.

    Args:
        file: the TOML file.
        table: name of the table.

    Raises:
        KeyError: there is no such table, or a row lacks a language.
    """
    written = tomllib.loads(file.read_text(encoding="utf-8"))[table]
    return {code: Text(row["ja"], row["en"]) for code, row in written.items()}


def shown_word(file: Path, table: str, code: str, language: str) -> str:
    """Return the word for a code in the language of a page; the code itself where the table has none.

    Args:
        file: the TOML file.
        table: name of the table.
        code: code of the row.
        language: ja, easy or en.
    """
    found = words_of(file, table).get(code)
    return found.shown(language) if found else code
