"""What a town may change in privacy.toml: only less, never more, than the model book lets through."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from ikkan.kernel.book_schema import FaultyBook
from ikkan.kernel.json_value import JsonValue


class _Values(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def values(self) -> Mapping[str, JsonValue]: ...


class _Rows(Protocol):
    @property
    def rows(self) -> Sequence[_Values]: ...
    @property
    def values(self) -> Mapping[str, JsonValue]: ...


def refuse_widening(table: str, model: Sequence[_Rows], town: Sequence[_Rows]) -> None:
    """Raise FaultyBook when a town's privacy table lets through more than the latest block of the model book.

    A row may be left out; a list may lose members; a number (years kept) may fall; any other value stays as it is.
    """
    if not model:
        raise FaultyBook(f"privacy.toml: table {table} is new, but a town may only narrow the model's. Delete it.")
    known = {row.name: row.values for row in model[-1].rows}
    for block in town:
        _refuse_wider_values(f"privacy.toml, table {table}", model[-1].values, block.values)
        for row in block.rows:
            where = f"privacy.toml, {row.name}"
            if row.name not in known:
                raise FaultyBook(f"{where}: the model book does not have this row. A town may only narrow: delete it.")
            _refuse_wider_values(where, known[row.name], row.values)


def _refuse_wider_values(where: str, model: Mapping[str, JsonValue], town: Mapping[str, JsonValue]) -> None:
    for key in sorted({*model, *town} - {"source", "article", "note", "unconfirmed"}):
        if not _is_narrower(model.get(key), town.get(key)):
            raise FaultyBook(
                f"{where}: {key} = {town.get(key)!r} lets through more than the model's {model.get(key)!r}. "
                "A town may only narrow privacy.toml: take away, do not add."
            )


def _is_narrower(model: JsonValue, town: JsonValue) -> bool:
    if isinstance(model, list) and isinstance(town, list):
        return all(item in model for item in town)
    if isinstance(model, bool) or isinstance(town, bool):
        return model is town
    if isinstance(model, int | float) and isinstance(town, int | float):
        return town <= model
    return model == town
