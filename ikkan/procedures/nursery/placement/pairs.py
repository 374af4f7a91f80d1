"""Number the pairs (child and slot) of a market by slot and rank, without sorting where a table does."""

from __future__ import annotations

import numpy as np

from ikkan.procedures.nursery.placement.market_joins import IntArray
from ikkan.procedures.nursery.placement.pack import Packed

# A table of all ranks of all slots is quicker than sorting while it has at most this many cells an entry.
DENSE = 4
# Slots times ranks below this fit into 63 bits.
WIDE = 2**31


def number_pairs(slot: IntArray, rank: IntArray) -> IntArray:
    """Number the entries by slot and rank, the same pair alike: a rank stands for one child, as ranks are strict.

    Args:
        slot, rank: per entry.
    """
    cells = np.zeros(int(slot.max(initial=0)) + 1, dtype=np.int64)
    np.maximum.at(cells, slot, rank + 1)
    if int(cells.max(initial=0)) > WIDE:
        rank = np.unique(rank, return_inverse=True)[1]
        cells[:] = int(rank.max(initial=0)) + 1
    start = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(cells)))
    if start[-1] > DENSE * (len(slot) + 1):
        return np.searchsorted(np.unique(start[slot] + rank), start[slot] + rank)
    is_used = np.zeros(int(start[-1]), dtype=np.bool_)
    is_used[start[slot] + rank] = True
    number: IntArray = np.cumsum(is_used, dtype=np.int64)[start[slot] + rank] - 1
    return number


def group_pairs(packed: Packed, family: IntArray, slot: IntArray) -> IntArray:
    """Number the pairs so that those of one family at one slot are alike; only siblings can be.

    Args:
        packed: the market.
        family, slot: per pair.
    """
    group = np.arange(len(family))
    siblings = np.flatnonzero(packed.family_size[family] > 1)
    _, first, same = np.unique(
        family[siblings] * len(packed.slot_quota) + slot[siblings], return_index=True, return_inverse=True
    )
    group[siblings] = siblings[first][same]
    return group
