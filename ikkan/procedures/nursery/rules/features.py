"""Features: the flat, named facts of one household that the book's tables may look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ikkan.kernel import answers as read
from ikkan.kernel.conditions import Feature
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.terms import age_on, class_age, fiscal_year_of
from ikkan.procedures.nursery.rules.known import FINDINGS, PAPERS, Known

MOST_PARENTS: Final = 2
GRANDPARENTS: Final = 4

HOUSEHOLD: Final[Mapping[str, type]] = {
    "single_parent": bool,
    "absence": str,
    "welfare": bool,
    "lives_in_town": str,
    "has_second_parent": bool,
    "children_applying": int,
    "children_under_18": int,
    "accepts_hold": bool,
    "hours_need": str,
    "sibling_in_care": bool,
    "disabled_member": bool,
    "disabled_sibling": bool,
    "grandparent_under_65": bool,
    "tax_income_levy": int,
    "months_waiting": int,
    "residence_days": int,
    "arrears_months": int,
    "paid_care_months": int,
    "paid_care_days_a_week": int,
    "months_in_present_facility": int,
    "held_last_year": bool,
    "held_last_april": bool,
    "held_year_before_last": bool,
    "declines": int,
    "years_since_decline": int,
    "last_decline_fiscal_year": int,
    "longest_leave_days": int,
    "round_kind": str,
    "start_month": int,
    "lottery": int,
    "ticket": int,
    "preschoolers": int,
    "children_to_primary": int,
    "declines_this_year": int,
    "arrears_yen": int,
    "outpatient_days_a_week": int,
    "discretion_points": int,
    **{f"grandparent_age_{number + 1}": int for number in range(GRANDPARENTS)},
    **{f"found_{finding}": bool for finding in FINDINGS},
    **{f"paper_{paper}": bool for paper in PAPERS},
}
PARENT: Final[Mapping[str, type]] = {
    "parent_id": str,
    "relation": str,
    "reason": str,
    "stated_reason": str,
    "work_kind": str,
    "work_hours": float,
    "days_a_week": float,
    "break_minutes": float,
    "commute_minutes": float,
    "care_hours": float,
    "study_hours": float,
    "illness": str,
    "disability": str,
    "nursery_teacher": str,
    "leave": str,
    "short_time": bool,
    "works_at_home": bool,
    **{f"own_paper_{paper}": bool for paper in PAPERS},
}
# Worked out from the book's conventions: `reason` and `work_kind` may change with the evidence, `hours` is counted.
DERIVED: Final[Mapping[str, type]] = {
    "hours": float,
    "hours_a_week": float,
    "hours_a_day": float,
    "days_a_month": float,
}
OF_PARENT: Final = frozenset({*PARENT, *DERIVED})
DERIVED_OF_HOUSEHOLD: Final[Mapping[str, type]] = {"hours_together": float}
CHILD: Final[Mapping[str, type]] = {
    "child": str,
    "class_age": int,
    "is_unborn": bool,
    "disability_of_child": str,
    "medical_care": bool,
    "present_care": str,
    "is_transfer": bool,
    "paid_care_hours": float,
    "is_graduate": bool,
    "is_multiple_birth": bool,
    "born_together": int,
    "favoured_first_wishes": int,
}
# What holds at the facilities of a list: feature of the wish -> column of the list.
PLACES: Final[Mapping[str, str]] = {
    "sibling_here": "sibling_facilities",
    "sibling_applies_here": "sibling_wishes",
    "is_linked": "linked_facilities",
    "in_favoured_district": "favoured_facilities",
    "is_present_facility": "present_facilities",
}
WISH: Final[Mapping[str, type]] = {"wish_rank": int, **dict.fromkeys(PLACES, bool)}

_NOTHING_FOUND: Final[Mapping[str, Feature]] = {f"found_{finding}": False for finding in FINDINGS}


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one household: of itself, of each parent and of each child.

    `wishes` are each child's facilities, best first; `places` each child's lists of facilities by their columns.
    """

    household: dict[str, Feature]
    parents: list[dict[str, Feature]]
    children: list[dict[str, Feature]]
    wishes: list[tuple[str, ...]]
    places: list[dict[str, tuple[str, ...]]]


def features_of(answers: JsonObject, *, reference_day: date, known: Known, assume_papers: bool = False) -> Features:
    """Return the features of one household's answers.

    Args:
        answers: answers of form version 1; a half-filled form gives what is there.
        reference_day: first day of the month of admission.
        known: what the town's records say.
        assume_papers: count every paper as handed in, for the estimate that a parent sees before filing.
    """
    children = read.parts(answers, "children")
    parents = read.parts(answers, "parents")[:MOST_PARENTS]
    kinds = [(read.word(one, "kind"), read.word(one, "of")) for one in read.parts(answers, "documents")]
    held = set(PAPERS) if assume_papers else {kind for kind, _ in kinds}
    household = _of_household(answers, children, parents, reference_day, known)
    household |= {f"paper_{paper}": paper in held for paper in PAPERS}
    own = [
        _of_parent(parent, known)
        | {f"own_paper_{paper}": _has(paper, parent, kinds, assume_papers) for paper in PAPERS}
        for parent in parents
    ]
    return Features(
        household=household,
        parents=own,
        children=[_of_child(child, children, reference_day, known) for child in children],
        wishes=[tuple(read.words(child, "wishes")) for child in children],
        places=[_places_of(child, children, known) for child in children],
    )


def _places_of(child: JsonObject, children: list[JsonObject], known: Known) -> dict[str, tuple[str, ...]]:
    others = {facility for one in children if one is not child for facility in read.words(one, "wishes")}
    present = read.word(child, "present_facility")
    return {
        "sibling_facilities": tuple(sorted(known.sibling_facilities)),
        "sibling_wishes": tuple(sorted(others)),
        "linked_facilities": tuple(sorted(known.linked_facilities)),
        "favoured_facilities": tuple(sorted(known.favoured_facilities)),
        "present_facilities": (present,) if present else (),
    }


def _has(paper: str, parent: JsonObject, kinds: list[tuple[str, str]], assumed: bool) -> bool:
    return assumed or (paper, read.word(parent, "id")) in kinds


def _of_household(
    answers: JsonObject, children: list[JsonObject], parents: list[JsonObject], reference_day: date, known: Known
) -> dict[str, Feature]:
    family = [one for one in read.parts(answers, "family") if read.flag(one, "lives_together")]
    ages = sorted(_grandparent_ages(family, reference_day))[:GRANDPARENTS]
    siblings = [one for one in family if read.word(one, "relation") in ("brother", "sister", "sibling", "child")]
    minors = known.children_under_18
    preschoolers = len(children) if known.preschoolers is None else known.preschoolers
    to_primary = preschoolers if known.children_to_primary is None else known.children_to_primary
    return {
        "single_parent": read.flag(answers, "single_parent"),
        "absence": read.word(answers, "absence", "none"),
        "welfare": read.flag(answers, "welfare"),
        "lives_in_town": read.word(answers, "lives_in_town", "yes"),
        "has_second_parent": len(parents) > 1,
        "children_applying": len(children),
        "children_under_18": len(children) + len(siblings) if minors is None else minors,
        "preschoolers": preschoolers,
        "children_to_primary": to_primary,
        "accepts_hold": read.flag(read.part(answers, "extension"), "accepts_hold"),
        "hours_need": read.word(answers, "hours_need", "standard"),
        "sibling_in_care": bool(known.sibling_facilities),
        "disabled_member": any(read.flag(one, "disability") for one in family),
        "disabled_sibling": any(read.flag(one, "disability") for one in siblings),
        "grandparent_under_65": known.grandparent_under_65_in_household,
        "start_month": reference_day.month,
        "longest_leave_days": max((_leave_days(parent, reference_day) for parent in parents), default=0),
        **{f"grandparent_age_{i + 1}": ages[i] if i < len(ages) else None for i in range(GRANDPARENTS)},
        **_of_records(known, reference_day),
    }


def _of_records(known: Known, reference_day: date) -> dict[str, Feature]:
    year = fiscal_year_of(reference_day)
    years = sorted(fiscal_year_of(day) for day in known.declined_on)
    if not years and known.declined_within_years:
        years = [year - known.declined_within_years]
    return {
        "tax_income_levy": known.tax_income_levy,
        "months_waiting": known.months_waiting,
        "residence_days": known.residence_days,
        "arrears_months": known.arrears_months,
        "paid_care_months": known.paid_care_months,
        "paid_care_days_a_week": known.paid_care_days_a_week,
        "months_in_present_facility": known.months_in_present_facility,
        "held_last_year": known.held_last_year,
        "held_last_april": known.held_last_april,
        "held_year_before_last": known.held_year_before_last,
        "declines": len(years),
        "declines_this_year": years.count(year),
        "years_since_decline": year - years[-1] if years else None,
        "last_decline_fiscal_year": years[-1] if years else None,
        "round_kind": known.round_kind,
        "lottery": known.lottery,
        "ticket": known.ticket,
        "arrears_yen": known.arrears_yen,
        "outpatient_days_a_week": known.outpatient_days_a_week,
        "discretion_points": known.discretion_points,
        **_NOTHING_FOUND,
        **{f"found_{finding}": True for finding in known.findings},
    }


def _grandparent_ages(family: list[JsonObject], reference_day: date) -> list[int]:
    able = [
        one
        for one in family
        if read.word(one, "relation") in ("grandmother", "grandfather")
        and not read.flag(one, "disability")
        and not read.flag(one, "in_care_facility")
    ]
    births = [birth for one in able if (birth := read.day(one, "birth")) is not None]
    return [age_on(birth, reference_day) for birth in births if birth <= reference_day]


def _leave_days(parent: JsonObject, reference_day: date) -> int:
    until = read.day(read.part(parent, "work"), "leave_until")
    return 0 if until is None else max(0, (until - reference_day).days)


def _of_parent(parent: JsonObject, known: Known) -> dict[str, Feature]:
    work = read.part(parent, "work")
    reason = read.word(parent, "reason")
    return {
        "parent_id": read.word(parent, "id"),
        "relation": read.word(parent, "relation"),
        "reason": reason,
        "stated_reason": reason,
        "work_kind": read.word(work, "kind"),
        "work_hours": float(read.number(work, "month_hours")),
        "days_a_week": float(read.number(work, "days_a_week")),
        "break_minutes": float(read.number(work, "break_minutes_a_day")),
        "commute_minutes": float(read.number(work, "commute_minutes_a_day")),
        "care_hours": float(read.number(parent, "care_hours")),
        "study_hours": float(read.number(parent, "study_hours")),
        "illness": read.word(parent, "illness", "none"),
        "disability": read.word(parent, "disability", "none"),
        "nursery_teacher": read.word(work, "nursery_teacher", "none"),
        "leave": read.word(work, "leave", "none"),
        "short_time": read.flag(work, "short_time"),
        "works_at_home": read.word(parent, "id") in known.works_at_home,
    }


def _of_child(child: JsonObject, children: list[JsonObject], reference_day: date, known: Known) -> dict[str, Feature]:
    birth = read.day(child, "birth")
    born = birth is not None and birth <= reference_day
    year = fiscal_year_of(reference_day)
    born_together = 0 if birth is None else sum(read.day(one, "birth") == birth for one in children)
    favoured = [facility in known.favoured_facilities for facility in read.words(child, "wishes")]
    return {
        "child": read.word(child, "id"),
        "class_age": class_age(birth, year) if birth is not None and fiscal_year_of(birth) <= year else 0,
        "is_unborn": not born,
        "disability_of_child": read.word(child, "disability", "none"),
        "medical_care": read.flag(child, "medical_care"),
        "present_care": read.word(child, "present_care", "home"),
        "is_transfer": read.word(child, "present_care") == "nursery" and bool(read.word(child, "present_facility")),
        "paid_care_hours": float(read.number(child, "paid_care_hours")),
        "is_graduate": bool(read.word(child, "graduate_of")),
        "is_multiple_birth": born_together > 1,
        "born_together": born_together,
        "favoured_first_wishes": [*favoured, False].index(False),
    }
