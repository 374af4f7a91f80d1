"""Reader: who reads a resident's data, and why. Without one no register answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a register entry.

    Args:
        who: account id (UUID text) of the person, or blank when a machine step reads.
        why: purpose in words that the resident will read.
        case: case number that the reading serves, or blank.
        ground: article that allows it (個人情報の保護に関する法律 69条 or the procedure's law).
        resident: 宛名番号 of the citizen for whom it is read, blank when staff or a machine step of the office reads.
    """

    who: str
    why: str
    case: str = ""
    ground: str = ""
    resident: str = ""

    def __post_init__(self) -> None:
        if not self.why:
            raise ValueError("A register is read for a stated purpose only: give Reader.why.")

    @property
    def is_machine(self) -> bool:
        """Whether no person looked."""
        return not self.who

    @property
    def has_purpose(self) -> bool:
        """Whether a member of staff names the case or the article: words alone open nothing that is protected."""
        return bool(self.case or self.ground)
