"""W2 与那原町 P12: the eight families of the town's own example stand in the printed queues and get the places."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from ikkan.procedures.nursery.rules import Known, features_of, score
from ikkan.procedures.nursery.tests.worked_examples import answers_of, open_book

DAY: Final = date(2026, 4, 1)
# Family -> wishes, points of the household, number of the ticket.
FAMILIES: Final = {
    "①": ("AB", 20, 120),
    "②": ("A", 20, 550),
    "③": ("BAC", 20, 589),
    "④": ("AD", 18, 10),
    "⑤": ("CA", 18, 420),
    "⑥": ("ABC", 18, 458),
    "⑦": ("D", 16, 58),
    "⑧": ("BC", 16, 230),
}
# Hours a day on five days a week, by which two parents together have the points.
HOURS: Final = {20: 7, 18: 6, 16: 5}
PRINTED: Final = {"A": "①②③④⑥⑤", "B": "③①⑥⑧", "C": "③⑤⑥⑧", "D": "④⑦"}


def queues() -> dict[str, str]:
    at = open_book("473481-yonabaru").at(DAY)
    keys: dict[str, dict[str, tuple[int, ...]]] = {facility: {} for facility in PRINTED}
    for family, (wishes, points, ticket) in FAMILIES.items():
        hours = HOURS[points] * 20
        parents = [{"relation": one, "hours": hours, "days": 5} for one in ("father", "mother")]
        answers = answers_of({"parents": parents, "children": [{"wishes": list(wishes)}]})
        (child,) = score(features_of(answers, reference_day=DAY, known=Known(ticket=ticket)), at)
        assert child.total == points
        for facility in wishes:
            keys[facility][family] = child.key_at(facility)
    return {facility: "".join(sorted(own, key=own.__getitem__)) for facility, own in keys.items()}


def place(seats: Mapping[str, int]) -> dict[str, set[str]]:
    """Place by deferred acceptance: each family goes to its next wish until a facility with seats keeps it."""
    order = queues()
    kept: dict[str, list[str]] = {facility: [] for facility in order}
    waiting, asked = list(FAMILIES), dict.fromkeys(FAMILIES, 0)
    while waiting:
        family = waiting.pop()
        wishes = FAMILIES[family][0]
        if asked[family] == len(wishes):
            continue
        facility = wishes[asked[family]]
        asked[family] += 1
        kept[facility] = sorted([*kept[facility], family], key=order[facility].index)
        waiting += kept[facility][seats.get(facility, 0) :]
        del kept[facility][seats.get(facility, 0) :]
    return {facility: set(own) for facility, own in kept.items() if own}


def test_the_queues_are_those_printed() -> None:
    assert queues() == PRINTED


def test_example_1_one_seat_at_b() -> None:
    assert place({"B": 1}) == {"B": {"③"}}


def test_example_2_three_seats_at_a_and_two_at_b() -> None:
    assert place({"A": 3, "B": 2}) == {"A": set("①②④"), "B": set("③⑥")}
