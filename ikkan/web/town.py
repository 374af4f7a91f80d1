"""The name of the town that this instance serves."""

from functools import lru_cache

from django.conf import settings

from ikkan.ledger.models import TownMark


def town_name() -> str:
    """Return the town's name from the database, or its code while the database bears no mark yet."""
    try:
        return _marked_name()
    except TownMark.DoesNotExist:
        return str(settings.IKKAN_TOWN)


def remembered_town_name() -> str:
    """Return the town's name if a page has shown it already, without asking the database: for pages of failures."""
    return _marked_name() if _marked_name.cache_info().currsize else ""


def forget_town_name() -> None:
    """Read the name again at the next page."""
    _marked_name.cache_clear()


# One database serves one town for good, so the name is read once a process; a missing mark is not remembered.
@lru_cache(maxsize=1)
def _marked_name() -> str:
    return TownMark.objects.only("name").earliest("marked_at").name
