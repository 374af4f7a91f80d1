"""The JIS X 0213 form of a name: what stands beside the registered form for systems that know no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ikkan.kernel.characters import has_ivs

_CODEC: Final = "euc_jis_2004"


@dataclass(frozen=True, slots=True)
class JisForm:
    """A text in characters of JIS X 0213.

    Args:
        text: the text; a character without one sure target stands as 〓.
        unresolved: those characters, in their order: a person decides, or the reading is used.
    """

    text: str
    unresolved: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every character has its form."""
        return not self.unresolved


def jis_form(text: str, targets: Mapping[str, str]) -> JisForm:
    """Return the JIS X 0213 form of a text; the text itself is never changed in the register.

    Args:
        text: a name as registered.
        targets: character (with its variation selector, if any) to its targets of the shrink map (MJ縮退マップ).
            Several targets are none: no machine knows which of them the family writes.
    """
    made: list[str] = []
    unresolved: list[str] = []
    for character in _with_selectors(text):
        found = character if _is_in_jis(character) else _one_target(character, targets)
        made.append(found or "〓")
        if not found:
            unresolved.append(character)
    return JisForm("".join(made), tuple(unresolved))


def _one_target(character: str, targets: Mapping[str, str]) -> str:
    bare = character[0]
    given = targets.get(character, "" if len(character) == 1 else targets.get(bare, bare))
    return given if len(given) == 1 and _is_in_jis(given) else ""


def _with_selectors(text: str) -> list[str]:
    parts: list[str] = []
    for character in text:
        if parts and has_ivs(character):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _is_in_jis(character: str) -> bool:
    try:
        character.encode(_CODEC)
    except UnicodeEncodeError:
        return False
    return True
