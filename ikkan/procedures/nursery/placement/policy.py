"""Read the town's declared rule for a round (policy.toml)."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ikkan.procedures.nursery.placement.market_error import MarketError

POLICY_FILE = "policy.toml"
ONE_RUN = "one_run"
IN_TURN = "in_turn"
BUILT = {
    "rule": ("priority_first", "choice_first", "choice_within_score"),
    "ties": ("refuse", "equal"),
    "choose": ("family_leaning", "largest"),
    "stages": (ONE_RUN, IN_TURN),
    "pools": ("share",),
}


@dataclass(frozen=True)
class Policy:
    """State by which rule the round is placed.

    Args:
        rule: ``priority_first`` (deferred acceptance); ``choice_first`` (immediate acceptance, "Boston"): who names
            a facility earlier goes before a better rank; ``choice_within_score``: the same among equal scores.
        ties: ``refuse``: ranks must be strict; ``equal``: nobody has a claim against an equal.
        choose: among stable placements ``family_leaning`` takes the one that the families' own proposals reach,
            ``largest`` one that places most children.
        stages: None: the round has none; ``one_run``: an earlier stage goes first within one run; ``in_turn``: stage
            after stage, each in the places that are left; a list of stage names: in turn, in that order.
        pools: ``share``: classes of one pool fill their places together.
    """

    rule: str = "priority_first"
    ties: str = "refuse"
    choose: str = "family_leaning"
    stages: str | tuple[str, ...] | None = None
    pools: str = "share"

    def __post_init__(self) -> None:
        for key, built in BUILT.items():
            value = getattr(self, key)
            if key == "stages" and isinstance(value, tuple):
                _check_order(value)
            elif key == "stages" and value is None:
                continue
            elif not isinstance(value, str) or value not in built:
                raise MarketError(
                    "policy_not_supported",
                    f"the policy asks for {key} = {value!r}, which this engine cannot do; nothing was placed, because "
                    f"another rule would give another result. Use {key} = {' or '.join(map(repr, built))}, "
                    "or a version that has this rule",
                    file=POLICY_FILE,
                    values={key: str(value)},
                )

    @property
    def is_in_turn(self) -> bool:
        """Say whether stages are placed one after the other."""
        return self.stages not in {None, ONE_RUN}

    @property
    def stage_order(self) -> tuple[str, ...]:
        """Name the stages in their order where the policy lists them; otherwise they are numbers."""
        return self.stages if isinstance(self.stages, tuple) else ()

    @classmethod
    def read(cls, folder: Path) -> Policy:
        """Read ``policy.toml`` of a market folder; without the file the default rule holds.

        Raises:
            MarketError: ``bad_policy``, ``unknown_policy_key``, ``bad_stage_list`` or ``policy_not_supported``.
        """
        path = folder / POLICY_FILE
        if not path.is_file():
            return cls()
        try:
            table = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise MarketError(
                "bad_policy", f"the file is not readable as TOML in UTF-8: {error}. Mend it", file=POLICY_FILE
            ) from error
        unknown = sorted(set(table) - set(BUILT))
        if unknown:
            raise MarketError(
                "unknown_policy_key",
                f"nothing is known about {', '.join(unknown)}; nothing was placed, because an ignored rule would give "
                f"another result. Known keys: {', '.join(BUILT)}",
                file=POLICY_FILE,
                values={key: str(table[key]) for key in unknown},
            )
        return cls(**{key: _plain(value) for key, value in table.items()})

    def text(self) -> str:
        """Write the policy as TOML, without what is as it always is."""
        default = Policy()
        return "".join(
            f"{key} = {_toml(value)}\n"
            for key in BUILT
            if (value := getattr(self, key)) != getattr(default, key) or key in {"rule", "ties", "choose"}
        )


# TOML's values are of any type until __post_init__ has judged them.
def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _toml(value: str | tuple[str, ...]) -> str:
    """Write text as TOML; JSON's way of quoting is TOML's, but for DEL, which TOML wants escaped."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _check_order(stages: tuple[str, ...]) -> None:
    """Require that a list of stages names some, each once."""
    names = [stage for stage in stages if isinstance(stage, str) and stage]
    if not names or len(names) < len(stages) or len(set(names)) < len(names):
        raise MarketError(
            "bad_stage_list",
            "the list of stages is empty, names one twice, or holds what is no name. "
            'Write each stage once, in quotes, in the order of placing: stages = ["forced", "new"]',
            file=POLICY_FILE,
            values={"stages": str(list(stages))},
        )
