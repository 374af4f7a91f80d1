"""Case and round numbers: random with a check digit, so that they tell nothing about order or volume."""

import secrets
from datetime import date

from ikkan.kernel.codes import new_case_number
from ikkan.ledger.models import Case
from ikkan.store.rows import is_there


def draw_case_number(letter: str) -> str:
    """Draw a case number such as ``H-482-917-356`` that no case has; the unique constraint settles a race."""
    while True:
        number = new_case_number(letter, f"{secrets.randbelow(10**8):08d}")
        if not is_there(Case, number=number):
            return number


def round_number(letter: str, month: date, kind: str) -> str:
    """Return the number of a round, such as ``H-R-2027-04-first``; rounds are public."""
    return f"{letter}-R-{month:%Y-%m}-{kind}"
