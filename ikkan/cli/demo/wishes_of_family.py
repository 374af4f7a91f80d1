"""Wishes by distance and popularity, and how siblings are to be placed together."""

from collections.abc import Mapping, Sequence
from math import cos, hypot, log, radians
from random import Random
from typing import Any, Final

from ikkan.cli.demo.chance import draw_one, draw_word
from ikkan.cli.demo.people_of_town import Place
from ikkan.cli.demo.seats import Nursery
from ikkan.kernel.json_value import JsonObject, JsonValue

_KILOMETRES_A_DEGREE: Final = 111.32


class Market:
    """The nurseries as a family sees them: near, far, liked.

    Args:
        nurseries: those that take part.
        places: parts of the town by name.
        shares: content of families.toml.
        random: source of chance, for what is liked.
    """

    def __init__(
        self, nurseries: Sequence[Nursery], places: Mapping[str, Place], shares: Mapping[str, Any], random: Random
    ) -> None:
        self.nurseries = nurseries
        self._shares = shares
        liked = {one.code: random.gauss(0.0, shares["popularity_km"]) for one in nurseries}
        self._cost = {
            name: {one.code: _distance(place, one) - liked[one.code] for one in nurseries}
            for name, place in places.items()
        }

    def by_taste(self, town: str, random: Random) -> list[Nursery]:
        """Return the nurseries from the most wished on, for a family in a part of the town."""
        cost, noise = self._cost[town], self._shares["wish_noise_km"]
        taste = {code: value - noise * _gumbel(random) for code, value in cost.items()}
        return sorted(self.nurseries, key=lambda one: (taste[one.code], one.code))

    def pick(self, ranked: Sequence[Nursery], ages: Sequence[int], random: Random) -> list[str]:
        """Return the codes of a few nurseries that have all the classes, best first."""
        count = draw_one(self._shares["wishes"], random)
        return [one.code for one in ranked if all(one.takes(age) for age in ages)][:count]


def draw_pattern(children: int, shares: Mapping[str, Any], random: Random) -> str:
    """Return how siblings are to be placed; for one child the pattern has no meaning."""
    return draw_word(shares["patterns"], random) if children > 1 else "same_facility_same_time"


def free_list(children: Sequence[JsonObject]) -> list[JsonValue]:
    """Return a free combination list: together at each common wish, apart, then the oldest alone at its first wish.

    Args:
        children: the children's parts of the form, oldest first.
    """
    wishes = {str(child["id"]): child["wishes"] for child in children}
    lists = {child: codes for child, codes in wishes.items() if isinstance(codes, list)}
    first = next(iter(lists))
    common = [code for code in lists[first] if all(code in codes for codes in lists.values())]
    rows: list[JsonValue] = [dict.fromkeys(lists, code) for code in common]
    apart: JsonObject = {child: codes[0] for child, codes in lists.items()}
    if apart not in rows:
        rows.append(apart)
    alone: JsonObject = {child: lists[child][0] if child == first else "" for child in lists}
    return [*rows, alone]


def _distance(place: Place, one: Nursery) -> float:
    east = (one.longitude - place.longitude) * cos(radians(place.latitude))
    return _KILOMETRES_A_DEGREE * hypot(one.latitude - place.latitude, east)


def _gumbel(random: Random) -> float:
    return -log(-log(min(max(random.random(), 1e-12), 1 - 1e-12)))
