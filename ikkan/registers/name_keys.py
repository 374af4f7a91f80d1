"""Keys of names: what the search meets, and the two-character index over them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from ikkan.kernel.jis import jis_form
from ikkan.kernel.names import compare_key, kana_key, to_katakana
from ikkan.registers.batches import batches
from ikkan.registers.models import NameGram, NameKey
from ikkan.registers.moji import shrink_targets
from ikkan.store.rows import delete_rows, insert_rows, upsert_rows

NAME_FIELDS: Final = ("number", "name", "name_kana", "kanji_name", "latin_name", "alias", "alias_kana", "former_name")
_COLUMNS: Final = ("number", "name_key", "kana_key", "jis_name", "is_jis_whole")


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of one resident: words without spaces, parted by one space."""

    names: str
    kana: str

    def grams(self) -> frozenset[str]:
        """Return every pair of neighbours within a word."""
        return grams_of(chain(self.names.split(" "), self.kana.split(" ")))


def search_key(text: str) -> str:
    """Return the key of a written name, under which hiragana and katakana meet too."""
    return to_katakana(compare_key(text))


def grams_of(words: Iterable[str]) -> frozenset[str]:
    """Return the pairs of neighbouring characters of words; a word of one character is its own."""
    return frozenset(word[at : at + 2] for word in words if word for at in range(max(1, len(word) - 1)))


def write_keys(rows: Iterable[Sequence[str]]) -> None:
    """Write the keys of residents over those of their earlier names.

    Args:
        rows: texts in the order of NAME_FIELDS.
    """
    given = {row[0]: row for row in rows}
    before = _keys_before([*given]) if NameKey.objects.exists() else {}
    targets = shrink_targets()
    keys: list[tuple[object, ...]] = []
    fresh: list[tuple[str, str]] = []
    stale: list[tuple[str, str]] = []
    for number, row in given.items():
        made = _keys_of(row)
        jis = jis_form(row[1], targets)
        keys.append((number, made.names, made.kana, jis.text, jis.is_whole))
        old = before[number].grams() if number in before else frozenset()
        new = made.grams()
        fresh += [(gram, number) for gram in new - old]
        stale += [(gram, number) for gram in old - new]
    upsert_rows(NameKey, _COLUMNS, keys)
    if stale:
        delete_rows(NameGram, ("gram", "number"), stale)
    # in the order of the index: a random order costs it several times as long
    insert_rows(NameGram, ("gram", "number"), sorted(fresh))


def _keys_before(numbers: Sequence[str]) -> Mapping[str, Keys]:
    return {
        number: Keys(names, kana)
        for batch in batches(numbers)
        for number, names, kana in NameKey.objects.filter(number__in=batch).values_list(
            "number", "name_key", "kana_key"
        )
    }


def _keys_of(row: Sequence[str]) -> Keys:
    _, name, kana, kanji, latin, alias, alias_kana, former = row
    given = name.partition("\u3000")[2]
    written = (name, kanji, latin, alias, former + given if former else "")
    names = dict.fromkeys(search_key(text) for text in written if text)
    readings = dict.fromkeys(kana_key(text) for text in (kana, alias_kana) if text)
    return Keys(" ".join(names), " ".join(readings))
