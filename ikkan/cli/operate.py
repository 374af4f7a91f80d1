"""Commands of the one IT person; each group stands in its own module and adds itself to the command line."""

from ikkan.cli.operating import backup_commands, care_commands, people_commands

__all__ = ["backup_commands", "care_commands", "people_commands"]
