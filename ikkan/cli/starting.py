"""What must hold before anything of this instance starts: its settings, and that the database is this town's."""

from typing import Final

import typer
from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from ikkan.ledger.models import TownMark

# what a town sets; the checks of the code itself import every page, a second of CPU, and `ikkan check` runs them all
ABOUT_SETTINGS: Final = [Tags.security, Tags.caches, Tags.files]


def refuse_wrong_start() -> None:
    """End with code 2 when the settings contradict each other or the database belongs to another municipality."""
    try:
        call_command("check", tags=ABOUT_SETTINGS, deploy=settings.IKKAN_PRODUCTION, fail_level="ERROR", verbosity=0)
    except SystemCheckError as faults:
        typer.echo(str(faults), err=True)
        raise typer.Exit(2) from faults
    marks = list(TownMark.objects.values_list("code", flat=True))
    if settings.IKKAN_TOWN and marks and marks != [settings.IKKAN_TOWN]:
        typer.echo(
            f"IKKAN_TOWN is {settings.IKKAN_TOWN}, but this database belongs to {', '.join(marks)}. One database, one "
            "municipality: set IKKAN_TOWN or DATABASE_URL right.",
            err=True,
        )
        raise typer.Exit(2)
