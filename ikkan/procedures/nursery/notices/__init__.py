"""What nursery placement writes to people: notices, certificates, copies and lists.

Start here: `compose` makes the notices of decisions, `delay` the notice of a late certification, `summary` the plain
sentences for the page. All wording is in book/texts.toml; a disposition without 教示, or a lesser one without reasons,
cannot be made.
"""

from ikkan.procedures.nursery.notices.composing import compose
from ikkan.procedures.nursery.notices.delaying import delay
from ikkan.procedures.nursery.notices.facility_list import FacilityList, PlacedChild, facility_list
from ikkan.procedures.nursery.notices.filed_copy import filed_copy
from ikkan.procedures.nursery.notices.held_certificate import held_certificate
from ikkan.procedures.nursery.notices.summary import summary

__all__ = [
    "FacilityList",
    "PlacedChild",
    "compose",
    "delay",
    "facility_list",
    "filed_copy",
    "held_certificate",
    "summary",
]
