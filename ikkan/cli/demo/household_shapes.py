"""Shapes of households: who lives with whom, born when. 続柄 in the grammar of 住民記録システム標準仕様書 1.1.11."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final, NamedTuple

_GROWN: Final = 18
_CLASS_BEGINS: Final = (4, 2)


class Member(NamedTuple):
    """A member of a household before it has a name: 続柄, sex (f or m), birth."""

    relation: str
    sex: str
    birth: date


class Shapes:
    """Draws households.

    Args:
        shares: table ``people`` of town.toml.
        april: 1 April whose classes count the children's ages.
        as_of: nobody is born after this day.
        random: source of chance.
    """

    def __init__(self, shares: Mapping[str, Any], *, april: date, as_of: date, random: Random) -> None:
        self._share = shares
        self._april = april
        self._as_of = as_of
        self._random = random
        self._others = list(shares["without_minors"])
        self._sums = list(accumulate(shares["without_minors"].values()))

    def family(self, youngest: int) -> Sequence[Member]:
        """Return a household with minors, the youngest in the given class (0 to 17) on the 1st of April."""
        random = self._random
        births = self._children(youngest)
        oldest = min(births)
        mother = Member("妻", "f", self._parent_of(oldest))
        father = Member("世帯主", "m", mother.birth - timedelta(days=int(random.gauss(600, 1300))))
        parents = [father, mother]
        if random.random() < self._share["one_parent"]:
            parents = [mother._replace(relation="世帯主")] if random.random() < 0.88 else [father]
        elif random.random() < 0.04:
            parents = [mother._replace(relation="世帯主"), father._replace(relation="夫")]
        members = [*parents, *(Member("子", self._sex(), birth) for birth in sorted(births))]
        if random.random() < self._share["three_generations"]:
            members += self._grandparents(parents[0])
        return members

    def without_minors(self) -> Sequence[Member]:
        """Return a household of adults."""
        random = self._random
        kind = self._others[bisect(self._sums, random.random() * self._sums[-1])]
        match kind:
            case "single_young":
                return [Member("世帯主", self._sex(), self._born_between(19, 59))]
            case "single_old":
                return [Member("世帯主", "f" if random.random() < 0.65 else "m", self._born_between(60, 95))]
            case "couple_young":
                return self._couple(25, 55)
            case "couple_old":
                return self._couple(58, 90)
            case _:
                couple = self._couple(48, 80)
                youngest = couple[1].birth.year + 24
                grown = date(min(youngest, self._as_of.year - _GROWN - 1), 1, 1) + timedelta(
                    days=random.randint(0, 364)
                )
                return [*couple, Member("子", self._sex(), grown)]

    def _children(self, youngest: int) -> list[date]:
        random = self._random
        births = [self._born_in_class(youngest)]
        if random.random() < self._share["twins"]:
            births.append(births[0])
        one, two, _ = accumulate(self._share["children_in_family"])
        drawn = random.random()
        for _ in range(0 if drawn < one else 1 if drawn < two else 2):
            births.append(min(births) - timedelta(days=random.randint(480, 1500)))
        return [birth for birth in births if birth.year > self._as_of.year - 24]

    def _born_in_class(self, age: int) -> date:
        """Class 0 of a year is born from 2 April before it to 1 April in it (年齢計算ニ関スル法律)."""
        begins = date(self._april.year - age - 1, *_CLASS_BEGINS)
        ends = min(date(self._april.year - age, *_CLASS_BEGINS), self._as_of)
        return begins + timedelta(days=int(self._random.random() * max(1, (ends - begins).days)))

    def _parent_of(self, oldest: date) -> date:
        years = min(43.0, max(19.0, self._random.gauss(30.5, 4.6)))
        return oldest - timedelta(days=int(years * 365.25))

    def _grandparents(self, head: Member) -> list[Member]:
        random = self._random
        mother = Member("母", "f", head.birth - timedelta(days=int(random.uniform(21, 34) * 365.25)))
        father = Member("父", "m", mother.birth - timedelta(days=int(random.uniform(-1, 6) * 365.25)))
        drawn = random.random()
        return [father, mother] if drawn < 0.55 else [mother] if drawn < 0.9 else [father]

    def _couple(self, youngest: int, oldest: int) -> list[Member]:
        husband = Member("世帯主", "m", self._born_between(youngest, oldest))
        wife = Member("妻", "f", husband.birth + timedelta(days=int(self._random.gauss(700, 900))))
        latest = self._as_of - timedelta(days=19 * 366)
        return [husband, wife._replace(birth=min(wife.birth, latest))]

    def _born_between(self, youngest: int, oldest: int) -> date:
        days = self._random.uniform(youngest, oldest + 1) * 365.25
        return self._as_of - timedelta(days=int(days))

    def _sex(self) -> str:
        return "f" if self._random.random() < 0.487 else "m"
