"""Persons on a letter: whom it goes to and which child it tells of, as the applicant wrote them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ikkan.kernel import answers as read
from ikkan.kernel.json_value import JsonObject
from ikkan.papers.paper import Recipient
from ikkan.procedures.nursery.notices.words import Words


@dataclass(frozen=True, slots=True)
class ChildNamed:
    """A child of the application. `name` is blank before birth; then `due` is filled instead of `birth`."""

    key: str
    name: str
    given: str
    kana: str
    birth: date | None
    due: date | None
    wishes: tuple[str, ...]
    present_facility: str

    def called(self, words: Words) -> str:
        """Return how a sentence calls the child."""
        given = self.given or self.name
        return words.say("label.child_named", name=given) if given else words.say("label.child_unnamed")

    def facts(self, words: Words) -> tuple[tuple[str, str], ...]:
        """Return the lines of a letter that say who the child is."""
        born: tuple[tuple[str, str], ...] = ()
        if self.birth is not None:
            born = ((words.say("label.birth"), words.dated(self.birth)),)
        elif self.due is not None:
            born = ((words.say("label.due"), words.dated(self.due)),)
        return ((words.say("label.child"), self.name or words.say("label.unborn")), *born)


def full_name(person: Mapping[str, object], part: str = "name") -> str:
    """Return a name as typed, parts separated by one full-width space.

    Args:
        person: the person's answers.
        part: ``name`` or ``kana``.
    """
    name = person.get(part)
    if not isinstance(name, dict):
        return ""
    parts = (name.get("family"), name.get("given"))
    return "\u3000".join(str(one) for one in parts if one)


def child_of(answers: JsonObject, key: str) -> ChildNamed:
    """Return a child by its id.

    Raises:
        LookupError: the filing names no such child.
    """
    for child in read.parts(answers, "children"):
        if read.word(child, "id") == key:
            return ChildNamed(
                key=key,
                name=full_name(child),
                given=read.word(read.part(child, "name"), "given"),
                kana=full_name(child, "kana"),
                birth=read.day(child, "birth"),
                due=read.day(child, "due"),
                wishes=tuple(read.words(child, "wishes")),
                present_facility=read.word(child, "present_facility"),
            )
    known = ", ".join(read.word(child, "id") for child in read.parts(answers, "children")) or "none"
    raise LookupError(f"The filing has no child {key!r}, only {known}. Give the id of a child of this case.")


def recipient_of(answers: JsonObject, words: Words) -> Recipient:
    """Return where a letter of this application goes: the applicant's own words, as typed."""
    applicant = read.part(answers, "applicant")
    address = read.part(applicant, "address")
    street = read.word(address, "town") + read.word(address, "block")
    lines = tuple(line for line in (street, read.word(address, "building")) if line)
    return Recipient(read.word(address, "postal"), lines, (words.say("label.name_to", name=full_name(applicant)),))
