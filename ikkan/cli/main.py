"""``ikkan``: one command for the town's IT person, for the demo, and for whoever checks a placement."""

import importlib
import os
import sys
from typing import Final

import typer

APP: Final = typer.Typer(
    name="ikkan",
    help="Ikkan (一貫): carries a citizen's request straight through the town hall.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
# modules of commands; each adds its own to APP when imported, none of them before Django is ready
COMMANDS: Final = ("setup", "serve", "work", "nursery", "nursery_import", "operate", "demo_command", "dev")


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikkan.config.settings")
    if "demo" in sys.argv[1:2]:
        importlib.import_module("ikkan.cli.demo.home").enter_demo_home()
    importlib.import_module("django").setup()
    for name in COMMANDS:
        importlib.import_module(f"ikkan.cli.{name}")
    APP()
