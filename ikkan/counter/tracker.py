"""The five-room tracker: where a case stands, until when, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

RoomState = Literal["done", "current", "later"]

ROOM_NAMES = {
    "intake": _("受付"),
    "check": _("審査"),
    "decide": _("判定"),
    "approve": _("決裁"),
    "answer": _("交付"),
}


@dataclass(frozen=True)
class Room:
    """One room; ``day`` is the date text: real when done, 「ごろまで」 when current, expected when later."""

    code: str
    name: str
    state: RoomState
    day: str
    note: str = ""


@dataclass(frozen=True)
class Tracker:
    """The rooms in order and the sentence on top that says whose turn it is."""

    sentence: str
    rooms: Sequence[Room]
    your_turn: bool = False


def build_tracker(
    sentence: str,
    current: str,
    days: dict[str, str],
    *,
    your_turn: bool = False,
    note: str = "",
    finished: bool = False,
) -> Tracker:
    """Build a tracker from the code of the current room.

    Args:
        sentence: the line on top, such as 「いま審査中です。市の番です。」.
        current: code of the room the case is in; every room before it is done.
        days: date text of each room by code; all five are needed.
        your_turn: the citizen has to act.
        note: one more line under the current room, such as why a date slipped.
        finished: the last room is done too.

    Raises:
        ValueError: the room is unknown, or a room has no date text.
    """
    codes = list(ROOM_NAMES)
    if current not in codes:
        raise ValueError(f"The tracker has no room {current!r}. Use one of: {', '.join(codes)}.")
    missing = [code for code in codes if not days.get(code)]
    if missing:
        raise ValueError(
            f"The tracker shows a date in every room, but these have none: {', '.join(missing)}. Give each a date text."
        )
    here = codes.index(current)
    rooms = [
        Room(
            code,
            str(ROOM_NAMES[code]),
            _state(place, here, finished=finished),
            days[code],
            note if code == current else "",
        )
        for place, code in enumerate(codes)
    ]
    return Tracker(sentence, rooms, your_turn)


def _state(place: int, here: int, *, finished: bool) -> RoomState:
    if finished or place < here:
        return "done"
    return "current" if place == here else "later"
