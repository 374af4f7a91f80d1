"""A family that applies: what it files, what stands in the records, and what it answers when asked back."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ikkan.cli.demo.people_of_town import Household
from ikkan.kernel.json_value import JsonObject


class Enrolled(NamedTuple):
    """That a child (宛名番号) attends a facility since a day."""

    child: str
    facility: str
    since: date


@dataclass(frozen=True, slots=True)
class Family:
    """A household's application.

    Args:
        answers: answers of the nursery form, version 1, as they are filed first.
        resident_number_of_applicant: 宛名番号 of the parent who files.
        household: residents of the household, as registered.
        clean: whether nothing is planted.
        faults: codes of what is planted.
        files: bytes of the documents by SHA-256, also of those that come with the mended answers.
        mended: what the family files when asked back; None when nothing is asked of it.
        needs_officer: whether an officer must judge.
        enrolments: who of the household attends a nursery now.
    """

    answers: JsonObject
    resident_number_of_applicant: str
    household: Household
    clean: bool = True
    faults: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    mended: JsonObject | None = None
    needs_officer: bool = False
    enrolments: tuple[Enrolled, ...] = ()

    @property
    def children(self) -> int:
        """How many children apply, once everything is mended."""
        kept = self.mended if self.mended is not None else self.answers
        children = kept["children"]
        return len(children) if isinstance(children, list) else 0

    def mend(self) -> JsonObject:
        """Return the answers that the family files when it is asked back; the same as before when it was right."""
        return self.mended if self.mended is not None else self.answers
