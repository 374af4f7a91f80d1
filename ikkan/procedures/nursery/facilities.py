"""The facilities that take part in placement, with the classes that they have."""

from collections.abc import Mapping
from functools import lru_cache

from django.db import connection

from ikkan.procedures.nursery.models import Seat
from ikkan.procedures.nursery.validation import FacilityFacts
from ikkan.registers.selectors import facilities_by_code
from ikkan.store.rows import last_and_count


def places_of_town() -> Mapping[str, FacilityFacts]:
    """Return the facilities by code. A class exists where any round ever named it, with seats or with none."""
    return _places(str(connection.settings_dict["NAME"]), last_and_count(Seat))


@lru_cache(maxsize=4)
def _places(_database: str, _state: tuple[int, int]) -> Mapping[str, FacilityFacts]:
    """Read the facilities once for as long as no class is added or taken away."""
    classes: dict[str, set[int]] = {}
    for facility, age in Seat.objects.values_list("facility", "age").distinct():
        classes.setdefault(facility, set()).add(age)
    named = facilities_by_code()
    return {
        code: FacilityFacts(code, named[code].name, frozenset(ages)) for code, ages in classes.items() if code in named
    }
