"""Shapes of the small components; each is drawn by the template of the same name in ``counter/parts``.

Texts are ready to show (already translated, already formatted). Nothing here escapes or builds HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Tone = Literal["plain", "ok", "warn", "bad", "info", "mute"]
TaskState = Literal["done", "doing", "todo", "check", "locked"]


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; the last one has no ``url``."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox of a group."""

    value: str
    label: str
    hint: str = ""
    checked: bool = False


@dataclass(frozen=True)
class Choices:
    """A question answered by radios (``many=False``) or checkboxes (``many=True``)."""

    name: str
    legend: str
    options: Sequence[Choice]
    hint: str = ""
    error: str = ""
    many: bool = False
    optional: bool = False


@dataclass(frozen=True)
class TextBox:
    """One text question; ``width`` is the expected length in full-width characters: 4, 8, 12, 20 or 0 for full."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""
    optional: bool = False
    width: int = 0
    kind: str = "text"
    inputmode: str = ""
    autocomplete: str = ""
    rows: int = 0
    source: str = ""
    source_url: str = ""
    read_only: bool = False
    count: str = ""


@dataclass(frozen=True)
class DateBoxes:
    """A date in three boxes; ``wrong`` names the boxes in error out of ``year``, ``month``, ``day``."""

    name: str
    legend: str
    year: str = ""
    month: str = ""
    day: str = ""
    hint: str = ""
    error: str = ""
    wrong: frozenset[str] = frozenset()
    echo: str = ""
    birthday: bool = False


@dataclass(frozen=True)
class Upload:
    """One handed-in file with the result of cleaning; ``poll_url`` is set only while it is being converted."""

    key: str
    title: str
    name: str
    size: str
    state: str
    tone: Tone
    note: str = ""
    thumb_url: str = ""
    view_url: str = ""
    replace_url: str = ""
    remove_url: str = ""
    poll_url: str = ""


@dataclass(frozen=True)
class Task:
    """One row of a task list; a ``locked`` task has no link."""

    label: str
    state: TaskState
    url: str = ""
    hint: str = ""


@dataclass(frozen=True)
class TaskGroup:
    """A headed group of tasks."""

    title: str
    tasks: Sequence[Task]


@dataclass(frozen=True)
class Answer:
    """One row of a summary list; an empty ``value`` shows 「答えていません」."""

    label: str
    value: str = ""
    change_url: str = ""
    tag: str = ""
    tone: Tone = "warn"


@dataclass(frozen=True)
class AnswerCard:
    """A card of answers, such as one child."""

    title: str
    answers: Sequence[Answer]


@dataclass(frozen=True)
class Piece:
    """A run of characters; ``differs`` marks the characters that differ from the other side."""

    text: str
    differs: bool = False


@dataclass(frozen=True)
class CompareRow:
    """One compared item: the two values in pieces, the kind of difference as a word, and the evidence."""

    item: str
    left: Sequence[Piece]
    right: Sequence[Piece]
    kind: str
    tone: Tone = "warn"
    evidence: str = ""


@dataclass(frozen=True)
class Compare:
    """A comparison of two systems; ``equal_count`` items are folded away."""

    key: str
    title: str
    left_name: str
    right_name: str
    rows: Sequence[CompareRow]
    equal_count: int = 0


@dataclass(frozen=True)
class Event:
    """One event of a timeline; ``who`` is the office and post, or 自動."""

    anchor: str
    at: datetime
    at_text: str
    who: str
    what: str
    basis: str = ""
    automatic: bool = False
    void: bool = False
    papers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Approval:
    """What an approver is asked to decide, facts before buttons.

    Args:
        facts: what is decided, on which ground, what was checked.
        fingerprint: hash of what is approved; people see its first eight characters.
        route: post and what happened there, in order.
        head: small print: who drafted it when, until when.
        changes: what differs from the draft before this one.
        cautions: what somebody accepted by writing a reason.
        files: label, address and whether this person opened it.
        action_url: where the reply goes; blank where it is not this person's turn.
        ask: the choice of a reply.
        comment: what was written already.
        step: step that this person sees.
        acting_for: post for which this person deputises, or blank.
        note: why there are no buttons.
    """

    facts: Sequence[Answer]
    fingerprint: str
    route: Sequence[tuple[str, str]] = ()
    head: Sequence[Answer] = ()
    changes: Sequence[str] = ()
    cautions: Sequence[str] = ()
    files: Sequence[tuple[str, str, bool]] = ()
    action_url: str = ""
    ask: Choices | None = None
    comment: str = ""
    step: int = 1
    acting_for: str = ""
    note: str = ""

    @property
    def seen(self) -> int:
        """Return how many of the files this person opened."""
        return sum(is_seen for _label, _url, is_seen in self.files)
