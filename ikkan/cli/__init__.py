"""The command line: thin doors to the same services as the pages."""

from ikkan.cli.main import main

__all__ = ["main"]
