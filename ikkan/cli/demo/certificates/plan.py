"""Which households ask for a certificate, and for what."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from ikkan.cli.demo.certificates.wish import (
    COMES_BY,
    OF_A_SAMPLE,
    REQUESTS,
    SAMPLES,
    SHARE_OF_A_FAULT,
    WAYS,
    Fault,
    Way,
    Wish,
)
from ikkan.cli.demo.chance import draw_one, draw_word
from ikkan.cli.demo.people_of_town import Household
from ikkan.registers.services import ResidentRow

_Slot = tuple[Way, str, Fault]
_HEAD: Final = "世帯主"
_WIFE: Final = "妻"
_YOUNG: Final = 14
_GROWN: Final = 20
# No child of the nursery's round, and none who may be expected: a change of the register touches no family of it.
_SMALL: Final = 8
_MAY_EXPECT: Final = range(21, 43)
_PERSONS_A_SHEET: Final = 4
# Long enough that what the demo records of them happened since they came.
_LONG: Final = timedelta(days=500)
_WHOSE: Final = {"me": 0.5, "household": 0.35, "some": 0.15}
_COPIES: Final = {"1": 0.8, "2": 0.15, "3": 0.05}
_RELATION, _DOMICILE, _EXEMPT, _BY_POST = 0.4, 0.3, 0.03, 0.67


def plan_wishes(households: Mapping[str, Household], *, wishes: int, seed: int) -> list[Wish]:
    """Plan the requests, each of another household that no family of the nursery's round is.

    Args:
        households: residents by 世帯番号.
        wishes: how many are wanted; where nobody of a small town fits one, it is left out.
        seed: the same seed gives the same plan.
    """
    # Invented data wants a repeatable source, not an unforeseeable one.
    random = Random(seed)  # noqa: S311
    free = [home for _, home in sorted(households.items()) if _is_free(home)]
    random.shuffle(free)
    made: list[Wish] = []
    for way, sample, fault in _slots(wishes):
        place = next((place for place, home in enumerate(free) if _fits(home, sample, fault)), None)
        if place is not None:
            home = free.pop(place)
            wish = Wish(name=f"c{len(made):03}", way=way, household=home, asker=_head(home), sample=sample, fault=fault)
            wish = _of_sample(wish) if sample else _with_fault(wish) if fault else _drawn(wish, random)
            made.append(_handed_over(wish, random))
    return made


def _slots(wishes: int) -> Iterator[_Slot]:
    """Yield way, sample and fault of each request; those that need certain households come first."""
    left = Counter({way: round(count * wishes / REQUESTS) for way, count in WAYS.items()})
    of_a_fault = max(1, round(wishes * SHARE_OF_A_FAULT))
    special: list[_Slot] = [(way, "", fault) for fault, way in COMES_BY.items() for _ in range(of_a_fault)]
    special += [(way, sample, "") for sample, way in SAMPLES.items() for _ in range(OF_A_SAMPLE)]
    for slot in special:
        if left[slot[0]] > 0:
            left[slot[0]] -= 1
            yield slot
    for way, count in left.items():
        yield from ((way, "", "") for _ in range(count))


def _is_free(home: Household) -> bool:
    return not any(_age(one) < _SMALL or (one.relation == _WIFE and _age(one) in _MAY_EXPECT) for one in home) and any(
        one.relation == _HEAD and _age(one) >= _GROWN for one in home
    )


def _fits(home: Household, sample: str, fault: Fault) -> bool:
    is_plain = not any(one.is_protected or one.is_foreign for one in home)
    is_settled = all(one.as_of - one.resident_since > _LONG for one in home if one.relation == _HEAD)
    wanted: Mapping[str, Callable[[], bool]] = {
        "history": lambda: is_plain and is_settled,
        "removed": lambda: is_plain and is_settled,
        "protected": lambda: any(one.is_protected for one in home),
        "foreign": lambda: any(one.is_foreign for one in home) and not any(one.is_protected for one in home),
        "young": lambda: is_plain and any(_age(one) == _YOUNG for one in home),
        "dead": lambda: is_plain and len(_others(home)) > 0,
        "no_glyph": lambda: is_plain and len(_others(home)) > 0,
        "household": lambda: is_plain and len(home) > 1,
        "sheets": lambda: is_plain and len(home) > _PERSONS_A_SHEET,
    }
    return wanted.get(sample or fault, lambda: is_plain)()


def _of_sample(wish: Wish) -> Wish:
    head = wish.asker
    match wish.sample:
        case "person":
            return replace(wish, form="person", items=("relation", "domicile"))
        case "removed":
            return replace(wish, form="removed", changed=head)
        case "history":
            return replace(wish, form="person", items=("history",), changed=head)
        case "foreign":
            return replace(wish, whose="household", items=("relation", "stay"))
    return replace(wish, whose="household", items=("relation", "domicile"))


def _with_fault(wish: Wish) -> Wish:
    match wish.fault:
        case "moved_out":
            return replace(wish, changed=wish.asker)
        case "dead":
            gone = _others(wish.household)[0]
            return replace(wish, whose="some", named=(wish.asker, gone), changed=gone)
        case "no_glyph":
            return replace(wish, whose="household", changed=_others(wish.household)[0])
        case "young":
            return replace(wish, asker=next(one for one in wish.household if _age(one) == _YOUNG))
        case "protected":
            return replace(wish, whose="household")
        case "unjust":
            return replace(wish, whose="some", named=(wish.asker,))
    return wish


def _drawn(wish: Wish, random: Random) -> Wish:
    if not wish.is_own:
        return replace(wish, whose="some", named=(wish.asker,))
    whose = draw_word(_WHOSE, random) if _others(wish.household) else "me"
    named = (wish.asker, draw_one(_others(wish.household), random)) if whose == "some" else ()
    shares = {"relation": _RELATION, "domicile": _DOMICILE}
    return replace(
        wish, whose=whose, named=named,
        items=tuple(item for item, share in shares.items() if random.random() < share),
        copies=int(draw_word(_COPIES, random)),
        exemption="public_assistance" if random.random() < _EXEMPT else "",
    )  # fmt: skip


def _handed_over(wish: Wish, random: Random) -> Wish:
    by_post = wish.way == "paper" or (wish.is_signed and random.random() < _BY_POST)
    return replace(wish, delivery="post" if by_post else "pickup")


def _head(home: Household) -> ResidentRow:
    return next(one for one in home if one.relation == _HEAD)


def _others(home: Household) -> list[ResidentRow]:
    return [one for one in home if one.relation != _HEAD and _age(one) >= _GROWN]


def _age(one: ResidentRow) -> int:
    return one.as_of.year - one.birth.year - ((one.as_of.month, one.as_of.day) < (one.birth.month, one.birth.day))
