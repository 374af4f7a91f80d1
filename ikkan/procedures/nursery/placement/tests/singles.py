"""Random markets without siblings, and two procedures of towns as they are told, round by round."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

from ikkan.procedures.nursery.placement.tests.folders import Files
from ikkan.procedures.nursery.placement.tests.policy_folders import policy_text

Lists = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Singles:
    """Hold children of one age: their lists, the places, the rank of each child at each facility, the scores."""

    lists: Lists
    seats: dict[str, int]
    rank: dict[tuple[str, str], int]
    score: dict[str, int]

    def files(self, **policy: str) -> Files:
        """Write the market."""
        return {
            "seats.csv": [f"{name},1,{count}" for name, count in self.seats.items()],
            "children.csv": [f"{child},f{child},1," for child in self.lists],
            "wishes.csv": [
                f"f{child},{number},{child},{name}"
                for child, names in self.lists.items()
                for number, name in enumerate(names, start=1)
            ],
            "priority.csv": [
                "facility,age,child,rank,score",
                *(f"{name},1,{child},{rank},{self.score[child]}" for (name, child), rank in self.rank.items()),
            ],
            "policy.toml": policy_text(**policy),
        }


def random_singles(seed: int, *, children: int = 8, facilities: int = 4) -> Singles:
    """Draw a market without siblings.

    Args:
        seed: decides everything.
        children, facilities: how many.
    """
    # S311: synthetic data, no secret depends on it
    draw = random.Random(seed)  # noqa: S311
    names, ids = [chr(65 + at) for at in range(facilities)], [f"c{at}" for at in range(children)]
    lists = {child: tuple(draw.sample(names, draw.randint(1, facilities))) for child in ids}
    rank = {(name, child): at for name in names for at, child in enumerate(draw.sample(ids, children), start=1)}
    return Singles(lists, {name: draw.randint(0, 2) for name in names}, rank, {c: draw.choice((10, 20)) for c in ids})


def immediate_acceptance(town: Singles, lists: Lists, left: dict[str, int], who: list[str]) -> dict[str, str]:
    """Give places for good, round by round: all first choices, then in what is left all second choices, and so on.

    Args:
        town: the market.
        lists: what the children state.
        left: places left; those given away are taken off.
        who: the children who take part.
    """
    got = dict.fromkeys(who, "")
    for number in range(max(map(len, lists.values()))):
        asking = defaultdict(list)
        for child in who:
            if not got[child] and len(lists[child]) > number:
                asking[lists[child][number]].append(child)
        for name, children in asking.items():
            ranked = sorted((town.rank[name, child], child) for child in children)
            for _, child in ranked[: left[name]]:
                got[child] = name
                left[name] -= 1
    return got


def within_score(town: Singles, lists: Lists) -> dict[str, str]:
    """Give places as 河内長野市 does: the highest score first, and among equal scores all first choices, and so on."""
    left = dict(town.seats)
    got: dict[str, str] = {}
    for score in sorted(set(town.score.values()), reverse=True):
        got |= immediate_acceptance(town, lists, left, [child for child in lists if town.score[child] == score])
    return got
