"""The route of a proposal as text: who replied when, by office, rank and name, and where it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.kernel.routes import RouteStep
from ikkan.people.models import Account, Office, Posting, Rank
from ikkan.rooms.approve.models import Proposal, Reply
from ikkan.rooms.approve.routes import slot_for, steps_of
from ikkan.web.citizen.shown import moment_text


@dataclass(frozen=True, slots=True)
class ShownRoute:
    """A route for the page.

    Args:
        posts: (office and rank, what happened there) in order.
        may_reply: whether it is this person's turn.
        acting_for: post that this person deputises for, or blank.
    """

    posts: tuple[tuple[str, str], ...]
    may_reply: bool
    acting_for: str


def shown_route(proposal: Proposal, replies: Sequence[Reply], account: Account, language: str) -> ShownRoute:
    """Return the route with who replied, and whether this person may reply now.

    Args:
        proposal: the proposal.
        replies: its replies with their accounts, oldest first.
        account: who looks.
        language: ja, easy or en.
    """
    steps = steps_of(proposal)
    names = _names(steps, language)
    valid = {(one.step, one.slot): one for one in replies if one.voided_at is None and one.verdict == "approve"}
    posts = [(names[step.slot], _state(proposal, step, valid.get((step.step, step.slot)), language)) for step in steps]
    posts += [(one.title, _void_words(one, language)) for one in replies if one.voided_at is not None]
    asked = [s for s in steps if s.step == proposal.step and (s.step, s.slot) not in valid]
    is_open = proposal.state == Proposal.State.OPEN and proposal.drafted_by_id != account.pk
    mine = slot_for(account, asked, timezone.localdate()) if is_open and asked else None
    return ShownRoute(tuple(posts), mine is not None, names[mine[0].slot] if mine and mine[2] else "")


def _names(steps: Sequence[RouteStep], language: str) -> dict[str, str]:
    english = language == "en"
    held = Posting.objects.filter(office__in=[step.office for step in steps]).select_related("office", "rank")
    offices: dict[str, Office] = {}
    ranks: dict[str, Rank] = {}
    for posting in held:
        offices[posting.office_id], ranks[posting.rank_id] = posting.office, posting.rank
    found = {}
    for step in steps:
        office, rank = offices.get(step.office), ranks.get(step.rank)
        shown = [
            (one.name_en if english else one.name_ja) if one else code
            for one, code in ((office, step.office), (rank, step.rank))
        ]
        found[step.slot] = " ".join(shown)
    return found


def _state(proposal: Proposal, step: RouteStep, given: Reply | None, language: str) -> str:
    if given is not None:
        words = _("承認 %(title)s %(name)s %(at)s") % {
            "title": given.title, "name": given.account, "at": moment_text(given.at, language),
        }  # fmt: skip
        return words + (_("（代決）") if given.as_deputy_for else "") + (f"：{given.comment}" if given.comment else "")
    if proposal.state == Proposal.State.OPEN and step.step == proposal.step:
        return _("← いまここです")
    return _("これから") if proposal.state == Proposal.State.OPEN else "－"


def _void_words(one: Reply, language: str) -> str:
    verdict = {"approve": _("承認"), "return": _("差戻し"), "decline": _("否認")}[one.verdict]
    words = _("%(verdict)s %(name)s %(at)s（取消し）") % {
        "verdict": verdict, "name": one.account, "at": moment_text(one.at, language),
    }  # fmt: skip
    return f"{words}：{one.comment}" if one.comment else words
