"""What the town's records say of a household is kept with its standing, and read back as it was."""

import json
from datetime import date

from ikkan.procedures.nursery.round.standing import known_from, stored
from ikkan.procedures.nursery.rules import Known

KNOWN = Known(
    tax_income_levy=120_000,
    declined_on=(date(2026, 5, 1),),
    sibling_facilities=("A", "B"),
    linked_facilities=("L",),
    favoured_facilities=("K1", "K2"),
    works_at_home=("parent2",),
    findings=("care_total",),
    preschoolers=3,
    ticket=7,
)


def test_records_are_read_back_as_they_were_kept() -> None:
    assert known_from(json.loads(json.dumps(stored(KNOWN)))) == KNOWN


def test_records_kept_before_a_list_existed_are_read_as_empty() -> None:
    kept = stored(KNOWN)
    for name in ("linked_facilities", "favoured_facilities", "works_at_home", "ticket", "preschoolers"):
        del kept[name]
    read = known_from(json.loads(json.dumps(kept)))
    assert (read.linked_facilities, read.works_at_home, read.ticket) == ((), (), None)
    assert read.sibling_facilities == KNOWN.sibling_facilities
