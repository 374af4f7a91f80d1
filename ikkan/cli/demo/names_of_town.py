"""Invented names: drawn by weight from ``demo_data/names.toml``."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any, Final

_YOUNG_UNTIL: Final = 20
_MIDDLE_UNTIL: Final = 50


class Draw:
    """Draws words and their readings by weight.

    Args:
        rows: texts of word, reading and weight; ``_`` stands for a space.
    """

    def __init__(self, rows: Sequence[str]) -> None:
        split = [row.split() for row in rows]
        self.words = [(word.replace("_", " "), reading) for word, reading, _ in split]
        self._sums = list(accumulate(float(weight) for *_, weight in split))

    def one(self, random: Random) -> tuple[str, str]:
        """Return a word and its reading."""
        return self.words[bisect(self._sums, random.random() * self._sums[-1])]


@dataclass(frozen=True, slots=True)
class FullName:
    """A name as the register has it; ``latin`` is blank for Japanese names."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    latin: str = ""


class Names:
    """Names of the town, for Japanese and foreign residents.

    Args:
        data: content of names.toml.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._family = Draw(data["family"])
        self._given = {
            (sex, part): Draw(data["given"][word][part])
            for sex, word in (("f", "female"), ("m", "male"))
            for part in ("young", "middle", "old")
        }
        foreign = data["foreign"]
        self._foreign_family = Draw(foreign["family"])
        self._foreign_given = {"f": Draw(foreign["female"]), "m": Draw(foreign["male"])}

    def family(self, random: Random) -> tuple[str, str]:
        """Return a family name and its reading."""
        return self._family.one(random)

    def foreign_family(self, random: Random) -> tuple[str, str]:
        """Return a family name in Latin letters and its reading."""
        return self._foreign_family.one(random)

    def japanese(self, family: tuple[str, str], sex: str, age: int, random: Random) -> FullName:
        """Return a name with a given name of the bearer's generation."""
        part = "young" if age < _YOUNG_UNTIL else "middle" if age < _MIDDLE_UNTIL else "old"
        given = self._given[sex, part].one(random)
        return FullName(family[0], given[0], family[1], given[1])

    def foreign(self, family: tuple[str, str], alias: tuple[str, str] | None, sex: str, random: Random) -> FullName:
        """Return the name of a foreign resident: Latin letters, or the alias (通称) with the Latin name beside it.

        Args:
            family: family name in Latin letters and its reading.
            alias: Japanese family name of the 通称, None when there is none.
            sex: f or m.
            random: source of chance.
        """
        given = self._foreign_given[sex].one(random)
        latin = f"{family[0]} {given[0]}"
        if alias is None:
            return FullName(family[0], given[0], family[1], given[1], latin)
        return FullName(alias[0], given[1], alias[1], given[1], latin)
