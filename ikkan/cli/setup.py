"""``ikkan setup``: makes an instance ready: home, secret key, database, the town's mark."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from ikkan.cli.practice_cards import make_missing_cards
from ikkan.config.home import write_secret_key
from ikkan.ledger.models import TownMark


def setup(
    name: Annotated[str, typer.Option(help="Name of the municipality, as pages show it.")] = "",
) -> None:
    """Make this instance ready; running it again changes nothing that is there."""
    Path(settings.IKKAN_HOME).mkdir(parents=True, exist_ok=True, mode=0o700)
    key = write_secret_key()
    migrate()
    make_missing_cards(timezone.now())
    if settings.IKKAN_PRODUCTION:
        call_command("collectstatic", verbosity=0, interactive=False)
    if settings.IKKAN_TOWN:
        TownMark.objects.get_or_create(
            code=settings.IKKAN_TOWN, defaults={"name": name or settings.IKKAN_TOWN, "marked_at": timezone.now()}
        )
    typer.echo(f"Ready: {settings.IKKAN_HOME} (secret key {key.name}, mode 0600). Next: ikkan serve")


def migrate() -> None:
    """Bring the database to this version, with the table of the cache."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
