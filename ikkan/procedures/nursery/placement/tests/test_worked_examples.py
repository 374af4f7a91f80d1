"""The towns' published worked examples come out exactly (与那原町 P12, 藤沢市 P39)."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.siblings import Alone, ChildWishes, JointWish, Pattern, expand
from ikkan.procedures.nursery.placement.tests.folders import Files, write_files

# 与那原町 R8 利用調整 P12: wishes, score, ticket of each child.
YONABARU = {
    "1": ("AB", 20, 123),
    "2": ("A", 20, 550),
    "3": ("BAC", 20, 589),
    "4": ("AD", 18, 10),
    "5": ("CA", 18, 420),
    "6": ("ABC", 18, 458),
    "7": ("D", 16, 58),
    "8": ("BC", 16, 230),
}
PRINTED_QUEUES = {"A": "123465", "B": "3168", "C": "3568", "D": "47"}


def _queue(facility: str) -> str:
    """Order by score down, wish rank up, ticket up."""
    wishing = [child for child, (wishes, _, _) in YONABARU.items() if facility in wishes]
    return "".join(
        sorted(wishing, key=lambda one: (-YONABARU[one][1], YONABARU[one][0].index(facility), YONABARU[one][2]))
    )


def _place(folder: Path, seats: dict[str, int]) -> dict[str, str]:
    files: Files = {
        "seats.csv": [f"{name},1,{seats.get(name, 0)}" for name in "ABCD"],
        "children.csv": [f"{child},f{child},1," for child in YONABARU],
        "wishes.csv": [
            f"f{child},{number},{child},{name}"
            for child, (wishes, _, _) in YONABARU.items()
            for number, name in enumerate(wishes, start=1)
        ],
        "priority.csv": [
            f"{name},1,{child},{rank}" for name in "ABCD" for rank, child in enumerate(_queue(name), start=1)
        ],
    }
    market = Market.read(write_files(folder, files))
    placement = place(market)
    assert placement.status == "stable"
    assert placement.proved_largest
    admitted: dict[str, str] = dict.fromkeys("ABCD", "")
    for child, at in zip(market.child_ids, placement.facility.tolist(), strict=True):
        if at >= 0:
            admitted[market.facility_ids[at]] += child
    return admitted


@pytest.mark.parametrize(("facility", "printed"), PRINTED_QUEUES.items())
def test_yonabaru_queues_are_as_printed(facility: str, printed: str) -> None:
    assert _queue(facility) == printed


def test_yonabaru_example_1_one_seat_at_b(tmp_path: Path) -> None:
    assert _place(tmp_path, {"B": 1})["B"] == "3"


def test_yonabaru_example_2_three_seats_at_a_and_two_at_b(tmp_path: Path) -> None:
    admitted = _place(tmp_path, {"A": 3, "B": 2})
    assert (admitted["A"], admitted["B"]) == ("124", "36")


# 藤沢市 R9 申込ナビ P39: B + D + G, one alone allowed, prefer the same facility, younger first.
FUJISAWA = expand(
    [ChildWishes("older", ("N1", "N2", "N3")), ChildWishes("younger", ("N1", "N2", "N3"))],
    Pattern.APART_ONE_ALONE_PREFER_SAME,
    alone=Alone.YOUNGER_FIRST,
)


def _fujisawa(folder: Path, older: set[str], younger: set[str]) -> JointWish:
    """Place the two alone, with one seat at the facilities named."""
    names = ("N1", "N2", "N3")
    files: Files = {
        "seats.csv": [f"{name},3,{int(name in older)}" for name in names]
        + [f"{name},1,{int(name in younger)}" for name in names],
        "children.csv": ["older,f,3,", "younger,f,1,"],
        "wishes.csv": [
            f"f,{number},{child},{name or ''}"
            for number, wish in enumerate(FUJISAWA, start=1)
            for child, name in zip(("older", "younger"), wish, strict=True)
        ],
        "priority.csv": [f"{name},{age},{child},1" for name in names for child, age in (("older", 3), ("younger", 1))],
    }
    market = Market.read(write_files(folder, files))
    placement = place(market)
    return tuple(market.facility_ids[at] if at >= 0 else None for at in placement.facility.tolist())


def test_fujisawa_both_go_to_the_second_wish_together(tmp_path: Path) -> None:
    assert _fujisawa(tmp_path, {"N1", "N2"}, {"N2"}) == ("N2", "N2")


def test_fujisawa_apart_when_no_facility_takes_both(tmp_path: Path) -> None:
    assert _fujisawa(tmp_path, {"N1"}, {"N2"}) == ("N1", "N2")


def test_fujisawa_the_older_is_never_placed_alone(tmp_path: Path) -> None:
    assert _fujisawa(tmp_path, {"N1"}, set()) == (None, None)
    assert all(wish[1] is not None for wish in FUJISAWA)
