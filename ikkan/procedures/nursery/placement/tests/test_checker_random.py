"""The checker says of random placements by every policy what the definitions say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ikkan.procedures.nursery.placement.tests.fair import Town
from ikkan.procedures.nursery.placement.tests.fair_rounds import check, random_placement, random_round

ROUNDS = 400


def test_the_checker_agrees_with_the_definitions_on_random_rounds(tmp_path: Path) -> None:
    seen: Counter[tuple[object, bool]] = Counter()
    for seed in range(ROUNDS):
        files, policy = random_round(seed)
        placed = random_placement(files, policy, seed)
        town = Town(files, policy, placed)
        verdict = check(tmp_path, files, policy, placed)
        assert verdict.feasible == town.is_feasible(), (seed, policy, verdict.problems)
        if verdict.feasible:
            found = [(one.family, one.wish) for one in verdict.blocking]
            assert found == town.blocking(), (seed, policy)
            assert verdict.stable == (not found)
            seen[policy["rule"], verdict.stable] += 1
    assert len(seen) == 6, "every rule is seen fair and unfair"
    assert min(seen.values()) >= 3
