"""Shapes of what a procedure hands over at the counter or by post; texts are ready to show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ikkan.counter.parts import AnswerCard, Choice, Tone

# identity: papers are to be seen. payment: the fee is to be received. working: the machine is at it, or waits.
# ready: the paper can be printed and handed over. elsewhere: somebody else must do something. done: nothing is left.
Stage = Literal["identity", "payment", "working", "ready", "elsewhere", "done"]


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A sealed file of a case: `key` names it within the case."""

    key: int
    label: str


@dataclass(frozen=True, slots=True)
class CounterView:
    """A request as the officer at the counter sees it.

    Args:
        stage: what is to be done now.
        who: whom it is about, for the line above the page.
        cards: who asks, for whom, what.
        told: what the officer must know now, such as why it does not go on; blank for nothing.
        tone: of what is told.
        papers: identity papers to tick; none where identity is settled.
        seen: papers that were seen in this visit, in words.
        fee: yen to receive.
        files: sealed files that can be printed.
        waits: whether the machine goes on by itself, so that looking again is worth it.
    """

    stage: Stage
    who: str
    cards: tuple[AnswerCard, ...]
    told: str = ""
    tone: Tone = "info"
    papers: tuple[Choice, ...] = ()
    seen: str = ""
    fee: int = 0
    files: tuple[PaperFile, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class WaitingPaper:
    """A paper in the queue.

    Args:
        key: key of the paper.
        number: number that is printed on it.
        case: number of its case.
        name: whom it goes to.
        address: where it goes, on one line; blank where it cannot be posted.
        since: when it was granted.
        is_made: whether its file is there.
        obstacle: what stands in the way, in words; blank for nothing.
    """

    key: int
    number: str
    case: str
    name: str
    address: str
    since: datetime | None
    is_made: bool
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """Papers to be printed together, as one file for download."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A form that an officer fills in for somebody who is not at a screen, and what was wrong with it.

    Args:
        parts: the kind of part and the part itself, in the order of the page.
        errors: anchor and words.
    """

    parts: Sequence[tuple[str, object]]
    errors: Sequence[tuple[str, str]] = field(default_factory=tuple)
