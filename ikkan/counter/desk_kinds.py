"""Shapes that a procedure hands to the generic pages of the desk; texts are ready to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ikkan.counter.parts import Answer, Compare
from ikkan.kernel.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """Points with the sentence, article and document that they rest on."""

    points: str
    words: str
    article: str
    source: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class ChildPoints:
    """The points of one child; `total_text` adds them up as people do: 41 ＝ 20+20+1."""

    title: str
    total_text: str
    lines: tuple[ScoreLine, ...]
    wishes: tuple[str, ...]
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a case; `has_records` is False while the town's own records are not in them yet."""

    children: tuple[ChildPoints, ...]
    has_records: bool
    edition: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt of the check as an officer reads it.

    Args:
        title: short name.
        compare: the two values beside each other, where it compares two.
        kind: kind of the difference.
        todo: what to do about it, where the sentence does not say so.
        at_counter: whether it is settled on the counter's screen, not by a judgement.
    """

    title: str
    compare: Compare | None
    kind: str = ""
    todo: str = ""
    at_counter: bool = False


@dataclass(frozen=True, slots=True)
class Askable:
    """Something that the citizen can be asked for; `path` is the answer's, or a document's."""

    path: str
    label: str
    document_kind: str = ""


@dataclass(frozen=True, slots=True)
class ConsoleParts:
    """What a procedure adds to the steps of a round's console.

    Args:
        templates: step (check, run, verify, compare) to the template drawn in it.
        context: what these templates need.
        done: steps that are finished.
        blocked: step to why it may not be taken yet, in words.
    """

    templates: Mapping[str, str]
    context: Mapping[str, object]
    done: frozenset[str] = frozenset()
    blocked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a proposal."""

    name: str
    label: str
    sha256: str
    content_type: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal as an approver reads it: what is decided, on which ground, what was checked, what is different."""

    facts: Sequence[Answer]
    cautions: Sequence[str] = ()
    changes: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    before: JsonObject = field(default_factory=dict)
