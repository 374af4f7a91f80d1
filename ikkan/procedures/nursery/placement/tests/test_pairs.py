"""Pairs are numbered by slot and rank, whether the ranks lie close together or far apart."""

from __future__ import annotations

import numpy as np
import pytest

from ikkan.procedures.nursery.placement.pairs import number_pairs


@pytest.mark.parametrize("far", [1, 50, 10**6, 10**14])
def test_pairs_are_numbered_by_slot_and_rank(far: int) -> None:
    slot = np.array([3, 0, 3, 1, 0, 3])
    rank = np.array([2, 5, 1, 5, 1, 2]) * far
    assert number_pairs(slot, rank).tolist() == [4, 1, 3, 2, 0, 4]


def test_nothing_is_numbered_nothing() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert number_pairs(nothing, nothing).tolist() == []
