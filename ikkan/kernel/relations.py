"""続柄: how a member of a household is related to its head, and the order of members on a certificate."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Protocol, TypeVar

from ikkan.kernel.characters import to_half_width

_RULES: Final = tomllib.loads((files("ikkan.kernel") / "relations.toml").read_text(encoding="utf-8"))
MOST_LINKS: Final[int] = _RULES["most_links"]
HEAD: Final[str] = _RULES["head"]
ACQUAINTANCE: Final[str] = _RULES["acquaintance"]
LODGER: Final[str] = _RULES["lodger"]
SPOUSES: Final = frozenset[str](_RULES["spouses"])
CHILDREN: Final = frozenset[str](_RULES["children"])
PARENTS: Final = frozenset[str](_RULES["parents"])
SIBLINGS: Final = frozenset[str](_RULES["siblings"])
LINKS: Final = SPOUSES | CHILDREN | PARENTS | SIBLINGS
_ALONE: Final = frozenset({HEAD, ACQUAINTANCE, LODGER})
_INSTEAD: Final[dict[str, list[str]]] = _RULES["instead"]
_BY_HALF_WIDTH: Final = {to_half_width(word): word for word in (*LINKS, *_ALONE)}
_CHILD: Final = "子"


class UnfitRelationError(ValueError):
    """Say why a text is no 続柄, and how to write it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A 続柄 by its links, from the head outward: 子の妻 is ("子", "妻").

    Args:
        links: one of 世帯主, 縁故者, 同居人, or one to four words of kin.
    """

    links: tuple[str, ...]

    def __str__(self) -> str:
        return "の".join(self.links)

    @property
    def is_head(self) -> bool:
        """Whether this is the head of the household."""
        return self.links == (HEAD,)

    @property
    def is_kin(self) -> bool:
        """Whether the links are those of a family, counted from the head."""
        return self.links[0] in LINKS


def parse_relation(text: str) -> Relation:
    """Return the 続柄 that a text says.

    Args:
        text: exactly as it stands in the register.

    Raises:
        UnfitRelationError: anything that 標準仕様書 1.1.11 does not keep; the message names the right spelling.
    """
    if text in _ALONE:
        return Relation((text,))
    links = _split(text)
    if all(link in LINKS for link in links):
        if len(links) > MOST_LINKS:
            raise UnfitRelationError(
                f"続柄「{text}」は「の」でつなぐ言葉が{len(links)}個あります（{MOST_LINKS}個まで）。"
                f"「{ACQUAINTANCE}」と書いてください"
            )
        return Relation(links)
    right = _right_spellings(text, links)
    advice = f"「{'」か「'.join(right)}」と書いてください" if right else f"使えるのは{_listed()}です"
    raise UnfitRelationError(f"続柄「{text[:40]}」は住民票に書けません。{advice}（標準仕様書 1.1.11）")


class Placed(Protocol):
    """What the order of a household looks at."""

    @property
    def number(self) -> str:
        """宛名番号."""

    @property
    def relation(self) -> str:
        """続柄."""

    @property
    def birth_key(self) -> str:
        """Date of birth as YYYY-MM-DD."""

    @property
    def place_in_household(self) -> int | None:
        """並び順 that the town set by hand, or None."""

    @property
    def family_register(self) -> tuple[str, str]:
        """本籍 and 筆頭者, blank where there is none: a couple and its children share them."""

    @property
    def is_first_named(self) -> bool:
        """Whether this is the 筆頭者 of the own family register."""


Person = TypeVar("Person", bound=Placed)
_Key = tuple[int | str, ...]


def print_order(members: Iterable[Person]) -> tuple[Person, ...]:
    """Return the members of a household in the order of a certificate.

    A place set by hand wins; who has none comes after those who have one, in the order of the rules.
    The family of a child is known by a shared family register, or because there is only one child; a spouse or
    grandchild of whom neither tells stands behind the known families, never in a family by guess.
    Source: 住民記録システム標準仕様書 5.2.

    Raises:
        UnfitRelationError: a 続柄 that is none.
    """
    ordered = sorted(members, key=_birth)
    relations = {one.number: parse_relation(one.relation) for one in ordered}
    parent_of = _parents_of_families(ordered, relations)
    keys = {one.number: _rank(one, relations[one.number], ordered, relations, parent_of) for one in ordered}
    return tuple(sorted(ordered, key=lambda one: (*_by_hand(one), *keys[one.number], *_birth(one))))


def _rank(
    one: Person,
    relation: Relation,
    members: Sequence[Person],
    relations: dict[str, Relation],
    parent_of: dict[str, _Key],
) -> _Key:
    """Return the rank of 5.2: four groups, and within each its own order. Keys compare only within a group."""
    links = relation.links
    if relation.is_head:
        return (1, 1)
    if len(links) == 1 and links[0] in SPOUSES:
        return (1, 2)
    if _is_in_family_of_child(links):
        if one.number not in parent_of:
            return (1, 3)
        return (2, *parent_of[one.number], *_within_family(links[1:], is_spouse=links[0] != _CHILD))
    if len(links) == 1 and links[0] in PARENTS:
        return (3, 1, _first(one))
    if len(links) == 1 and links[0] in SIBLINGS:
        return (3, 2, 0)
    if len(links) == 2 and set(links) <= PARENTS:
        return (3, 3, _first(one))
    if relation.is_kin:
        return (4, 1, *_relative(one, links, members, relations))
    return (4, 2 if links == (ACQUAINTANCE,) else 3)


def _parents_of_families(members: Sequence[Person], relations: dict[str, Relation]) -> dict[str, _Key]:
    """Return for every member of a child's family the key by which that family stands among the families."""
    children = [one for one in members if relations[one.number].links == (_CHILD,)]
    found: dict[str, _Key] = {}
    for one in members:
        links = relations[one.number].links
        if not _is_in_family_of_child(links) or links == (_CHILD,):
            continue
        of = [
            child for child in children if any(child.family_register) and child.family_register == one.family_register
        ]
        known = children[0] if len(children) == 1 else of[0] if len(of) == 1 else None
        if known is None:
            found[one.number] = (1, "", "")
        else:
            found[one.number] = found[known.number] = (0, *_birth(known))
    return found


def _relative(one: Person, links: tuple[str, ...], members: Sequence[Person], relations: dict[str, Relation]) -> _Key:
    """Order the other kin: the spouse's side as the head's own side, then families by generation and oldest member."""
    if links[0] in SPOUSES and len(links) > 1 and not set(links[1:]) & (SPOUSES | CHILDREN):
        side = 1 if len(links) == 2 and links[1] in PARENTS else 2 if len(links) == 2 else 3
        return (0, side, _first(one) if side != 2 else 0)
    base = _base(links)
    family = [other for other in members if _base(relations[other.number].links) == base]
    same = [other for other in family if relations[other.number].links == base]
    anchor = same[0] if len(same) == 1 else family[0]
    return (1, len(base), *_birth(anchor), *_within_family(links[len(base) :], is_spouse=False))


def _is_in_family_of_child(links: tuple[str, ...]) -> bool:
    return links[0] in CHILDREN and set(links) <= SPOUSES | CHILDREN


def _base(links: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kin whose family this is: 弟 for 弟の妻 and 弟の子."""
    end = len(links)
    while end > 1 and links[end - 1] in SPOUSES | CHILDREN:
        end -= 1
    return links[:end]


def _within_family(rest: tuple[str, ...], *, is_spouse: bool) -> _Key:
    """Return the place in a family: who it is about, the spouse, then children by generation."""
    generations = sum(link in CHILDREN for link in rest)
    return (generations, int(is_spouse or bool(rest and rest[-1] in SPOUSES)))


def _by_hand(one: Placed) -> _Key:
    return (1, 0) if one.place_in_household is None else (0, one.place_in_household)


def _birth(one: Placed) -> _Key:
    return (one.birth_key, one.number)


def _first(one: Placed) -> int:
    return int(not one.is_first_named)


def _split(text: str) -> tuple[str, ...]:
    """Split at の, but not within （子の夫）."""
    links: list[str] = []
    depth, begin = 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "（") - (sign == "）")
        if sign == "の" and depth == 0:
            links.append(text[begin:place])
            begin = place + 1
    return (*links, text[begin:])


def _right_spellings(text: str, links: tuple[str, ...]) -> list[str]:
    bare = to_half_width(text).replace(" ", "")
    if bare in _BY_HALF_WIDTH:
        return [_BY_HALF_WIDTH[bare]]
    if text in _INSTEAD:
        return _INSTEAD[text]
    choices = [[link] if link in LINKS else _INSTEAD.get(link, []) for link in links]
    if len(links) > 1 and all(len(choice) == 1 for choice in choices):
        joined = "の".join(choice[0] for choice in choices)
        return [joined if len(_split(joined)) <= MOST_LINKS else ACQUAINTANCE]
    return []


def _listed() -> str:
    kin = [*_RULES["spouses"], *_RULES["children"], *_RULES["parents"], *_RULES["siblings"]]
    return f"{HEAD}、{'、'.join(kin)}とそれらを「の」で{MOST_LINKS}個までつないだもの、{ACQUAINTANCE}、{LODGER}"
