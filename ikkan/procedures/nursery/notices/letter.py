"""The letter: what every notice of this procedure has in common, whatever it tells."""

from collections.abc import Sequence

from django.conf import settings

from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.papers.paper import Block, Grid, Paper
from ikkan.procedures.nursery.notices.desk import Desk
from ikkan.procedures.nursery.notices.persons import recipient_of


def letter(desk: Desk, *, title: str, number: str, answers: JsonObject, blocks: Sequence[Block]) -> Paper:
    """Return a letter to the applicant.

    Args:
        desk: who writes, and on which day.
        title: title of the letter.
        number: number of the case.
        answers: the filing whose applicant it goes to.
        blocks: what stands between title and contact.
    """
    words = desk.words()
    return Paper(
        title=title,
        number=number,
        date_text=words.dated(desk.on),
        issuer=desk.issuer,
        recipient=recipient_of(answers, words),
        blocks=tuple(blocks),
        footer=number,
        contact=desk.contact,
        mark=words.say("notice.demo") if settings.IKKAN_DEMO else "",
    )


def reasons_table(desk: Desk, reasons: Sequence[Reason]) -> Grid:
    """Return the reasons of a decision with the article of each."""
    words = desk.words()
    rows = tuple((words.cited(one.ja, "", unconfirmed=one.unconfirmed), one.article) for one in reasons)
    return Grid("", (words.say("label.why"), words.say("label.article")), rows)
