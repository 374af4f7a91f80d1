"""What ends when somebody signs out."""

from typing import Any

from django.utils import timezone

from ikkan.people.counter_session import end_when_signed_out
from ikkan.people.models import Account


# the other arguments are Django's
def end_counter_session(user: object, **_: Any) -> None:
    """Let nobody who is served by this officer stay on a screen."""
    if isinstance(user, Account) and user.is_staff_member:
        end_when_signed_out(officer=user, now=timezone.now())
