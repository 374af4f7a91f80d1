"""``ikkan``: one command for the town's IT person, for the demo, and for whoever checks a placement."""

import getpass
import os
import socket
import sys
from typing import ClassVar, Final

import typer

from ikkan.cli.demo.home import enter_demo_home
from ikkan.cli.listing import Listed, Listing, Table
from ikkan.registers.reading_origin import COMMAND, LONGEST_TERMINAL, Origin, begin_reading_from

OPERATING: Final = "ikkan.cli.operating"
# what these read is the worker's or the visitor's, not that of whoever started them
LASTING: Final = frozenset({"serve", "work", "demo"})


class Commands(Listing):
    """Every command of ``ikkan``, in the order of the list."""

    table: ClassVar[Table] = {
        "setup": Listed(
            "ikkan.cli.setup:setup", "Make this instance ready; running it again changes nothing that is there."
        ),
        "serve": Listed("ikkan.cli.serve:serve", "Serve the pages and the API, with a worker beside them."),
        "work": Listed(
            "ikkan.cli.work:work", "Walk due cases and rounds, send effects, seal checkpoints. Any number may run."
        ),
        "demo": Listed(
            "ikkan.cli.demo_command:demo",
            "Walk an April round of nursery placement and requests for certificates in a model town, then serve it.",
        ),
        "nursery": Listed(
            "ikkan.cli.nursery_commands.group:NURSERY",
            "Nursery placement: score, place, check, explain.",
            needs_django=False,
        ),
        "residents": Listed(
            "ikkan.cli.resident_commands:RESIDENTS", "The resident register as files; holds and protection."
        ),
        "backup": Listed(
            f"{OPERATING}.backup_commands:backup",
            "Copy database, files and keys of one moment into a folder, while the town works on.",
        ),
        "restore": Listed(
            f"{OPERATING}.backup_commands:restore",
            "Restore a backup into an empty home and database; with --drill prove that it could be done.",
        ),
        "verify": Listed(
            f"{OPERATING}.backup_commands:verify",
            "Recompute every chain, checkpoint, file and edition of this instance; exit 1 when one does not hold.",
        ),
        "upgrade": Listed(
            f"{OPERATING}.backup_commands:upgrade",
            "Back up, rehearse on a copy, migrate, check, and say what to restart. Run it after installing a new "
            "version.",
        ),
        "doctor": Listed(
            f"{OPERATING}.care_commands:doctor",
            "Say what works, what does not, since when, and the command that mends it; exit 1 when something is bad.",
        ),
        "check": Listed(
            f"{OPERATING}.care_commands:check",
            "Run every check of the settings, in production with those of a deployment; exit 1 when one fails.",
        ),
        "static": Listed(
            f"{OPERATING}.care_commands:static",
            "Gather styles and scripts for the pages of a real town; again after each upgrade (which does it too).",
        ),
        "documents": Listed(
            f"{OPERATING}.care_commands:documents", "Write settings.md and procedures.md from the program itself."
        ),
        "outbox": Listed(f"{OPERATING}.care_commands:OUTBOX", "What goes out: mail and conversions."),
        "retention": Listed(f"{OPERATING}.care_commands:RETENTION", "Destruction of what is past its time."),
        "service": Listed(f"{OPERATING}.care_commands:SERVICE", "Services of this machine."),
        "staff": Listed(f"{OPERATING}.people_commands:STAFF", "Accounts and postings of staff."),
        "cash": Listed("ikkan.cli.cash_commands:CASH", "The cash book: a day's totals, its close, the book as CSV."),
        "log": Listed("ikkan.cli.log_commands:LOG", "The access log: who read whose data; what its analyses found."),
        "keys": Listed(f"{OPERATING}.key_commands:KEYS", "Keys that seal the town's papers."),
        "paper": Listed(f"{OPERATING}.key_commands:PAPER", "Papers of the town."),
        "certificate": Listed(
            "ikkan.cli.certificate_commands:CERTIFICATE",
            "Certificates of residence: check a file, see what waits, record what was shown and handed over.",
        ),
        "token": Listed(f"{OPERATING}.people_commands:TOKEN", "Bearer tokens of programs."),
        "dev": Listed("ikkan.cli.dev:DEV", "For developers and demos: never in a real town."),
    }


APP: Final = typer.Typer(
    name="ikkan", cls=Commands, no_args_is_help=True, pretty_exceptions_show_locals=False, add_completion=False
)


@APP.callback()
def ikkan() -> None:
    """Ikkan (一貫): carries a citizen's request straight through the town hall."""


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikkan.config.settings")
    if "demo" in sys.argv[1:2]:
        enter_demo_home()
    words = [word for word in sys.argv[1:3] if not word.startswith("-")]
    if words and words[0] not in LASTING:
        terminal = f"{socket.gethostname()}/{getpass.getuser()}"[:LONGEST_TERMINAL]
        begin_reading_from(Origin(terminal, COMMAND, " ".join(words)))
    APP()
