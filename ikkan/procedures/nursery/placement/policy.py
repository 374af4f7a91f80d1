"""Read the town's declared rule for a round (policy.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ikkan.procedures.nursery.placement.market_error import MarketError

POLICY_FILE = "policy.toml"
BUILT = {"rule": ("priority_first",), "ties": ("refuse",), "choose": ("family_leaning", "largest")}


@dataclass(frozen=True)
class Policy:
    """State by which rule the round is placed.

    Args:
        rule: ``priority_first`` (deferred acceptance) is the only rule built.
        ties: ``refuse``: ranks must be strict.
        choose: among stable placements ``family_leaning`` takes the one that the families' own proposals reach,
            ``largest`` one that places most children.
    """

    rule: str = "priority_first"
    ties: str = "refuse"
    choose: str = "family_leaning"

    def __post_init__(self) -> None:
        for key, built in BUILT.items():
            value = getattr(self, key)
            if value not in built:
                raise MarketError(
                    "policy_not_supported",
                    f"the policy asks for {key} = {value!r}, which this engine cannot do; nothing was placed, because "
                    f"another rule would give another result. Use {key} = {' or '.join(map(repr, built))}, "
                    "or a version that has this rule",
                    file=POLICY_FILE,
                    values={key: str(value)},
                )

    @classmethod
    def read(cls, folder: Path) -> Policy:
        """Read ``policy.toml`` of a market folder; without the file the default rule holds.

        Raises:
            MarketError: ``bad_policy``, ``unknown_policy_key`` or ``policy_not_supported``.
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
        return cls(**{key: str(value) for key, value in table.items()})

    def text(self) -> str:
        """Write the policy as TOML."""
        return "".join(f'{key} = "{getattr(self, key)}"\n' for key in BUILT)
