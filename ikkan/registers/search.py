"""Search of residents by name or reading, from two characters on, within milliseconds over a whole town."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from ikkan.kernel.characters import SPACES
from ikkan.kernel.names import kana_key
from ikkan.kernel.reader import Reader
from ikkan.registers.models import NameGram, NameKey, Resident
from ikkan.registers.name_keys import grams_of, search_key
from ikkan.registers.protection import Hidden, Refused, gate_of
from ikkan.registers.reading_log import log_readings, with_its_log

# What a hit tells, in the words of the log.
_TOLD = ("family_name", "given_name", "family_kana", "given_kana", "birth", "household", "town", "block", "building")
_SEARCH = "name"
_WORD_BREAKS = str.maketrans(dict.fromkeys(SPACES, " "))


@dataclass(frozen=True, slots=True)
class Hit:
    """A resident that a search met.

    Args:
        number: 宛名番号.
        household: 世帯番号; blank for a protected person.
        name: as registered.
        kana: reading.
        birth: date of birth.
        address: on one line; blank for a protected person.
        is_protected: whether places are withheld.
        has_left: whether the record is closed (除票).
    """

    number: str
    household: str
    name: str
    kana: str
    birth: date
    address: str
    is_protected: bool
    has_left: bool


def search_residents(text: str, *, reader: Reader, now: datetime, most: int) -> tuple[Hit, ...]:
    """Return residents whose names or readings hold every word of a text, and log a reading of each.

    Args:
        text: part of a name in any width, kanji variant or kana; words parted by spaces must all be there. A single
            character finds names that begin a pair with it.
        reader: who looks, and why.
        now: moment of the search.
        most: hits at most, in the order of their readings.
    """
    words = [word for word in text.translate(_WORD_BREAKS).split(" ") if word]
    if not words or not any(map(search_key, words)):
        return ()
    keys = NameKey.objects.all()
    for word in words:
        keys = keys.filter(_holds("name_key", search_key(word)) | _holds("kana_key", kana_key(word)))
    with with_its_log():
        met = list(keys.order_by("kana_key", "number").values_list("number", flat=True)[:most])
        by_number = {one.number: one for one in Resident.objects.filter(number__in=met)}
        guarded = {number for number, one in by_number.items() if one.is_protected}
        told = gate_of(by_number, guarded, reader=reader, now=now)
        found = [by_number[number] for number in met if not isinstance(told[number], Refused)]
        # a search that met nobody was a search all the same
        log_readings([(one.number, reader) for one in found] or [("", reader)], _TOLD, now, detail=_SEARCH)
    return tuple(_hit(one, is_hidden=isinstance(told[one.number], Hidden)) for one in found)


def _holds(column: str, key: str) -> Q:
    """Return the test that a key holds another: its pairs find the few, the text itself decides."""
    test = Q(**{f"{column}__contains": key}) if key else Q(pk__in=[])
    for rows in _rows_of(grams_of([key])):
        test &= Q(number__in=rows.values("number"))
    return test


def _rows_of(grams: Iterable[str]) -> Iterable[QuerySet[NameGram]]:
    for gram in sorted(grams):
        one = len(gram) == 1
        yield NameGram.objects.filter(gram__startswith=gram) if one else NameGram.objects.filter(gram=gram)


def _hit(one: Resident, *, is_hidden: bool) -> Hit:
    return Hit(
        number=one.number,
        household="" if is_hidden else one.household,
        name=f"{one.family_name}\u3000{one.given_name}".strip(),
        kana=f"{one.family_kana}\u3000{one.given_kana}".strip(),
        birth=one.birth,
        address="" if is_hidden else f"{one.town}{one.block}\u3000{one.building}".strip(),
        is_protected=one.is_protected,
        has_left=one.left_on is not None,
    )
