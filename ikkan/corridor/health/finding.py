"""One line of the doctor: good, attention or bad, since when, and what to do."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ikkan.kernel.json_value import JsonObject


class State(StrEnum):
    """How something stands."""

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"


WORDS: Final[dict[State, str | Promise]] = {State.GOOD: _("良い"), State.ATTENTION: _("注意"), State.BAD: _("だめ")}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing.

    Args:
        code: stable machine word, such as ``backup.last``.
        name: what was looked at.
        state: how it stands.
        said: what was found; no personal data.
        since: since when it stands so, where that is known.
        do: command that mends it, ready to copy; blank when nothing is to be done.
        is_fake: whether a fake stands where an outside system belongs.
    """

    code: str
    name: str
    state: State
    said: str
    since: datetime | None = None
    do: str = ""
    is_fake: bool = False

    @property
    def word(self) -> str:
        """Return the state as people read it."""
        return str(WORDS[self.state])

    def at(self, since: datetime) -> "Finding":
        """Return the same with the moment since when it stands so."""
        return replace(self, since=since)

    def as_json(self) -> JsonObject:
        """Return the line for monitoring."""
        return {
            "code": self.code,
            "name": self.name,
            "state": self.state.value,
            "word": self.word,
            "said": self.said,
            "since": self.since.isoformat() if self.since else None,
            "do": self.do,
            "is_fake": self.is_fake,
        }
