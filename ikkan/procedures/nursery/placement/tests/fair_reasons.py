"""Write explanations.csv by the definitions, word for word: what the checker must count."""

from __future__ import annotations

from fractions import Fraction

from ikkan.procedures.nursery.placement.tests.fair import REASONS, Option, Place, Town

HEADER = (
    "child,wish,facility,seats,admitted,better_admitted,lowest_admitted_rank,own_rank,reached,outcome,because_child,"
    "because_facility,decided_by,own_value,last_value"
)


def reasons(town: Town) -> list[str]:
    """Give all lines of explanations.csv."""
    found: list[tuple[tuple[str, int, str, int], str]] = []
    for family, options in town.options.items():
        reached = town.reached(family)
        for at, option in enumerate(options):
            for child, place in option.places.items():
                if place[0]:
                    line = ",".join(_row(town, option, child, at, reached))
                    found.append(((family, option.number, child, at), line))
    return [HEADER + (",kind" if town.has_kinds else ""), *(line for _, line in sorted(found))]


def _row(town: Town, option: Option, child: str, at: int, reached: int) -> list[str]:
    place = option.places[child]
    where = town.class_of(child, place)
    inside = town.admitted(where)
    ranks = [int(town.priority[town.got[one][0], one]["rank"]) for one in inside]
    own = town.priority[place[0], child]["rank"]
    figures = [
        town.places(where),
        len(inside),
        town.ahead(child, place),
        max(ranks, default=0),
        own,
        int(at == reached),
    ]
    kind = [place[1]] if town.has_kinds else []
    return [child, str(option.number), place[0], *map(str, figures), *_outcome(town, option, child, at, reached), *kind]


def _outcome(town: Town, option: Option, child: str, at: int, reached: int) -> list[str]:
    if at >= reached:
        return ["reached" if at == reached else "better_reached", "", "", "", "", ""]
    if town.is_full(option, child):
        return ["full", "", "", *_decided(town, child, option.places[child])]
    out = [one for one, place in option.places.items() if place[0] and town.is_full(option, one)]
    because = [out[0], option.places[out[0]][0]] if out else ["", ""]
    return ["sibling", *because, "", "", ""]


def _decided(town: Town, child: str, place: Place) -> list[str]:
    def order(one: str, at: Place) -> tuple[tuple[Fraction, ...], Fraction, str]:
        draw = town.value(one, at, "draw")
        return town.key(one, at), Fraction(10**9) if draw is None else draw, one

    family = town.child[child]["family"]
    others = [one for one in town.admitted(town.class_of(child, place)) if town.child[one]["family"] != family]
    if not others:
        return ["", "", ""]
    last = max(others, key=lambda one: order(one, town.got[one]))
    is_behind = (
        order(child, place)[: 3 if town.is_equal else 1] > order(last, town.got[last])[: 3 if town.is_equal else 1]
    )
    names = [key for name in REASONS[town.rule] for key in (town.keys if name == "keys" else [name])]
    for name in names:
        if name != "stage" or town.is_one_run:
            own, theirs = town.value(child, place, name), town.value(last, town.got[last], name)
            if own is not None and theirs is not None and own != theirs:
                if (own > theirs) == is_behind:
                    return [name, _text(town, child, place, name), _text(town, last, town.got[last], name)]
                break
    return ["rank", town.priority[place[0], child]["rank"], town.priority[town.got[last][0], last]["rank"]]


def _text(town: Town, child: str, place: Place, name: str) -> str:
    """Say a component as the files say it; who holds a place there is 1."""
    if name == "holder":
        return str(int(place == (town.child[child]["current_facility"], "")))
    if name in {"stage", "draw"}:
        return town.child[child][name]
    return str(town.value(child, place, name)) if name == "choice" else town.priority[place[0], child][name]
