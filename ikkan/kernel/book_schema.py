"""Schema of a book: which tables it may have, in which file, and which keys and kinds of value each may hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ikkan.kernel.json_value import JsonValue


class FaultyBook(ValueError):  # noqa: N818 -- reads as the sentence that it says
    """Say which file, table and row of a book is wrong, why, and what to write instead."""


# Every block and every row may carry these; what else they hold is declared table by table.
BLOCK_KEYS: Final[Mapping[str, str]] = {
    "from": "date",
    "source": "text",
    "article": "text?",
    "unconfirmed": "bool?",
    "note": "text?",
}
ROW_KEYS: Final[Mapping[str, str]] = {"source": "text?", "article": "text?", "unconfirmed": "bool?", "note": "text?"}
TEXT_KEYS: Final[Mapping[str, str]] = {"ja": "text", "en": "text?", "easy": "text?"}
_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "text": (str,),
    "int": (int,),
    "number": (int, float),
    "bool": (bool,),
    "date": (str,),
    "table": (dict,),
    "condition": (dict, list),
}


@dataclass(frozen=True, slots=True)
class TableSchema:
    """What one table may hold.

    Args:
        name: table name, ``notice.hold`` for a nested one.
        file: file that the table stands in.
        block: key -> kind for the block itself.
        row: key -> kind for each row; None for a table of single values.
        together: name of a set of tables that a town replaces all together or not at all.

    A kind is text, int, number, bool, date, table, condition, ``texts`` or ``ints`` (lists), or words joined by ``|``
    (``=word`` for a single one); a ``?`` at its end makes the key optional.
    """

    name: str
    file: str
    block: Mapping[str, str] = field(default_factory=dict)
    row: Mapping[str, str] | None = None
    together: str = ""

    def check_block(self, block: Mapping[str, JsonValue], where: str) -> None:
        """Raise FaultyBook when a key of the block is missing, unknown or of the wrong kind."""
        allowed = {**BLOCK_KEYS, **self.block}
        if self.row is not None:
            allowed |= {"rows": "rows?", "csv": "text?"}
        _check_keys(block, allowed, where)
        if not block["source"]:
            raise FaultyBook(f"{where}: source is blank. Name the document and the page that the values come from.")

    def check_row(self, row: Mapping[str, JsonValue], where: str) -> None:
        """Raise FaultyBook when a key of the row is missing, unknown or of the wrong kind."""
        _check_keys(row, {**ROW_KEYS, **(self.row or {})}, where)
        if row.get("source") == "":
            raise FaultyBook(f"{where}: source is blank. Name the document, or leave the key out to use the block's.")

    def read_cell(self, key: str, text: str, where: str) -> JsonValue:
        """Return a CSV cell as the kind that the schema declares. Raises FaultyBook when it cannot be read."""
        kind = ({**ROW_KEYS, **(self.row or {})}).get(key, "text").rstrip("?")
        try:
            if kind == "bool":
                return {"true": True, "false": False}[text]
            return int(text) if kind == "int" else float(text) if kind == "number" else text
        except (KeyError, ValueError):
            raise FaultyBook(f"{where}: {key} must be {kind}, but the cell says {text!r}. Correct the cell.") from None


def _check_keys(values: Mapping[str, JsonValue], allowed: Mapping[str, str], where: str) -> None:
    unknown = sorted(set(values) - set(allowed))
    if unknown:
        raise FaultyBook(
            f"{where}: unknown key {', '.join(unknown)}. Allowed are {', '.join(sorted(allowed))}. "
            "Correct the spelling, or declare the key in schema.toml."
        )
    for key, kind in allowed.items():
        if key not in values:
            if not kind.endswith("?"):
                raise FaultyBook(f"{where}: {key} is missing. Add it ({kind}).")
        elif not is_of_kind(values[key], kind.rstrip("?")):
            raise FaultyBook(f"{where}: {key} must be {kind.rstrip('?')}, but is {values[key]!r}. Correct it.")


def is_of_kind(value: JsonValue, kind: str) -> bool:
    """Tell whether a value is of a declared kind."""
    if "|" in kind or kind.startswith("="):
        return value in kind.removeprefix("=").split("|")
    if kind in ("texts", "ints", "rows"):
        member = {"texts": "text", "ints": "int", "rows": "table"}[kind]
        return isinstance(value, list) and all(is_of_kind(item, member) for item in value)
    if kind == "date":
        return _is_date(value)
    if isinstance(value, bool) and kind != "bool":
        return False
    return isinstance(value, _KINDS[kind])


def _is_date(value: JsonValue) -> bool:
    if not isinstance(value, str):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def read_schema(declared: Mapping[str, JsonValue], where: str) -> dict[str, TableSchema]:
    """Return the tables that a schema.toml declares. Raises FaultyBook for a kind that does not exist."""
    tables: dict[str, TableSchema] = {}
    for name, table in declared.items():
        place = f"{where}, table {name}"
        if not isinstance(table, dict):
            raise FaultyBook(f"{place}: must be a table with file, block, row or together. Rewrite it so.")
        _check_keys(table, {"file": "text", "block": "table?", "row": "table?", "together": "text?"}, place)
        row = table.get("row")
        tables[name] = TableSchema(
            name=name,
            file=str(table["file"]),
            block=_read_kinds(table.get("block", {}), place),
            row=None if row is None else _read_kinds(row, place),
            together=str(table.get("together", "")),
        )
    return tables


def _read_kinds(declared: JsonValue, where: str) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for key, kind in declared.items() if isinstance(declared, dict) else ():
        name = kind.rstrip("?") if isinstance(kind, str) else ""
        known = "|" in name or name.startswith("=") or name in {*_KINDS, "texts", "ints"}
        if not known:
            raise FaultyBook(f"{where}: {key} has the kind {kind!r}, which does not exist. Use {', '.join(_KINDS)}.")
        kinds[key] = str(kind)
    return kinds
