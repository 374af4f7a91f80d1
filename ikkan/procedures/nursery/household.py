"""The applicants' households in the register, matched to their forms; every reading names its case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.names import compare_key, kana_key
from ikkan.kernel.reader import Reader
from ikkan.ledger.models import Case
from ikkan.procedures.nursery.checks.facts import RegisterPerson
from ikkan.procedures.nursery.models import Enrolment
from ikkan.registers.models import Resident
from ikkan.registers.selectors import find_residents, read_households, read_many

FIELDS: Final = (
    "household", "family_name", "given_name", "family_kana", "given_kana", "birth", "relation", "postal", "town",
    "block", "building", "resident_since", "is_protected",
)  # fmt: skip
PURPOSE: Final = "保育所の利用調整の審査"
GROUND: Final = "児童福祉法24条3項、個人情報の保護に関する法律69条1項"


@dataclass(frozen=True, slots=True)
class Home:
    """The household as the register has it.

    Args:
        answered: whether the register could be asked.
        applicant: the applicant, or None when not found.
        members: everybody in the household today, oldest first.
        children: child id of the form to its entry.
        enrolled: 宛名番号 to the facility where a member of the household is now.
        residence_days: days since the applicant became a resident.
        household_number: 世帯番号.
    """

    answered: bool
    applicant: RegisterPerson | None = None
    members: tuple[RegisterPerson, ...] = ()
    children: Mapping[str, RegisterPerson] = field(default_factory=dict)
    enrolled: Mapping[str, str] = field(default_factory=dict)
    residence_days: int = 0
    household_number: str = ""


def read_homes(filed: Mapping[Case, JsonObject], now: datetime) -> dict[Case, Home]:
    """Find the applicants and their households.

    Args:
        filed: the form of each case; a case's subject is the applicant's 宛名番号 where known.
        now: moment of the reading.
    """
    readers = {case: reader_for(case) for case in filed}
    applicants = _find_applicants(filed, readers, now)
    asked = [(applicant.household, readers[case]) for case, applicant in applicants.items()]
    households = read_households(asked, fields=FIELDS, now=now)
    everybody = [member.number for members in households.values() for member in members]
    enrolled = dict(Enrolment.objects.filter(child__in=everybody, until=None).values_list("child", "facility"))
    homes = dict.fromkeys(filed, Home(answered=True))
    for case, applicant in applicants.items():
        homes[case] = _home(filed[case], applicant, households[applicant.household], enrolled, now)
    return homes


def reader_for(case: Case) -> Reader:
    """Return who reads a register for the check of a case: the machine."""
    return Reader(who="", why=PURPOSE, case=case.number, ground=GROUND)


def _find_applicants(
    filed: Mapping[Case, JsonObject], readers: Mapping[Case, Reader], now: datetime
) -> dict[Case, Resident]:
    known = [(case.subject, readers[case]) for case in filed if case.subject]
    residents = read_many(known, fields=FIELDS, now=now)
    found = {
        case: residents.get(case.subject) if case.subject else _find_applicant(answers, readers[case], now)
        for case, answers in filed.items()
    }
    return {case: applicant for case, applicant in found.items() if applicant is not None}


def _find_applicant(answers: JsonObject, reader: Reader, now: datetime) -> Resident | None:
    applicant = read.part(answers, "applicant")
    birth, kana = read.day(applicant, "birth"), read.part(applicant, "kana")
    if birth is None:
        return None
    key = kana_key(read.word(kana, "family") + read.word(kana, "given"))
    found = find_residents(birth=birth, kana_key=key, reader=reader, now=now)
    # two people of one name and birth date: an officer must say which
    return found[0] if len(found) == 1 else None


def _home(
    answers: JsonObject, applicant: Resident, members: Sequence[Resident], enrolled: Mapping[str, str], now: datetime
) -> Home:
    people = tuple(_person(member) for member in members)
    own = next((one for one in people if one.number == applicant.number), None)
    since = next((one.resident_since for one in members if one.number == applicant.number), None)
    return Home(
        answered=True,
        applicant=own,
        members=people,
        children=_match_children(answers, people),
        enrolled={one.number: enrolled[one.number] for one in people if one.number in enrolled},
        residence_days=(now.date() - since).days if since else 0,
        household_number=applicant.household,
    )


def _match_children(answers: JsonObject, members: tuple[RegisterPerson, ...]) -> dict[str, RegisterPerson]:
    """Match children by name and birth date, then by name alone, then by birth date alone, each member once."""
    free = list(members)
    matched: dict[str, RegisterPerson] = {}
    for rule in (_same_person, _same_name, _same_birth):
        for child in read.parts(answers, "children"):
            child_id = read.word(child, "id")
            if child_id in matched:
                continue
            met = [member for member in free if rule(child, member)]
            if len(met) == 1:
                matched[child_id] = met[0]
                free.remove(met[0])
    return matched


def _same_person(child: JsonObject, member: RegisterPerson) -> bool:
    return _same_name(child, member) and _same_birth(child, member)


def _same_name(child: JsonObject, member: RegisterPerson) -> bool:
    name, kana = read.part(child, "name"), read.part(child, "kana")
    given = read.word(name, "given") or read.word(name, "family")
    reading = kana_key(read.word(kana, "family") + read.word(kana, "given"))
    return bool(given) and (
        compare_key(given) == compare_key(member.given) or (bool(reading) and reading == kana_key(member.kana))
    )


def _same_birth(child: JsonObject, member: RegisterPerson) -> bool:
    return read.day(child, "birth") == member.birth


def _person(resident: Resident) -> RegisterPerson:
    building = f"　{resident.building}" if resident.building else ""
    return RegisterPerson(
        number=resident.number,
        family=resident.family_name,
        given=resident.given_name,
        kana=resident.family_kana + resident.given_kana,
        birth=resident.birth,
        relation=resident.relation,
        address=f"{resident.town}{resident.block}{building}",
        postal=resident.postal,
        is_protected=resident.is_protected,
    )
