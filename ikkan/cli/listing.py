"""A group of commands that lists them from a table and imports only the one that is called."""

import pkgutil
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import django
import typer
from django.apps import apps
from typer.core import TyperCommand, TyperGroup


class Listed(NamedTuple):
    """One line of the table.

    Args:
        place: ``module:name`` of a function, or of a Typer that holds a group of its own.
        help: its sentence in the list; a test holds it to the sentence of the command itself.
        needs_django: False for commands on files alone, which start a second sooner without it.
    """

    place: str
    help: str
    needs_django: bool = True


Table = Mapping[str, Listed]


class Listing(TyperGroup):
    """Commands of a table. All modules together cost seconds of CPU, which a list or another command must not pay."""

    table: ClassVar[Table]

    def __init__(self, **settings: Any) -> None:
        """Enter every command by its sentence alone."""
        super().__init__(**settings)
        self.commands = {name: TyperCommand(name, help=listed.help) for name, listed in self.table.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that was called, now imported."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else load(name, self.table[name]), rest


def load(name: str, listed: Listed) -> Any:
    """Make Django ready where it is needed, import what stands at a place, and return it as a command.

    Args:
        name: name of the command.
        listed: its line of the table.
    """
    # never twice: it would set the log up anew
    if listed.needs_django and not apps.ready:
        django.setup()
    found = pkgutil.resolve_name(listed.place)
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)
