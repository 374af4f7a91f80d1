"""First answers from the resident register, for the person themself; the reading is logged for them to see."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.reader import Reader
from ikkan.kernel.terms import class_age, fiscal_year_of
from ikkan.people.models import Account
from ikkan.procedures.nursery.pages.told import open_rounds, told
from ikkan.registers.models import Resident
from ikkan.registers.protection import guards_household
from ikkan.registers.selectors import read_household, read_resident
from ikkan.rooms.intake.models import Filing

OWN: Final = ("household", "family_name", "given_name", "family_kana", "given_kana", "birth", "relation", "postal",
              "town", "block", "building")  # fmt: skip
MEMBERS: Final = ("family_name", "given_name", "family_kana", "given_kana", "birth", "relation")
PARENT_WORDS: Final = {"妻": "mother", "夫": "father"}
OLDEST_CLASS: Final = 5


def known_of_account(account: Account, *, now: datetime) -> JsonObject:
    """Return what the town holds of the applicant and their household, in the shape that form.json names.

    Nothing is told of a household with a protected person: the form is then filled in by hand.

    Args:
        account: the applicant; without 宛名番号 nothing is known but an earlier application.
        now: moment of the reading.
    """
    known: JsonObject = {"earlier": _earlier(account)}
    if not account.resident_number:
        return known
    words = told()["prefill"]
    reader = Reader(who="", why=words["purpose"], ground=words["ground"], resident=account.resident_number)
    own = read_resident(account.resident_number, reader=reader, fields=OWN, now=now)
    if own is None or own.left_on is not None or own.is_protected:
        return known
    if guards_household(own.household):
        return known
    members = read_household(own.household, reader=reader, fields=MEMBERS, now=now)
    start = next((one.month for one in open_rounds(now)), timezone.localdate(now))
    other = _other_parent(own, members)
    return {**known, "resident": _resident(own, other), "household": _household(own, other, members, start)}


def _resident(own: Resident, other: Resident | None) -> JsonObject:
    relation = PARENT_WORDS.get(own.relation) or {"妻": "father", "夫": "mother"}.get(other.relation if other else "")
    found: JsonObject = {
        "name": _name(own),
        "kana": _kana(own),
        "birth": own.birth.isoformat(),
        "address": {"postal": own.postal, "town": own.town, "block": own.block, "building": own.building},
        "lives_in_town": "yes",
    }
    return {**found, "relation": relation, "is_parent": "parent1"} if relation else found


def _household(own: Resident, other: Resident | None, members: Sequence[Resident], start: date) -> JsonObject:
    parents = {own.number} | ({other.number} if other else set())
    rest = [one for one in members if one.number not in parents]
    small = [one for one in rest if class_age(one.birth, fiscal_year_of(start)) <= OLDEST_CLASS]
    children: list[JsonValue] = [
        {"id": f"c{place}", "name": _name(one), "kana": _kana(one), "birth": one.birth.isoformat()}
        for place, one in enumerate(small, start=1)
    ]
    family: list[JsonValue] = [
        _member(one) for one in rest if one not in small and own.relation in {"世帯主", *PARENT_WORDS}
    ]
    found: JsonObject = {"children": children, "family": family}
    if other is not None:
        shown: JsonObject = {"name": _name(other), "kana": _kana(other), "birth": other.birth.isoformat()}
        word = PARENT_WORDS.get(other.relation) or {"妻": "father", "夫": "mother"}.get(own.relation)
        found["other_parent"] = {**shown, "relation": word} if word else shown
    return found


def _member(one: Resident) -> JsonObject:
    # The register holds no sex: a sibling's word is left for the parent to choose.
    word = {"父": "grandfather", "母": "grandmother"}.get(one.relation)
    made: JsonObject = {"name": _name(one), "birth": one.birth.isoformat(), "lives_together": True}
    return {**made, "relation": word} if word else made


def _other_parent(own: Resident, members: Sequence[Resident]) -> Resident | None:
    wanted = {"世帯主"} if own.relation in PARENT_WORDS else set(PARENT_WORDS) if own.relation == "世帯主" else set()
    return next((one for one in members if one.number != own.number and one.relation in wanted), None)


def _earlier(account: Account) -> JsonObject:
    filing = Filing.objects.filter(case__applicant=account, case__procedure="nursery").order_by("-filed_at").first()
    return {} if filing is None else dict(filing.answers)


def _name(one: Resident) -> JsonObject:
    return {"family": one.family_name, "given": one.given_name}


def _kana(one: Resident) -> JsonObject:
    return {"family": one.family_kana, "given": one.given_kana}
