"""The checker says of random placements by every policy what the definitions say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ikkan.procedures.nursery.placement.tests.fair import Town, Wish
from ikkan.procedures.nursery.placement.tests.fair_rounds import check, random_placement, random_round

ROUNDS = 250
FAIR_ROUNDS, TRIES = 60, 15


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


def test_a_fair_placement_that_is_changed_is_refused_or_fair_by_the_definitions(tmp_path: Path) -> None:
    changed: Counter[bool] = Counter()
    for seed in range(FAIR_ROUNDS):
        files, policy = random_round(seed)
        drawn = (random_placement(files, policy, seed * TRIES + again) for again in range(TRIES))
        fair = next((placed for placed in drawn if _is_fair(Town(files, policy, placed))), None)
        if fair is None:
            continue
        assert check(tmp_path, files, policy, fair).stable, (seed, policy)
        town = Town(files, policy, fair)
        for family, options in town.options.items():
            places = [option.places for option in options] + [dict.fromkeys(town.members[family], ("", ""))]
            for other in places[: town.reached(family)] + places[town.reached(family) + 1 :]:
                moved = _moved(town, other)
                is_fair = _is_fair(Town(files, policy, moved))
                assert check(tmp_path, files, policy, moved).stable == is_fair, (seed, policy, family, other)
                changed[is_fair] += 1
    assert changed[False] > changed[True]


def _is_fair(town: Town) -> bool:
    return town.is_feasible() and not town.blocking()


def _moved(town: Town, other: Wish) -> list[str]:
    """Give the placement with one family placed otherwise."""
    got = {**town.got, **other}
    return [",".join((child, *got[child]) if town.has_kinds else (child, got[child][0])) for child in sorted(got)]
