"""The lottery of a round: what is published before, what comes from outside after, and the numbers that follow.

Nothing here reads a clock, a network or a database; ``check.py`` computes all of it again from the files alone.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.procedures.nursery.placement.lottery.error import LotteryError
from ikkan.procedures.nursery.placement.lottery.source import Source

FORMAT: Final = "ikkan-lottery-1"
LOG: Final = "lottery.json"
ENTRANTS: Final = "entrants.csv"
DRAWS: Final = "draws.csv"
CODES: Final = "codes.csv"


@dataclass(frozen=True, slots=True)
class Statement:
    """What is published before the value is there, and can then no more be changed.

    Args:
        round: number of the round.
        attempt: 1 for the first lottery of the round, one more for each that was held again.
        committed_at: moment of publication; whole seconds count.
        source: where the value will come from.
        entrants: blinded entrants, ascending.
        earlier: every attempt before, each with its commitment, when and why it became void.
    """

    round: str
    attempt: int
    committed_at: datetime
    source: Source
    entrants: tuple[str, ...]
    earlier: tuple[JsonObject, ...] = ()

    def as_json(self) -> JsonObject:
        """Return the statement as it is published and hashed."""
        return {
            "format": FORMAT,
            "round": self.round,
            "attempt": self.attempt,
            "committed_at": moment(self.committed_at),
            "source": self.source.as_json(),
            "entrants": {"count": len(self.entrants), "sha256": list_digest(self.entrants)},
            "earlier": list[JsonValue](self.earlier),
        }

    @property
    def commitment(self) -> str:
        """Return SHA-256 over the canonical JSON of the statement, in hex."""
        return commitment_of(self.as_json())


@dataclass(frozen=True, slots=True)
class Drawn:
    """An entrant with its number and the key that gave it."""

    number: int
    entrant: str
    key: str


def state(
    *, round_: str, attempt: int, now: datetime, source: Source, entrants: Collection[str],
    earlier: Sequence[JsonObject] = (),
) -> Statement:  # fmt: skip
    """Return the statement of a lottery.

    Raises:
        LotteryError: nobody takes part, an entrant stands twice, or the source could be known already.
    """
    if not entrants:
        raise LotteryError("no_entrants", "抽選を受ける児童がいません。", "Nobody takes part in the lottery.")
    if len(set(entrants)) != len(entrants):
        raise LotteryError("entrant_twice", "名簿に同じ行が2つあります。", "An entrant stands on the list twice.")
    source.refuse_unless_open_at(now)
    return Statement(round_, attempt, now, source, tuple(sorted(entrants)), tuple(earlier))


def blind(round_: str, child: str, code: str) -> str:
    """Return how a child stands on the published list: SHA-256 over round, child and a random code, in hex.

    The code is the child's own; without it nobody finds a case number behind a line.
    """
    return _sha256(f"{FORMAT}/entrant\n{round_}\n{child}\n{code}\n")


def draw(commitment: str, value: str, entrants: Sequence[str]) -> tuple[Drawn, ...]:
    """Number the entrants from 1 by the order of their keys: SHA-256 over commitment, public value and entrant.

    Args:
        commitment: the published commitment, hex.
        value: the public random value, hex.
        entrants: blinded entrants, in any order.

    Raises:
        LotteryError: two keys are equal, which needs a broken hash or an entrant that stands twice.
    """
    keyed = sorted((_sha256(f"{FORMAT}/draw\n{commitment}\n{value}\n{one}\n"), one) for one in entrants)
    if len({key for key, _ in keyed}) != len(keyed):
        raise LotteryError("tie", "同じ抽選の値が2つ出ました。", "Two entrants have the same key.")
    return tuple(Drawn(number, one, key) for number, (key, one) in enumerate(keyed, start=1))


def commitment_of(statement: JsonObject) -> str:
    """Return SHA-256 over JSON with sorted keys, without blanks, in ASCII."""
    return _sha256(json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=True))


def list_digest(entrants: Sequence[str]) -> str:
    """Return SHA-256 over the entrants, ascending, each ended by a newline."""
    return _sha256("".join(f"{one}\n" for one in sorted(entrants)))


def moment(at: datetime) -> str:
    """Return a moment as the log writes it: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def log_files(
    statement: JsonObject, entrants: Sequence[str], *, commitment: str, value: str = "",
    evidence: JsonObject | None = None,
) -> dict[str, str]:  # fmt: skip
    """Return the files of the public log by name; before the draw without value and numbers."""
    whole: JsonObject = {**statement, "commitment": commitment, "value": value or None, "evidence": evidence}
    files = {
        LOG: json.dumps(whole, ensure_ascii=False, indent=1) + "\n",
        ENTRANTS: "".join(f"{line}\n" for line in ("entrant", *sorted(entrants))),
    }
    if value:
        numbered = (f"{one.number},{one.entrant},{one.key}" for one in draw(commitment, value, entrants))
        files[DRAWS] = "".join(f"{line}\n" for line in ("draw,entrant,key", *numbered))
    return files


def write_log(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a log into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
