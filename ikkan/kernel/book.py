"""Book: dated, cited tables. The latest block whose `from` is not after the reference day holds whole."""

import csv
import hashlib
import io
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from ikkan.kernel.book_schema import TEXT_KEYS, FaultyBook, TableSchema, read_schema
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.privacy_narrowing import refuse_widening

SCHEMA_FILE: Final = "schema.toml"
TEXTS_FILE: Final = "texts.toml"
PRIVACY_FILE: Final = "privacy.toml"
_KEPT_SUFFIXES: Final = (".toml", ".csv")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a block: its values, and the citation that it inherits from the block unless it has its own."""

    table: str
    name: str
    values: Mapping[str, JsonValue]
    source: str
    article: str
    unconfirmed: bool
    note: str

    def text(self, key: str) -> str:
        """Return a text value, blank when the row has none."""
        value = self.values.get(key, "")
        return value if isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class Block:
    """A whole table from one day on."""

    table: str
    since: date
    source: str
    article: str
    unconfirmed: bool
    note: str
    values: Mapping[str, JsonValue]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class BookAt:
    """A book as it stands on a reference day."""

    edition: str
    day: date
    # The edition already says what the blocks are.
    blocks: Mapping[str, tuple[Block, ...]] = field(compare=False, repr=False)

    def block(self, table: str) -> Block:
        """Return the block in force. Raises LookupError when the table is unknown or begins later."""
        dated = self.blocks.get(table)
        if dated is None:
            raise LookupError(f"The book has no table {table!r}. It has {', '.join(sorted(self.blocks))}.")
        for block in reversed(dated):
            if block.since <= self.day:
                return block
        raise LookupError(
            f"Table {table} has nothing for {self.day.isoformat()}: its first block begins on "
            f"{dated[0].since.isoformat()}. Add the block that held then, or decide by a later reference day."
        )

    def rows(self, table: str) -> tuple[Row, ...]:
        """Return the rows in force."""
        return self.block(table).rows

    def value(self, table: str, key: str) -> JsonValue:
        """Return a single value in force. Raises LookupError when the table has no such key."""
        values = self.block(table).values
        if key not in values:
            raise LookupError(f"Table {table} has no value {key!r}; it has {', '.join(sorted(values))}.")
        return values[key]

    def text(self, key: str, language: str = "ja", **figures: JsonValue) -> str:
        """Return a text of the book with its figures filled in; Japanese where the language is missing."""
        values = self.block(key).values
        text = str(values.get(language) or values["ja"])
        try:
            return text.format(**figures)
        except (KeyError, IndexError) as missing:
            raise LookupError(f"Text {key} ({language}) needs the figure {missing}. Pass it to text().") from None


class Book:
    """The tables of one procedure: the model ordinance, overridden table by table by the town's own."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files: Mapping[str, bytes] = dict(sorted(files.items()))
        digest = hashlib.sha256()
        for name, content in self.files.items():
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        self.edition = digest.hexdigest()
        self.blocks = _read_layers(self.files)

    @classmethod
    def open(cls, folders: Sequence[Path]) -> "Book":
        """Read the model book and then the town's, each a folder of TOML and CSV files.

        Raises:
            FaultyBook: a file breaks the rules of books; the text names file, table and row.
            FileNotFoundError: a folder does not exist.
        """
        files: dict[str, bytes] = {}
        for layer, folder in enumerate(folders):
            if not folder.is_dir():
                raise FileNotFoundError(f"There is no book folder {folder}. Check the town's code and the procedure.")
            for path in sorted(folder.rglob("*")):
                if path.suffix in _KEPT_SUFFIXES:
                    files[f"{layer}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
        return cls(files)

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> "Book":
        """Rebuild the very edition whose `files` were stored."""
        return cls(files)

    def at(self, day: date) -> BookAt:
        """Return the book as it stands on a reference day."""
        return BookAt(self.edition, day, self.blocks)

    def days(self) -> tuple[date, ...]:
        """Return every day on which some table changes, in order."""
        return tuple(sorted({block.since for dated in self.blocks.values() for block in dated}))


def _read_layers(files: Mapping[str, bytes]) -> dict[str, tuple[Block, ...]]:
    schema: dict[str, TableSchema] = {}
    tables: dict[str, tuple[Block, ...]] = {}
    layers = sorted({name.split("/", 1)[0] for name in files}, key=int)
    for layer in layers:
        own = {name.split("/", 1)[1]: content for name, content in files.items() if name.split("/", 1)[0] == layer}
        if SCHEMA_FILE in own:
            schema |= read_schema(_parse(own[SCHEMA_FILE], SCHEMA_FILE), SCHEMA_FILE)
        found = _read_layer(own, schema)
        if tables:
            _refuse_half_a_set(found, schema)
            for name in found:
                if name in schema and schema[name].file == PRIVACY_FILE:
                    refuse_widening(name, tables.get(name, ()), found[name])
        tables |= found
    return tables


def _read_layer(own: Mapping[str, bytes], schema: Mapping[str, TableSchema]) -> dict[str, tuple[Block, ...]]:
    found: dict[str, tuple[Block, ...]] = {}
    for file, content in own.items():
        if not file.endswith(".toml") or file == SCHEMA_FILE:
            continue
        for table, blocks in _named_tables(_parse(content, file), file):
            shape = schema.get(table)
            if shape is None and PurePosixPath(file).name == TEXTS_FILE:
                shape = TableSchema(table, file, TEXT_KEYS)
            if shape is None or shape.file != file:
                place = f"declared for {shape.file}" if shape else f"not declared in {SCHEMA_FILE}"
                raise FaultyBook(f"{file}: table {table} is {place}. Check its name, or declare it there.")
            found[table] = _read_blocks(shape, blocks, own)
    return found


def _parse(content: bytes, file: str) -> JsonObject:
    try:
        return {key: _as_json(value) for key, value in tomllib.loads(content.decode("utf-8")).items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise FaultyBook(f"{file} cannot be read as TOML in UTF-8: {fault}. Correct that place.") from fault


def _as_json(value: object) -> JsonValue:
    if isinstance(value, dict):
        return {str(key): _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _named_tables(tree: JsonObject, file: str, prefix: str = "") -> list[tuple[str, list[JsonObject]]]:
    named: list[tuple[str, list[JsonObject]]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            named.extend(_named_tables(value, file, f"{name}."))
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            named.append((name, [item for item in value if isinstance(item, dict)]))
        else:
            raise FaultyBook(f"{file}: {name} stands outside a block. Write [[{name}]] with from and source above it.")
    return named


def _read_blocks(shape: TableSchema, blocks: Sequence[JsonObject], own: Mapping[str, bytes]) -> tuple[Block, ...]:
    dated: dict[date, Block] = {}
    for number, block in enumerate(blocks, start=1):
        where = f"{shape.file}, table {shape.name}, block {number}"
        shape.check_block(block, where)
        since = date.fromisoformat(str(block["from"]))
        if since in dated:
            raise FaultyBook(
                f"{where}: a second block from {since.isoformat()}. A block is the whole table from its day on: "
                "join the two, or give the later law its own day."
            )
        dated[since] = _read_block(shape, block, since, own, where)
    return tuple(dated[day] for day in sorted(dated))


def _read_block(shape: TableSchema, block: JsonObject, since: date, own: Mapping[str, bytes], where: str) -> Block:
    written = block.get("rows", [])
    rows = [row for row in written if isinstance(row, dict)] if isinstance(written, list) else []
    if "csv" in block:
        rows += _read_csv(shape, str(block["csv"]), own, where)
    names: set[str] = set()
    made: list[Row] = []
    for number, row in enumerate(rows, start=1):
        row_id = row.get("id", row.get("field", number))
        name = f"{shape.name}[{row_id}]"
        shape.check_row(row, f"{where}, row {row_id}")
        if name in names:
            raise FaultyBook(f"{where}: two rows have the id {row_id!r}. Give one of them another id.")
        names.add(name)
        made.append(
            Row(
                table=shape.name,
                name=name,
                values=row,
                source=str(row.get("source", block["source"])),
                article=str(row.get("article", block.get("article", ""))),
                unconfirmed=bool(row.get("unconfirmed", block.get("unconfirmed", False))),
                note=str(row.get("note", "")),
            )
        )
    return Block(
        table=shape.name,
        since=since,
        source=str(block["source"]),
        article=str(block.get("article", "")),
        unconfirmed=bool(block.get("unconfirmed", False)),
        note=str(block.get("note", "")),
        values={key: value for key, value in block.items() if key in shape.block},
        rows=tuple(made),
    )


def _read_csv(shape: TableSchema, file: str, own: Mapping[str, bytes], where: str) -> list[JsonObject]:
    if file not in own:
        raise FaultyBook(f"{where}: there is no file {file} beside it. Add the file or correct csv.")
    lines = csv.DictReader(io.StringIO(own[file].decode("utf-8-sig")))
    return [
        {key: shape.read_cell(key, cell, f"{file}, line {line}") for key, cell in row.items() if key and cell}
        for line, row in enumerate(lines, start=2)
    ]


def _refuse_half_a_set(found: Mapping[str, object], schema: Mapping[str, TableSchema]) -> None:
    sets: defaultdict[str, set[str]] = defaultdict(set)
    for name, shape in schema.items():
        if shape.together:
            sets[shape.together].add(name)
    for together, names in sets.items():
        missing = sorted(names - set(found))
        if missing and names & set(found):
            raise FaultyBook(
                f"The town's book replaces {', '.join(sorted(names & set(found)))} but not {', '.join(missing)}: the "
                f"set {together!r} holds together, or points of the model ordinance would mix with the town's. "
                "Add the missing tables; a table that the town does not have is a block with rows = []."
            )
