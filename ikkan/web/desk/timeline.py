"""What happened to a case or a round, as sentences: who by office and rank, when, on which ground."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.counter.parts import Event as Shown
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.event_names import sentence_of
from ikkan.ledger.models import Event, Walker
from ikkan.people.models import Account, Posting
from ikkan.web.citizen.shown import moment_text

TOLD: Final = ("why", "note", "reason")


def events_of(walker: Walker) -> list[Event]:
    """Return the events of a case or round, newest first, with what people wrote to them."""
    of = {type(walker).__name__.lower(): walker}
    return list(Event.objects.filter(**of).select_related("body").order_by("-seq"))


def shown_events(events: Sequence[Event], language: str, applicant: Account | None = None) -> list[Shown]:
    """Return events for the timeline.

    Args:
        events: newest first, of one case or round.
        language: ja, easy or en.
        applicant: account of the applicant, who is called so.
    """
    who = names_of({event.actor for event in events if event.actor}, language, applicant)
    return [_shown(event, who, language) for event in events]


def names_of(actors: set[UUID], language: str, applicant: Account | None = None) -> dict[UUID, str]:
    """Return office, rank and name of those who acted; citizens are called by their part."""
    names = {key: _("申込者か代理人") for key in actors}
    if applicant is not None:
        names[applicant.pk] = _("申込者")
    others = actors - ({applicant.pk} if applicant is not None else set())
    if not others:
        return names
    postings = Posting.objects.filter(account__in=others).select_related("account", "office", "rank")
    for posting in postings.order_by("starts_on"):
        english = language == "en"
        office = posting.office.name_en if english else posting.office.name_ja
        rank = posting.rank.name_en if english else posting.rank.name_ja
        names[posting.account_id] = f"{office} {rank} {posting.account}"
    return names


def _shown(event: Event, who: dict[UUID, str], language: str) -> Shown:
    sentence = sentence_of(event.name).shown(language)
    told = written(event)
    return Shown(
        anchor=str(event.seq),
        at=timezone.localtime(event.at),
        at_text=moment_text(event.at, language),
        who=who[event.actor] if event.actor else _("自動"),
        what=f"{sentence}：{told}" if told else sentence,
        basis=_("版 %(edition)s") % {"edition": event.edition[:8]} if event.edition else "",
        automatic=event.actor is None,
    )


def written(event: Event) -> str:
    """Return what a person wrote to an event, or blank: also once it was destroyed."""
    body: JsonObject = event.body.body if hasattr(event, "body") else {}
    return next((str(body[key]) for key in TOLD if body.get(key)), "")
