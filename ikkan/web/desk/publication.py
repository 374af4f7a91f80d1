"""The last step of a round as an officer sees it: letters to look at, who agreed, when how many letters arrive."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ikkan.corridor.letters import DrawnLetter, drawn_letters, letters_of, publication_rule
from ikkan.corridor.scheduling import consents
from ikkan.counter.parts import Answer
from ikkan.ledger.models import Round
from ikkan.people.models import Account
from ikkan.rooms.answer.models import PublicationConsent
from ikkan.web.citizen.shown import moment_text


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter that was drawn for this officer."""

    key: str
    title: str
    opened: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What the page says of a publication.

    Args:
        letters: drawn for this officer; none where the publication is asked for already.
        unopened: how many of them are left.
        missing: letters that are still being made.
        arrives: how many letters arrive when.
        agreed: who agreed, and when.
        asked: key of the first consent, or 0.
        lacking: how many persons must still agree.
        is_mine: whether this officer agreed already.
        is_scheduled: whether the hour is set.
    """

    letters: tuple[ShownLetter, ...]
    unopened: int
    missing: int
    arrives: str
    agreed: tuple[Answer, ...]
    asked: int
    lacking: int
    is_mine: bool
    is_scheduled: bool


def publication_of(round_: Round, account: Account, language: str) -> Publication:
    """Return where the publication of an approved round stands for this officer."""
    made = letters_of(round_)
    is_out = round_.published_at is not None
    agreed = [] if is_out else list(consents(round_))
    has_to_look = not (is_out or made.missing or agreed)
    letters = _shown(drawn_letters(round_, account, made), language) if has_to_look else ()
    hour = round_.published_at or round_.publishes_at or (agreed[0].publishes_at if agreed else None)
    return Publication(
        letters=letters,
        unopened=sum(not one.opened for one in letters),
        missing=0 if is_out else made.missing,
        arrives=_arrives(Counter(made.channels.values()), moment_text(hour, language)),
        agreed=tuple(_agreed(at, one, language) for at, one in enumerate(agreed)),
        asked=agreed[0].pk if agreed else 0,
        lacking=publication_rule(round_).persons - len(agreed),
        is_mine=account.pk in {one.account_id for one in agreed},
        is_scheduled=round_.publishes_at is not None,
    )


def _shown(letters: Sequence[DrawnLetter], language: str) -> tuple[ShownLetter, ...]:
    return tuple(
        ShownLetter(
            str(one.notice.pk), f"{one.notice.case.number}　{one.notice.title}", moment_text(one.opened_at, language)
        )
        for one in letters
    )


def _agreed(at: int, one: PublicationConsent, language: str) -> Answer:
    label = _("公表を頼んだ人") if at == 0 else _("確かめた人")
    return Answer(label, f"{one.account}　{moment_text(one.at, language)}")


def _arrives(channels: Counter[str], hour: str) -> str:
    when = hour or _("公表の時刻")
    said = _("電子の通知 %(n)s通は、%(when)sに届きます。") % {"n": f"{channels['mailbox']:,}", "when": when}
    if not channels["post"]:
        return said
    return said + _("紙の通知 %(n)s通は、その時刻から印刷して発送できます。") % {"n": f"{channels['post']:,}"}
