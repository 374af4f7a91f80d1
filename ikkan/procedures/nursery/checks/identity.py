"""The application against the register: who applies, for whom, and who else lives there."""

from collections.abc import Iterator

from ikkan.kernel import answers as read
from ikkan.kernel.addresses import address_key
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.names import compare_key, kana_key
from ikkan.kernel.terms import class_age, fiscal_year_of
from ikkan.procedures.nursery.checks.facts import Doubt, Facts, RegisterPerson


def check_applicant(facts: Facts) -> Iterator[Doubt]:
    """Compare the applicant with the register."""
    if not facts.register:
        return
    applicant = read.part(facts.answers, "applicant")
    if facts.applicant is None:
        if read.word(facts.answers, "lives_in_town", "yes") == "yes":
            yield Doubt("applicant_not_found", "applicant.name", asks_citizen=False)
        return
    yield from _name_doubt(applicant, facts.applicant, "applicant")
    if read.day(applicant, "birth") != facts.applicant.birth:
        yield Doubt("birth_differs", "applicant.birth", (("person", full_name(applicant)),))
    yield from _address_doubt(applicant, facts.applicant)


def check_children(facts: Facts) -> Iterator[Doubt]:
    """Compare every child with the register; a wrong birth date is a wrong class."""
    for index, child in enumerate(read.parts(facts.answers, "children")):
        field, name = f"children.{index}", full_name(child)
        child_id = read.word(child, "id")
        if child_id in facts.doubles:
            yield Doubt("double_application", f"{field}.name", (("person", name),))
        birth = read.day(child, "birth")
        known = facts.children.get(child_id)
        if birth is None or not facts.register or facts.applicant is None:
            continue
        if known is None:
            yield Doubt("child_not_found", f"{field}.name", (("person", name),))
            continue
        if birth != known.birth:
            year = fiscal_year_of(facts.book.day)
            changes_class = birth > facts.book.day or class_age(birth, year) != class_age(known.birth, year)
            code = "class_differs" if changes_class else "birth_differs"
            yield Doubt(code, f"{field}.birth", (("person", name),))
        yield from _name_doubt(child, known, field)
        present = read.word(child, "present_facility")
        if present and facts.enrolled.get(known.number) != present:
            yield Doubt("not_enrolled", f"{field}.present_facility", (("person", name),))


def check_household(facts: Facts) -> Iterator[Doubt]:
    """Ask for members of the household whom the form leaves out; points and grounds rest on them."""
    if not facts.register or facts.applicant is None:
        return
    named = [
        *read.parts(facts.answers, "family"),
        *read.parts(facts.answers, "parents"),
        *read.parts(facts.answers, "children"),
    ]
    keys = {_person_key(one) for one in named}
    children = {one.number for one in facts.children.values()}
    for member in facts.household:
        if member.number in children or member.number == facts.applicant.number:
            continue
        if (member.birth, kana_key(member.kana)) in keys or (member.birth, "") in keys:
            continue
        if any(read.day(one, "birth") == member.birth for one in named):
            # the reading may be typed otherwise or not asked for; the date of birth settles it within a household
            continue
        yield Doubt("member_left_out", "family", (("person", f"{member.family} {member.given}".strip()),))


def full_name(person: JsonObject) -> str:
    """Return the name as typed."""
    name = read.part(person, "name")
    return f"{read.word(name, 'family')} {read.word(name, 'given')}".strip()


def _person_key(person: JsonObject) -> tuple[object, str]:
    kana = read.part(person, "kana")
    return read.day(person, "birth"), kana_key(read.word(kana, "family") + read.word(kana, "given"))


def _name_doubt(person: JsonObject, known: RegisterPerson, field: str) -> Iterator[Doubt]:
    """Let variants of the same character pass; another name is an officer's to judge."""
    typed = full_name(person).replace(" ", "")
    registered = f"{known.family}{known.given}".replace(" ", "")
    if typed and compare_key(typed) != compare_key(registered):
        figures = (("typed", typed), ("registered", registered))
        yield Doubt("name_differs", f"{field}.name", figures, asks_citizen=False)


def _address_doubt(applicant: JsonObject, known: RegisterPerson) -> Iterator[Doubt]:
    if known.is_protected:
        # the register's address of a protected person must not appear in any doubt
        return
    address = read.part(applicant, "address")
    town, block = read.word(address, "town"), read.word(address, "block")
    typed = f"{town}{block}　{read.word(address, 'building')}".strip()
    typed_key, registered_key = address_key(typed), address_key(known.address)
    if typed_key == registered_key or typed_key.endswith(registered_key):
        return
    figures = (("typed", typed), ("registered", known.address))
    without_building = address_key(f"{town}{block}")
    if registered_key.startswith(without_building) or without_building.endswith(
        address_key(known.address.split("　")[0])
    ):
        yield Doubt("address_spelled_differently", "applicant.address", figures, asks_citizen=False)
    else:
        yield Doubt("address_differs", "applicant.address", figures)
