"""Statements without the ORM's work on each: many rows at once, and single rows where many people wait."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection, models

# whatever the database's driver takes; it alone knows
Values = Sequence[Any]

# rows in one INSERT: half the time of one row a statement; more than this gains nothing
TOGETHER = 50
# SQLite and PostgreSQL share these words
_ON_CONFLICT = " ON CONFLICT ({key}) DO UPDATE SET {sets}"


def insert(*rows: models.Model) -> None:
    """Insert new rows of one model with the values that saving them would write, and set their keys.

    Nothing else that ``save`` does is done: no signal is sent.
    """
    if not rows:
        return
    model = type(rows[0])
    columns, fields, has_drawn_key = _written_fields(model)
    values = [tuple(field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields) for row in rows]
    if has_drawn_key:
        for row, key in zip(rows, insert_returning_ids(model, columns, values), strict=True):
            row.pk = key
    else:
        insert_rows(model, columns, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_once(row: models.Model) -> bool:
    """Insert a row unless a unique constraint says that it is there; True when it was written. Its key stays unset."""
    columns, fields, _ = _written_fields(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"{_insert_of(row._meta.db_table, columns, 1)} ON CONFLICT DO NOTHING", values)
        return bool(cursor.rowcount)


def is_there(model: type[models.Model], **equal: object) -> bool:
    """Tell whether a row has these values; None means that the column is empty."""
    named = {one.name: one for one in model._meta.concrete_fields}
    columns = [named[name] for name in equal]
    given = tuple(value is not None for value in equal.values())
    statement = _is_there_of(model._meta.db_table, tuple(str(one.column) for one in columns), given)
    values = [
        one.get_db_prep_value(value, connection)
        for one, value in zip(columns, equal.values(), strict=True)
        if value is not None
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() is not None


def delete_guarded(row: models.Model, guard: str) -> bool:
    """Delete a row while its guard column still holds what was read; False means that somebody else was faster.

    Rows that point to it must be deleted by the same transaction.
    """
    model = type(row)
    values = [row._meta.pk.get_db_prep_value(row.pk, connection), getattr(row, guard)]
    with connection.cursor() as cursor:
        cursor.execute(_delete_of(model._meta.db_table, _key_of(model), guard), values)
        return bool(cursor.rowcount)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Values]) -> int:
    """Insert rows without building model instances.

    Args:
        model: the table.
        columns: names of its columns, in the order of the values.
        rows: values; JSON columns take text made by ``json.dumps``.

    Returns:
        Number of rows written.
    """
    batch = list(rows)
    _insert(model._meta.db_table, tuple(columns), batch)
    return len(batch)


def upsert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Values], *, keep: Sequence[str] = ()
) -> int:
    """Insert rows, or write them over those of the same key.

    Args:
        model: the table; its key is the first of the columns.
        columns: names of its columns, in the order of the values.
        rows: values; no key twice.
        keep: columns that a row already there keeps.

    Returns:
        Number of rows given.
    """
    batch = list(rows)
    ending = _ON_CONFLICT.format(
        key=_quoted(columns[0]),
        sets=", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in columns[1:] if name not in keep),
    )
    _insert(model._meta.db_table, tuple(columns), batch, ending)
    return len(batch)


def delete_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Values]) -> None:
    """Delete the rows that hold the given values in the given columns."""
    test = " AND ".join(f"{_quoted(column)} = %s" for column in columns)
    with connection.cursor() as cursor:
        # names come from models, values are parameters
        cursor.executemany(f"DELETE FROM {_quoted(model._meta.db_table)} WHERE {test}", rows)  # noqa: S608


def insert_returning_ids(model: type[models.Model], columns: Sequence[str], rows: Sequence[Values]) -> list[int]:
    """Insert rows and return their keys in the order of the rows.

    PostgreSQL hands out sequence values first; SQLite's one writer makes consecutive rowids within a transaction.
    """
    if not rows:
        return []
    table = model._meta.db_table
    key = _key_of(model)
    if len(rows) == 1 and connection.features.can_return_columns_from_insert:
        returning = f"{_insert_of(table, tuple(columns), 1)} RETURNING {connection.ops.quote_name(key)}"
        with connection.cursor() as cursor:
            cursor.execute(returning, rows[0])
            return [int(cursor.fetchone()[0])]
    ids = _next_ids(table, key, len(rows))
    _insert(table, (key, *columns), [(i, *row) for i, row in zip(ids, rows, strict=True)])
    return ids


def update_guarded(model: type[models.Model], columns: Sequence[str], guard: str, rows: Sequence[Values]) -> int:
    """Update rows by key, each only while its guard column still holds the expected value.

    Args:
        model: the table.
        columns: columns to set.
        guard: column that must still hold the value given.
        rows: values of the columns, then the key, then the guard's expected value.

    Returns:
        Number of rows changed; fewer than given means that somebody else was faster.
    """
    if not rows:
        return 0
    key = _key_of(model)
    statement = _update_of(model._meta.db_table, tuple(columns), key, guard)
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        else:
            cursor.executemany(statement, rows)
        return int(cursor.rowcount)


def last_and_count(model: type[models.Model]) -> tuple[int, int]:
    """Return the highest key of a table and how many rows it has: another pair means that something changed.

    The ORM composes the question for longer than the database answers it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_last_of(model._meta.db_table, _key_of(model)))
        last, count = cursor.fetchone()
    return last or 0, count


def _insert(table: str, columns: tuple[str, ...], rows: Sequence[Values], ending: str = "") -> None:
    """Insert rows by statements of many rows each, the rest one by one."""
    whole = len(rows) - len(rows) % TOGETHER
    with connection.cursor() as cursor:
        if whole:
            groups = [tuple(chain(*rows[at : at + TOGETHER])) for at in range(0, whole, TOGETHER)]
            cursor.executemany(_insert_of(table, columns, TOGETHER) + ending, groups)
        if len(rows) - whole == 1:
            cursor.execute(_insert_of(table, columns, 1) + ending, rows[-1])
        elif whole < len(rows):
            cursor.executemany(_insert_of(table, columns, 1) + ending, rows[whole:])


def _next_ids(table: str, key: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, count]
            )
            return [int(row[0]) for row in cursor.fetchall()]
        # AUTOINCREMENT keys are never reused: the sequence table knows the last one even after deletions
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = int(found[0]) + 1 if found else 1
        return list(range(first, first + count))


# the same text again lets the driver use the statement that it already prepared
@lru_cache(maxsize=256)
def _insert_of(table: str, columns: tuple[str, ...], rows: int) -> str:
    names = ", ".join(_quoted(column) for column in columns)
    marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
    return f"INSERT INTO {_quoted(table)} ({names}) VALUES {', '.join([marks] * rows)}"  # noqa: S608 — names come from models, values are parameters


@lru_cache(maxsize=64)
def _written_fields(
    model: type[models.Model],
) -> tuple[tuple[str, ...], tuple["models.Field[Any, Any]", ...], bool]:
    """Return columns and fields that a new row gives, and whether the database draws its key."""
    has_drawn_key = isinstance(model._meta.pk, models.AutoField | models.BigAutoField)
    fields = tuple(one for one in model._meta.concrete_fields if not (has_drawn_key and one.primary_key))
    return tuple(str(one.column) for one in fields), fields, has_drawn_key


@lru_cache(maxsize=64)
def _is_there_of(table: str, columns: tuple[str, ...], given: tuple[bool, ...]) -> str:
    tests = (
        f"{_quoted(column)} {'= %s' if has_value else 'IS NULL'}"
        for column, has_value in zip(columns, given, strict=True)
    )
    return f"SELECT 1 FROM {_quoted(table)} WHERE {' AND '.join(tests)} LIMIT 1"  # noqa: S608 — names come from models, values are parameters


@lru_cache(maxsize=64)
def _last_of(table: str, key: str) -> str:
    return f"SELECT MAX({_quoted(key)}), COUNT(*) FROM {_quoted(table)}"  # noqa: S608 — names come from models


@lru_cache(maxsize=64)
def _delete_of(table: str, key: str, guard: str) -> str:
    return f"DELETE FROM {_quoted(table)} WHERE {_quoted(key)} = %s AND {_quoted(guard)} = %s"  # noqa: S608 — names come from models, values are parameters


@lru_cache(maxsize=256)
def _update_of(table: str, columns: tuple[str, ...], key: str, guard: str) -> str:
    sets = ", ".join(f"{_quoted(column)} = %s" for column in columns)
    return f"UPDATE {_quoted(table)} SET {sets} WHERE {_quoted(key)} = %s AND {_quoted(guard)} = %s"  # noqa: S608 — names come from models, values are parameters


def _key_of(model: type[models.Model]) -> str:
    return (model._meta.pk.column if model._meta.pk else None) or "id"


def _quoted(name: str) -> str:
    """Return a name as both engines quote it."""
    return connection.ops.quote_name(name)
