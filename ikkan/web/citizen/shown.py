"""Days, hours and sizes as people read them, in the language of the page."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.kernel.era import show_date, show_date_english, show_day, show_day_english

NOON = 12


def day_text(day: date | datetime | None, language: str) -> str:
    """Return a near day with its weekday; blank for none."""
    if day is None:
        return ""
    local = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return show_day_english(local) if language == "en" else show_day(local)


def full_day_text(day: date | datetime | None, language: str) -> str:
    """Return a day with its year; blank for none."""
    if day is None:
        return ""
    local = timezone.localtime(day).date() if isinstance(day, datetime) else day
    return show_date_english(local) if language == "en" else show_date(local)


def hour_text(moment: datetime) -> str:
    """Return an hour as it is said: 午後5時."""
    local = timezone.localtime(moment)
    half = _("午後") if local.hour >= NOON else _("午前")
    words = _("%(half)s%(hour)s時") if local.minute == 0 else _("%(half)s%(hour)s時%(minute)02d分")
    return words % {"half": half, "hour": local.hour % NOON, "minute": local.minute}


def moment_text(moment: datetime | None, language: str) -> str:
    """Return a day and time; blank for none."""
    if moment is None:
        return ""
    return f"{day_text(moment, language)} {timezone.localtime(moment):%H:%M}"


def until_text(moment: datetime, language: str) -> str:
    """Return a deadline: day, weekday and hour."""
    return (
        f"{day_text(moment, language)} {hour_text(moment)}"
        if language == "en"
        else (f"{day_text(moment, language)}{hour_text(moment)}")
    )


def size_text(size: int) -> str:
    """Return a file's size."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def hidden_mail(address: str) -> str:
    """Return a mail address of which only its owner knows the rest."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else ""
