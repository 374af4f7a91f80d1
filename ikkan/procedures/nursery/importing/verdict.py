"""What a file of paper applications was found to be: row by row, with the sentence and the cell of each fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ikkan.kernel.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a row from being taken.

    Args:
        heading: title of the column, or blank where it is no single cell.
        code: machine word.
        ja: what is wrong and how to mend it.
        en: the same in English.
    """

    heading: str
    code: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What became of one row: its line in the file, the family and child it names, its faults, what was mended."""

    line: int
    number: str
    child: str
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the row has no fault."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was handed in: its kind, whose it is, and what was read off it."""

    kind: str
    of: str
    facts: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Household:
    """One family of the file, ready to be filed.

    Args:
        number: its number in the file.
        line: line of its first row.
        answers: the form.
        papers: papers handed in.
        subject: 宛名番号 of the applicant, or blank.
    """

    number: str
    line: int
    answers: JsonObject
    papers: tuple[Paper, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class ImportVerdict:
    """What became of a file.

    Args:
        digest: SHA-256 of the file, in hex; importing the same file again changes nothing.
        problems: faults of the file itself.
        rows: a verdict a row, in the order of the file.
        families: what can be filed; used only where every row is accepted.
    """

    digest: str
    problems: tuple[Fault, ...]
    rows: tuple[RowVerdict, ...]
    families: tuple[Household, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the whole file may be imported."""
        return not self.problems and bool(self.rows) and all(row.is_accepted for row in self.rows)

    def counts(self) -> Mapping[str, int]:
        """Return how many rows were accepted, refused and mended, and how many families there are."""
        return {
            "accepted": sum(row.is_accepted for row in self.rows),
            "refused": sum(not row.is_accepted for row in self.rows),
            "mended": sum(bool(row.notes) for row in self.rows),
            "families": len({row.number for row in self.rows}),
        }
