"""The facilities that take part in placement, with the classes that they have."""

from collections.abc import Mapping
from functools import lru_cache

from django.db import connection

from ikkan.procedures.nursery.models import Seat
from ikkan.procedures.nursery.validation import FacilityFacts
from ikkan.registers.selectors import facilities_by_code

_STATE = f"SELECT MAX(id), COUNT(*) FROM {Seat._meta.db_table}"  # noqa: S608 — the table's name comes from its model


def places_of_town() -> Mapping[str, FacilityFacts]:
    """Return the facilities by code. A class exists where any round ever named it, with seats or with none."""
    # asked at every filing: the ORM would take several times as long to compose this as the database to answer
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        last, count = cursor.fetchone()
    return _places(str(connection.settings_dict["NAME"]), last or 0, count)


@lru_cache(maxsize=4)
def _places(_database: str, _last: int, _count: int) -> Mapping[str, FacilityFacts]:
    """Read the facilities once for as long as no class is added or taken away."""
    classes: dict[str, set[int]] = {}
    for facility, age in Seat.objects.values_list("facility", "age").distinct():
        classes.setdefault(facility, set()).add(age)
    named = facilities_by_code()
    return {
        code: FacilityFacts(code, named[code].name, frozenset(ages)) for code, ages in classes.items() if code in named
    }
