"""The events of a case that its citizen sees, each with who did it."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.counter.parts import Event as Shown
from ikkan.ledger.event_names import sentence_of
from ikkan.ledger.models import Case, Event
from ikkan.people.models import Account, Posting
from ikkan.web.citizen.shown import moment_text

# What is told of a round to everybody in it: no inner steps of its preparation, nothing before publication.
OF_ROUNDS: Final = frozenset({"round.closed", "approve.completed", "answer.published"})
# What officials say to each other before a decision stands is no news to its citizen either.
INNER: Final = frozenset(
    {
        "check.given_up", "check.rechecked", "decide.signed_off", "ledger.destroyed", "approve.approved",
        "approve.returned", "approve.declined", "approve.withdrawn", "approve.voided",
    }
)  # fmt: skip


def is_seen(name: str) -> bool:
    """Tell whether citizens see events of this name: those of their case, and few of its rounds."""
    return name in OF_ROUNDS or (not name.startswith("round.") and name not in INNER)


def visible_events(case: Case, account: Account, language: str) -> list[Shown]:
    """Return the events of a case and of its rounds that its citizen sees, latest first."""
    rounds = case.entries.values("round_id")
    events = Event.objects.filter(Q(case=case) | Q(round__in=rounds, name__in=OF_ROUNDS))
    found = [one for one in events.order_by("-at", "-seq") if one.name not in INNER]
    names = posts_of({one.actor for one in found if one.actor}, account)
    return [
        Shown(
            anchor=str(one.pk),
            at=one.at,
            at_text=moment_text(one.at, language),
            who=_("自動") if one.actor is None else names.get(one.actor, _("職員")),
            what=sentence_of(one.name).shown(language),
            automatic=one.actor is None,
        )
        for one in found
    ]


def posts_of(actors: Iterable[UUID], reader: Account | None = None, on: date | None = None) -> dict[UUID, str]:
    """Return by account the office and post, as people are told who acted; the reader is 「あなた」.

    Args:
        actors: account ids.
        reader: who looks.
        on: day of the posting; today by default.
    """
    day, ids = on or timezone.localdate(), set(actors) - ({reader.pk} if reader is not None else set())
    posts: dict[UUID, str] = {} if reader is None else {reader.pk: _("あなた")}
    if not ids:
        return posts
    for one in Posting.objects.filter(account__in=ids).select_related("office", "rank").order_by("starts_on"):
        if one.starts_on <= day:
            posts[one.account_id] = f"{one.office.name_ja} {one.rank.name_ja}"
    citizens = Account.objects.filter(pk__in=ids, kind=Account.Kind.CITIZEN).values_list("pk", flat=True)
    return posts | dict.fromkeys(citizens, _("代理の方"))
