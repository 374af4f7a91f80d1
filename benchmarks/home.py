"""A home of its own for a bench: an empty, migrated database in a temporary folder."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command


@contextmanager
def bench_environment() -> Iterator[dict[str, str]]:
    """Make a home for a bench's process and give that process's environment; the home is removed afterwards.

    DATABASE_URL, where it is set, names an empty PostgreSQL and stays.
    """
    with tempfile.TemporaryDirectory(prefix="ikkan-bench-") as folder:
        yield {
            **os.environ,
            "IKKAN_HOME": folder,
            "IKKAN_TOWN": "222127",
            "IKKAN_SECRET_KEY": secrets.token_urlsafe(64),
            "DJANGO_SETTINGS_MODULE": "ikkan.config.settings",
            # plain HTTP on this machine, with one proxy in front whose word on the sender's address counts
            "IKKAN_HTTPS": "0",
            "IKKAN_TRUSTED_PROXIES": "1",
            # practice authorities only, made in this home
            "IKKAN_JPKI_TEST": "1",
            "IKKAN_JPKI_TRUST": f"{folder}/trust",
        }


def set_up() -> None:
    """Set Django up in the home that the environment names, with an empty database."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
