"""Append-only tables, held by the database itself on both engines."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "append-only: rows of {table} are never changed"


def forbid(
    schema_editor: BaseDatabaseSchemaEditor, table: str, verbs: tuple[str, ...] = ("UPDATE", "DELETE"), unless: str = ""
) -> None:
    """Make a table refuse UPDATE and DELETE.

    Args:
        schema_editor: of the migration.
        table: name of the table.
        verbs: what is refused.
        unless: SQL condition on OLD under which it is allowed after all; blank: never.
    """
    for verb in verbs:
        name = f"{table}_no_{verb.lower()}"
        refusal = REFUSAL.format(table=table)
        if schema_editor.connection.vendor == "sqlite":
            when = f"WHEN NOT ({unless})" if unless else ""
            schema_editor.execute(
                f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" {when} '
                f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
                params=None,
            )
        else:
            test = f"IF {unless} THEN RETURN OLD; END IF;" if unless else ""
            schema_editor.execute(
                f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
                f"BEGIN {test} RAISE EXCEPTION '{refusal}'; END $$",
                params=None,
            )
            schema_editor.execute(
                f'CREATE TRIGGER "{name}" BEFORE {verb} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
                params=None,
            )


def allow(schema_editor: BaseDatabaseSchemaEditor, table: str, verbs: tuple[str, ...] = ("UPDATE", "DELETE")) -> None:
    """Take back :func:`forbid`, for a reversed migration."""
    for verb in verbs:
        name = f"{table}_no_{verb.lower()}"
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f'DROP TRIGGER "{name}"', params=None)
        else:
            schema_editor.execute(f'DROP FUNCTION "{name}"() CASCADE', params=None)
