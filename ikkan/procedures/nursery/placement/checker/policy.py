"""Read by which rule the round is to be judged (policy.toml); an unknown key or value is never guessed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ikkan.procedures.nursery.placement.checker.reading import UnreadableError, read_text, whole_number

POLICY_FILE = "policy.toml"
KNOWN = {
    "rule": ("priority_first", "choice_first", "choice_within_score"),
    "ties": ("refuse", "equal"),
    "choose": ("family_leaning", "largest"),
    "stages": ("one_run", "in_turn"),
    "pools": ("share",),
}
# What the rule compares after who holds a place there, and what its reasons compare (the rank holds them all).
ORDERS = {
    "priority_first": ("stage", "rank"),
    "choice_first": ("stage", "choice", "rank"),
    "choice_within_score": ("stage", "score", "choice", "rank"),
}
REASONS = {
    "priority_first": ("stage", "score", "keys", "draw"),
    "choice_first": ("stage", "choice", "score", "keys", "draw"),
    "choice_within_score": ("stage", "score", "choice", "keys", "draw"),
}


@dataclass(frozen=True)
class Policy:
    """State the rule; ``stages`` is blank where policy.toml does not say it, ``stage_names`` are in their order."""

    rule: str = "priority_first"
    ties: str = "refuse"
    stages: str = ""
    stage_names: tuple[str, ...] = ()

    def stage_order(self, texts: set[str]) -> dict[str, int]:
        """Give the place of every stage that the children name; one only where the round is in no stages."""
        if texts <= {""} or (len(texts) == 1 and not self.stages):
            return dict.fromkeys(texts, 0)
        if not self.stages or "" in texts:
            raise UnreadableError("children.csv: stage is blank for some, or policy.toml does not say how stages go")
        if self.stage_names:
            if unknown := texts - set(self.stage_names):
                raise UnreadableError(f"children.csv: stage {min(unknown)!r} is none of policy.toml's stages")
            return {name: at for at, name in enumerate(self.stage_names)}
        numbers = {text: whole_number(text, "children.csv: stage") for text in sorted(texts)}
        places = {number: at for at, number in enumerate(sorted(set(numbers.values())))}
        return {text: places[number] for text, number in numbers.items()}


def read_policy(folder: Path) -> Policy:
    """Read policy.toml; without the file, priorities come first and ranks are strict."""
    if not (folder / POLICY_FILE).is_file():
        return Policy()
    try:
        table = tomllib.loads(read_text(folder, POLICY_FILE))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(f"{POLICY_FILE}: cannot be read: {error}") from error
    names: tuple[str, ...] = ()
    if isinstance(listed := table.get("stages"), list):
        names = tuple(str(name) for name in listed if isinstance(name, str | int) and not isinstance(name, bool))
        if not names or len(set(names) - {""}) < len(listed):
            raise UnreadableError(f"{POLICY_FILE}: stages are {listed}, wanted are different names")
        table["stages"] = "in_turn"
    for key, value in table.items():
        if not isinstance(value, str) or value not in KNOWN.get(key, ()):
            raise UnreadableError(f"{POLICY_FILE}: cannot judge by {key} = {value!r}")
    said = {key: str(table[key]) for key in ("rule", "ties", "stages") if key in table}
    return Policy(**said, stage_names=names)
