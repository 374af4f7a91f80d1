"""Papers that the pages give: the copy of a request, and the form to be sent by post."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation

from ikkan.counter.forms.copy import copy_rows
from ikkan.counter.forms.definition import Field, Form
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.places import places
from ikkan.counter.forms.showing import show_field
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.book import BookAt
from ikkan.kernel.era import show_date
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case
from ikkan.papers.paper import Block, Boxed, Facts, Heading, Issuer, Paper, Paragraph, Recipient
from ikkan.procedures.certificate.pages.told import book_on, told
from ikkan.procedures.certificate.pages.waiting import papers_to_bring, reserved_until
from ikkan.procedures.certificate.procedure import CERTIFICATE
from ikkan.procedures.certificate.rules import read_wanted
from ikkan.rooms.intake.selectors import current_filing


def filed_copy(case: Case, *, now: datetime) -> Paper:
    """Return the copy of a request; of a reservation, with the code that the counter scans and what to bring.

    Args:
        case: the case.
        now: moment; its day is printed.
    """
    today, filing = timezone.localdate(now), current_filing(case)
    book, until = book_on(today), reserved_until(case, filing)
    around = Surroundings(today=timezone.localdate(filing.filed_at))
    blocks: list[Block] = [
        Paragraph(_say("copy_lead"), "lead"),
        Facts(((_say("number"), case.number), (_say("received"), show_date(timezone.localdate(case.received_at))))),
    ]
    if until is not None:
        title = _say("reservation", until=show_date(until), office=_office(book, "office"))
        blocks.append(Boxed(title, _to_bring(book)))
    for section, rows in copy_rows(load_form(CERTIFICATE.folder, filing.form_version), filing.answers, around):
        blocks += [Heading(section, numbered=False), Facts(tuple(rows))]
    name = read_wanted(filing.answers).asker.name
    return Paper(
        title=_say("copy_title"),
        number=case.number,
        date_text=show_date(today),
        issuer=Issuer(_office(book, "town")),
        recipient=Recipient("", (), (book.text("label.name_to", name=name),)),
        blocks=tuple(blocks),
        footer=case.number,
        contact=(_contact(book),),
        mark=_mark(book),
        link=case.number if until is not None else "",
        link_text=_say("scan") if until is not None else "",
    )


def paper_request(answers: JsonObject, *, on: date) -> Paper:
    """Return the request to be signed by hand and posted, filled in as far as it is answered.

    Args:
        answers: the answers so far; an empty form has boxes to tick and lines to write on.
        on: day of its making.
    """
    book, form = book_on(on), load_form(CERTIFICATE.folder)
    fee = book.block("fee").values
    enclosed = tuple(row.text("ja").format(each=fee["yen_a_copy"]) for row in book.rows("enclosure"))
    postal, _, address = _office(book, "address").partition(" ")
    office = book.text("label.name_to", name=_office(book, "office")).replace("様", "御中")
    blocks: tuple[Block, ...] = (
        Paragraph(_say("post_lead"), "lead"),
        Facts(tuple(_request_rows(form, answers, on))),
        Heading(_say("asker"), numbered=False),
        Facts(tuple((words, _asker(form, answers, on).get(key, "")) for key, words in told()["post_asker"].items())),
        Boxed(_say("enclose"), enclosed),
        Boxed(_say("identity"), _to_bring(book)),
        Paragraph(_say("post_end"), "small"),
    )
    return Paper(
        title=_say("post_title"),
        number="",
        date_text=_say("post_day"),
        issuer=Issuer(""),
        recipient=Recipient(postal.replace("-", ""), (address,), (office,)),
        blocks=blocks,
        contact=(_contact(book),),
        mark=_mark(book),
    )


def _request_rows(form: Form, answers: JsonObject, on: date) -> Iterator[tuple[str, str]]:
    around = Surroundings(today=on)
    for section in form.sections:
        for place in places(section, answers):
            for field in () if section.code == "who" or place.page.is_review else place.page.fields:
                if field.to not in {"delivery", "electronic_notice"}:
                    yield field.label.ja, show_field(field, place, answers, around) or _to_tick(field)


def _asker(form: Form, answers: JsonObject, on: date) -> dict[str, str]:
    around, section = Surroundings(today=on), form.section("who")
    shown = places(section, answers) if section is not None else ()
    return {
        field.to.partition(".")[2]: show_field(field, place, answers, around)
        for place in shown
        for field in place.page.fields
    }


def _to_bring(book: BookAt) -> tuple[str, ...]:
    with translation.override("ja"):
        return papers_to_bring(book, "ja")


def _to_tick(field: Field) -> str:
    """Return empty boxes for choices that are made by hand, a blank line for words."""
    labels: Sequence[str] = [one.label.ja for one in field.options] or [one.label.ja for one in field.parts]
    return "　".join(f"□{label}" for label in labels) if field.kind in {"radios", "checks"} else "　"


def _say(key: str, **figures: object) -> str:
    return str(told()["paper"][key]).format(**figures)


def _office(book: BookAt, key: str) -> str:
    return str(book.block("authority").values[key])


def _contact(book: BookAt) -> str:
    named = {key: _office(book, key) for key in ("office", "phone", "hours")}
    return book.text("letter.contact", **named)


def _mark(book: BookAt) -> str:
    return book.text("letter.demo") if settings.IKKAN_DEMO else ""
