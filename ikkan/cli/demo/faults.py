"""Faults planted in families' forms, each with what the parent answers when asked back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final, TypeAlias

from ikkan.cli.demo.chance import draw_word
from ikkan.cli.demo.family import Family
from ikkan.cli.demo.seats import CLASSES
from ikkan.cli.demo.spelling_faults import spell_address_differently, write_name_in_variant
from ikkan.cli.demo.unreadable_papers import locked_pdf, truncated_photo
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.names import compare_key
from ikkan.kernel.terms import class_age, fiscal_year_of

# The other family of a double application: right in itself, but it will be asked which form holds.
COUNTERPART: Final = "double_application_counterpart"
_EXPIRED_DAYS: Final = range(100, 220)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form into which a fault is put.

    Args:
        family: the family without fault.
        other: another family, for a double application.
        random: source of chance.
        filed_on: day of filing.
        answers: copy of the family's answers, which the fault changes.
    """

    family: Family
    other: Family
    random: Random
    filed_on: date
    answers: JsonObject = field(default_factory=dict)


# Changes the draft and returns the files it brings, or None where it finds no hold.
Plant: TypeAlias = Callable[[Draft], dict[str, bytes] | None]


def plant_faults(families: Sequence[Family], *, filed_on: date, seed: int, shares: Mapping[str, Any]) -> list[Family]:
    """Plant faults in a share of the families, and return all families in their order.

    Args:
        families: families without fault.
        filed_on: day of filing.
        seed: the same seed plants the same faults.
        shares: content of families.toml.
    """
    # Invented data wants a repeatable source, not an unforeseeable one.
    random = Random(seed)  # noqa: S311
    faults = shares["faults"]
    weights = {**faults["asked_back"], **faults["for_officer"], **faults["settled_by_machine"]}
    made = list(families)
    places = random.sample(range(len(made)), round(len(made) * faults["share"]))
    faulty = set(places)
    spare = [place for place in range(len(made)) if place not in faulty]
    random.shuffle(spare)
    for place in places:
        other = spare[-1] if spare else place
        draft = Draft(made[place], made[other], random, filed_on)
        made[place] = _plant_one(draft, weights, faults)
        if "double_application" in made[place].faults:
            made[spare.pop()] = replace(made[other], clean=False, faults=(COUNTERPART,))
    return made


def plant(code: str, draft: Draft, *, is_asked_back: bool = True, needs_officer: bool = False) -> Family | None:
    """Return the draft's family with one fault planted, or None where the fault finds no hold.

    Args:
        code: key of PLANTS.
        draft: the family without fault, and what the fault may use.
        is_asked_back: whether the family is asked and mends it.
        needs_officer: whether an officer must judge; what is neither is settled by comparing keys.
    """
    family = draft.family
    broken = replace(draft, answers=_copy(family.answers))
    files = PLANTS[code](broken)
    if files is None:
        return None
    return replace(
        family,
        answers=broken.answers,
        clean=False,
        faults=(code,),
        files={**family.files, **files},
        mended=family.answers if is_asked_back else None,
        needs_officer=needs_officer,
    )


def _plant_one(draft: Draft, weights: Mapping[str, float], faults: Mapping[str, Any]) -> Family:
    """Draw faults until one finds a hold."""
    left = dict(weights)
    while left:
        code = draw_word(left, draft.random)
        is_asked_back, needs_officer = code in faults["asked_back"], code in faults["for_officer"]
        planted = plant(code, draft, is_asked_back=is_asked_back, needs_officer=needs_officer)
        if planted is not None:
            return planted
        del left[code]
    return draft.family


def _leave_out_certificate(draft: Draft) -> dict[str, bytes] | None:
    found = _documents(draft.answers, "work_certificate")
    if not found:
        return None
    gone = draft.random.choice(found)
    draft.answers["documents"] = [one for one in _list(draft.answers, "documents") if one is not gone]
    return {}


def _let_certificate_expire(draft: Draft) -> dict[str, bytes] | None:
    for one in _documents(draft.answers, "work_certificate")[:1]:
        issued = draft.filed_on - timedelta(days=draft.random.choice(_EXPIRED_DAYS))
        _object(one, "facts")["issued_on"] = issued.isoformat()
        return {}
    return None


def _mistype_birth(draft: Draft) -> dict[str, bytes] | None:
    """Another day of the same month: the class stays."""
    for child in _objects(draft.answers, "children"):
        if isinstance(child["birth"], str):
            birth = date.fromisoformat(child["birth"])
            # Days 3 to 28 exist in every month and lie on one side of the border of classes between 1 and 2 April.
            day = 3 + (birth.day + draft.random.randint(1, 20)) % 26
            if day != birth.day and (birth.month, birth.day) not in {(4, 1), (4, 2)}:
                child["birth"] = birth.replace(day=day).isoformat()
                return {} if birth.replace(day=day) < draft.filed_on else None
    return None


def _mistype_address(draft: Draft) -> dict[str, bytes] | None:
    if draft.family.household[0].is_protected:
        # No doubt may tell the register's address of a protected person, so the check does not compare it.
        return None
    address = _object(_object(draft.answers, "applicant"), "address")
    address["block"] = f"{draft.random.randint(2000, 2999)}-{draft.random.randint(1, 9)}"
    return {}


def _claim_more_hours(draft: Draft) -> dict[str, bytes] | None:
    for parent in _objects(draft.answers, "parents"):
        work = parent.get("work")
        if isinstance(work, dict) and isinstance(work["month_hours"], int):
            work["month_hours"] += draft.random.choice([16, 24, 40])
            return {}
    return None


def _apply_twice(draft: Draft) -> dict[str, bytes] | None:
    """Put another family's child in the form as well, as relatives do who each file for it."""
    theirs = [child for child in _objects(draft.other.answers, "children") if child["birth"] is not None]
    if not theirs or not draft.other.clean or draft.other is draft.family:
        return None
    child = _copy(theirs[0])
    children = _list(draft.answers, "children")
    child |= {"id": f"c{len(children) + 1}", "present_care": "home", "present_facility": "", "graduate_of": ""}
    children.append(child)
    _object(draft.answers, "siblings").update(pattern="apart_one_alone_prefer_wish", combination=[])
    return {}


def _mistype_year(draft: Draft) -> dict[str, bytes] | None:
    start = date.fromisoformat(str(draft.answers["start_month"]))
    for child in _objects(draft.answers, "children"):
        if isinstance(child["birth"], str):
            birth = date.fromisoformat(child["birth"])
            # 29 February has no year before it.
            wrong = birth.replace(year=birth.year - 1, day=min(birth.day, 28))
            right_class, wrong_class = (class_age(day, fiscal_year_of(start)) for day in (birth, wrong))
            # The form itself refuses a class that a wished facility does not have: small ones end with class 2.
            if wrong_class < CLASSES and (right_class, wrong_class) != (2, 3):
                child["birth"] = wrong.isoformat()
                return {}
    return None


def _leave_out_sibling(draft: Draft) -> dict[str, bytes] | None:
    """Leave out the youngest of several who apply, or else a brother or sister of the household."""
    children = _list(draft.answers, "children")
    if len(children) > 1 and _object(draft.answers, "siblings")["pattern"] != "combination":
        gone = _objects(draft.answers, "children")[-1]
        children.pop()
        if len(children) == 1:
            # A pattern for siblings has no place in the form of one child.
            _object(draft.answers, "siblings")["pattern"] = "same_facility_same_time"
        draft.answers["documents"] = [one for one in _objects(draft.answers, "documents") if one["of"] != gone["id"]]
        return {}
    members = _objects(draft.answers, "family")
    kept = [one for one in members if one["relation"] not in ("brother", "sister")]
    if len(kept) == len(members):
        return None
    draft.answers["family"] = [*kept]
    return {}


def _send_unreadable(draft: Draft) -> dict[str, bytes] | None:
    found = _objects(draft.answers, "documents")
    if not found:
        return None
    paper = draft.random.choice([truncated_photo, locked_pdf])()
    found[0] |= {"sha256": paper.sha256, "name": paper.name}
    return {paper.sha256: paper.data}


def _write_variant(draft: Draft) -> dict[str, bytes] | None:
    applicant = _object(draft.answers, "applicant")
    name = _object(applicant, "name")
    written = write_name_in_variant(str(name["family"]))
    if written is None:
        return None
    for one in (applicant, *_objects(draft.answers, "children"), *_objects(draft.answers, "parents")):
        own = _object(one, "name")
        if compare_key(str(own["family"])) == compare_key(str(name["family"])):
            one["name"] = {**own, "family": written}
    return {}


def _write_name_in_kana(draft: Draft) -> dict[str, bytes] | None:
    applicant = _object(draft.answers, "applicant")
    name, kana = _object(applicant, "name"), _object(applicant, "kana")
    if not kana["family"] or kana["family"] == name["family"]:
        return None
    applicant["name"] = {**name, "family": kana["family"]}
    return {}


def _leave_out_building(draft: Draft) -> dict[str, bytes] | None:
    address = _object(_object(draft.answers, "applicant"), "address")
    if not address["building"] or draft.family.household[0].is_protected:
        return None
    address["building"] = ""
    return {}


def _respell_address(draft: Draft) -> dict[str, bytes] | None:
    address = _object(_object(draft.answers, "applicant"), "address")
    address["block"] = spell_address_differently(str(address["block"]))
    return {}


PLANTS: Final[Mapping[str, Plant]] = {
    "work_certificate_missing": _leave_out_certificate,
    "work_certificate_expired": _let_certificate_expire,
    "birth_contradicts_register": _mistype_birth,
    "address_contradicts_register": _mistype_address,
    "hours_contradict_certificate": _claim_more_hours,
    "double_application": _apply_twice,
    "age_class_wrong": _mistype_year,
    "sibling_left_out": _leave_out_sibling,
    "unreadable_file": _send_unreadable,
    "name_variant_kanji": _write_variant,
    "address_spelled_differently": _respell_address,
    "name_in_kana": _write_name_in_kana,
    "building_left_out": _leave_out_building,
}


def _copy(answers: JsonObject) -> JsonObject:
    copied: JsonObject = json.loads(json.dumps(answers))
    return copied


def _list(answers: JsonObject, key: str) -> list[JsonValue]:
    value = answers[key]
    return value if isinstance(value, list) else []


def _objects(answers: JsonObject, key: str) -> list[JsonObject]:
    return [one for one in _list(answers, key) if isinstance(one, dict)]


def _object(answers: JsonObject, key: str) -> JsonObject:
    value = answers[key]
    return value if isinstance(value, dict) else {}


def _documents(answers: JsonObject, kind: str) -> list[JsonObject]:
    return [one for one in _objects(answers, "documents") if one["kind"] == kind]
