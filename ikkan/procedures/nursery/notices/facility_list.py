"""The list that a nursery gets after publication: the children placed there, and how to reach their families."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from ikkan.kernel import answers as read
from ikkan.kernel.inputs import show_phone
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Round
from ikkan.papers.paper import Align, Grid
from ikkan.papers.tables import list_csv, list_pdf
from ikkan.procedures.nursery.models import Offer
from ikkan.procedures.nursery.notices.persons import child_of, full_name
from ikkan.procedures.nursery.notices.words import Words
from ikkan.registers.models import Facility
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.selectors import current_filings

_HEAD: Final = ("name", "kana", "birth", "class", "applicant", "phone")


@dataclass(frozen=True, slots=True)
class PlacedChild:
    """A child placed at the facility. `birth` is None before birth."""

    name: str
    kana: str
    birth: date | None
    class_age: int
    applicant: str
    phone: str


@dataclass(frozen=True, slots=True)
class FacilityList:
    """The children placed at one facility in one round, youngest class first."""

    title: str
    note: str
    head: tuple[str, ...]
    children: tuple[PlacedChild, ...]
    made_on: date

    def as_csv(self) -> bytes:
        """Return the list for a spreadsheet."""
        rows = [(c.name, c.kana, c.birth, c.class_age, c.applicant, c.phone) for c in self.children]
        return list_csv(self.head, rows, for_excel=True)

    def as_pdf(self) -> bytes:
        """Return the list to be printed."""
        rows = tuple(
            (c.name, c.kana, c.birth.isoformat() if c.birth else "", str(c.class_age), c.applicant, c.phone)
            for c in self.children
        )
        aligned: tuple[Align, ...] = ("left", "left", "center", "center", "left", "left")
        grid = Grid("", self.head, rows, aligned)
        return list_pdf(grid, title=self.title, made_on=self.made_on, note=self.note, landscape=True)


def facility_list(round_: Round, facility: Facility, *, now: datetime) -> FacilityList | Refused:
    """Return the children placed at a facility in a round; those who declined since are left out.

    Args:
        round_: the round.
        facility: the facility.
        now: moment; its day is written into the PDF.

    Returns:
        The list, in four queries at most; Refused before publication.
    """
    words = Words(book_in_force(round_.procedure).at(timezone.localdate(now)))
    if round_.published_at is None or round_.published_at > now:
        key = "facility_list.before_publication"
        return Refused("before_publication", words.say(key), Words(words.book, "en").say(key))
    return FacilityList(
        title=words.say("facility_list.title", facility=facility.name, round=round_.title),
        note=words.say("facility_list.note"),
        head=tuple(words.say(f"facility_list.{name}") for name in _HEAD),
        children=tuple(_children(round_, facility)),
        made_on=timezone.localdate(now),
    )


def _children(round_: Round, facility: Facility) -> list[PlacedChild]:
    gone = set(
        Offer.objects.filter(round=round_, facility=facility.code)
        .exclude(declined_at=None, withdrawn_at=None)
        .values_list("child__case_id", "child__key")
    )
    placed = [
        record
        for record in DecisionRecord.objects.filter(round=round_, kind="placement", result="placed", voided_at=None)
        if record.figures.get("facility") == facility.code and (record.case_id, record.subject) not in gone
    ]
    filings = current_filings({record.case_id for record in placed})
    children = [_placed(record, filings[record.case_id].answers) for record in placed]
    return sorted(children, key=lambda child: (child.class_age, child.kana, child.name))


def _placed(record: DecisionRecord, answers: JsonObject) -> PlacedChild:
    child, applicant = child_of(answers, record.subject), read.part(answers, "applicant")
    return PlacedChild(
        name=child.name,
        kana=child.kana,
        birth=child.birth,
        class_age=int(str(record.figures["class_age"])),
        applicant=full_name(applicant),
        phone=show_phone(read.word(applicant, "phone")),
    )
