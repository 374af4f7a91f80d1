"""Move families about on plain lists of integers, which Python walks several times faster than arrays."""

from __future__ import annotations

from typing import NamedTuple


class Board(NamedTuple):
    """Hold the market (see pack.Packed) and the state of the run.

    Args:
        held: per family the wish it holds, or its number of wishes when it holds none.
        occupant_start: where the occupants of a slot are stored; room for its quota and one family more.
        occupant_child, occupant_rank, occupant_family: the occupants; occupied: how many by slot.
        waiting: ring of families to look at again; is_waiting: 1 while in it; ring: [head, length].
    """

    wish_start: list[int]
    entry_start: list[int]
    entry_child: list[int]
    entry_slot: list[int]
    entry_rank: list[int]
    slot_quota: list[int]
    slot_family_start: list[int]
    slot_family: list[int]
    slot_family_first: list[int]
    has_seat: list[int]
    held: list[int]
    occupant_start: list[int]
    occupant_child: list[int]
    occupant_rank: list[int]
    occupant_family: list[int]
    occupied: list[int]
    waiting: list[int]
    is_waiting: list[int]
    ring: list[int]


def wake(board: Board, family: int) -> None:
    """Put a family at the end of the ring unless it waits already."""
    if board.is_waiting[family] == 0:
        board.is_waiting[family] = 1
        tail = (board.ring[0] + board.ring[1]) % len(board.waiting)
        board.waiting[tail] = family
        board.ring[1] += 1


def next_waiting(board: Board) -> int:
    """Take the family that has waited longest."""
    family = board.waiting[board.ring[0]]
    board.ring[0] = (board.ring[0] + 1) % len(board.waiting)
    board.ring[1] -= 1
    board.is_waiting[family] = 0
    return int(family)


def has_room(board: Board, slot: int, family: int, worst: int, wanted: int) -> bool:
    """Say whether the slot takes ``wanted`` children of the family whose worst rank there is ``worst``."""
    room = board.slot_quota[slot] - wanted
    if room < 0:
        return False
    begin = board.occupant_start[slot]
    better = 0
    for place in range(begin, begin + board.occupied[slot]):
        if board.occupant_rank[place] < worst and board.occupant_family[place] != family:
            better += 1
            if better > room:
                return False
    return True


def is_admissible(board: Board, family: int, wish: int) -> bool:
    """Say whether every child of the wish gets in against the children of other families who are ranked better."""
    begin = board.entry_start[wish]
    end = board.entry_start[wish + 1]
    for entry in range(begin, end):
        slot = board.entry_slot[entry]
        worst = board.entry_rank[entry]
        wanted = 0
        for other in range(begin, end):
            if board.entry_slot[other] == slot:
                wanted += 1
                worst = max(worst, board.entry_rank[other])
        if not has_room(board, slot, family, worst, wanted):
            return False
    return True


def best_admissible(board: Board, family: int) -> int:
    """Give the best admissible wish before the one held, or -1."""
    begin = board.wish_start[family]
    for wish in range(begin, begin + board.held[family]):
        if is_admissible(board, family, wish):
            return int(wish - begin)
    return -1


def leave(board: Board, family: int) -> None:
    """Take the family's children out of the slots of the wish it holds."""
    wish = board.wish_start[family] + board.held[family]
    board.held[family] = board.wish_start[family + 1] - board.wish_start[family]
    if wish == board.wish_start[family + 1]:
        return
    for entry in range(board.entry_start[wish], board.entry_start[wish + 1]):
        slot = board.entry_slot[entry]
        place = board.occupant_start[slot]
        while board.occupant_child[place] != board.entry_child[entry]:
            place += 1
        board.occupied[slot] -= 1
        last = board.occupant_start[slot] + board.occupied[slot]
        board.occupant_child[place] = board.occupant_child[last]
        board.occupant_rank[place] = board.occupant_rank[last]
        board.occupant_family[place] = board.occupant_family[last]


def enter(board: Board, family: int, number: int) -> None:
    """Put the family's children into the slots of a wish."""
    board.held[family] = number
    wish = board.wish_start[family] + number
    for entry in range(board.entry_start[wish], board.entry_start[wish + 1]):
        slot = board.entry_slot[entry]
        place = board.occupant_start[slot] + board.occupied[slot]
        board.occupant_child[place] = board.entry_child[entry]
        board.occupant_rank[place] = board.entry_rank[entry]
        board.occupant_family[place] = family
        board.occupied[slot] += 1


def wake_listing(board: Board, family: int, number: int) -> None:
    """Wake the families that prefer something with a slot of this wish in which a seat is free."""
    wish = board.wish_start[family] + number
    if wish == board.wish_start[family + 1]:
        return
    for entry in range(board.entry_start[wish], board.entry_start[wish + 1]):
        slot = board.entry_slot[entry]
        if board.occupied[slot] < board.slot_quota[slot]:
            for listing in range(board.slot_family_start[slot], board.slot_family_start[slot + 1]):
                other = board.slot_family[listing]
                if board.held[other] > board.slot_family_first[listing]:
                    wake(board, other)


def worst_other(board: Board, slot: int, family: int) -> int:
    """Give the family of the worst-ranked occupant of the slot who is not of this family."""
    begin = board.occupant_start[slot]
    worst = -1
    loser = -1
    for place in range(begin, begin + board.occupied[slot]):
        if board.occupant_family[place] != family and board.occupant_rank[place] > worst:
            worst = board.occupant_rank[place]
            loser = board.occupant_family[place]
    return int(loser)


def move(board: Board, family: int, number: int) -> None:
    """Move a family to a wish; whoever no longer fits leaves all seats of the family and waits again."""
    former = board.held[family]
    leave(board, family)
    enter(board, family, number)
    wish = board.wish_start[family] + number
    for entry in range(board.entry_start[wish], board.entry_start[wish + 1]):
        slot = board.entry_slot[entry]
        while board.occupied[slot] > board.slot_quota[slot]:
            loser = worst_other(board, slot, family)
            lost = board.held[loser]
            leave(board, loser)
            wake(board, loser)
            wake_listing(board, loser, lost)
    wake_listing(board, family, former)


def repair(board: Board, limit: int) -> int:
    """Let waiting families take their best admissible wish until none waits; give the steps left, 0 when used up."""
    while board.ring[1] > 0 and limit > 0:
        limit -= 1
        family = next_waiting(board)
        number = best_admissible(board, family)
        if number >= 0:
            move(board, family, number)
    return limit


def settle(board: Board) -> None:
    """Give every family with a present seat at least that seat, after a run that was cut short."""
    unsettled = True
    while unsettled:
        unsettled = False
        for family in range(len(board.held)):
            wishes = board.wish_start[family + 1] - board.wish_start[family]
            if board.has_seat[family] == 1 and board.held[family] == wishes:
                move(board, family, wishes - 1)
                unsettled = True
