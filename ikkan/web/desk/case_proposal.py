"""A case's proposal as an approver reads it: what is decided and why, the facts, and the letter that would go out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.corridor.approving import preview
from ikkan.corridor.deciding import put_up_decisions
from ikkan.counter.desk_kinds import ProposalView
from ikkan.counter.parts import Answer, AnswerCard
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Decision
from ikkan.ledger.models import Case
from ikkan.papers.paper import Block, Paper
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.intake.models import Filing
from ikkan.web.desk.offered import desk_of


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter for the page: title and whom it concerns, where it goes, its blocks by name."""

    title: str
    recipient: tuple[str, ...]
    blocks: tuple[tuple[str, Block], ...]


@dataclass(frozen=True, slots=True)
class CaseParts:
    """What a case adds to the page of a proposal."""

    view: ProposalView
    cards: Sequence[AnswerCard]
    letters: Sequence[Letter]


def case_parts(proposal: Proposal, case: Case, language: str, now: datetime) -> CaseParts:
    """Return what an approver of a case must see.

    Args:
        proposal: the proposal of the case.
        case: the case.
        language: ja, easy or en.
        now: moment; the letters read as they would today.
    """
    desk = desk_of(case.procedure)
    filing = Filing.objects.filter(case=case, version=int(str(proposal.content["filing"]))).get()
    answers: JsonObject = dict(filing.answers)
    around = desk.surroundings(answers, language, timezone.localdate(now))
    decisions = put_up_decisions(proposal.content)
    drafts = preview(proposal, now)
    titles = {draft.subject: draft.paper.title for draft in drafts}
    rows = [
        row
        for decision in decisions
        for row in _rows(decision, titles.get(decision.subject, ""), desk.person_title(decision.subject), language)
    ]
    view = ProposalView(rows, changes=tuple(_before(proposal)))
    return CaseParts(
        view,
        desk.fact_cards(filing.form_version, answers, around),
        [_letter(draft.paper, desk.person_title(draft.subject)) for draft in drafts],
    )


def _rows(decision: Decision, title: str, whom: str, language: str) -> list[Answer]:
    decided = f"{whom}　{title}" if whom else title
    rows = [Answer(_("何を決めるか"), decided or decision.result)]
    for reason in decision.reasons:
        words = reason.en if language == "en" else reason.ja
        rows.append(Answer(_("理由"), f"{words}（{reason.article}）" if reason.article else words))
    return rows


def _before(proposal: Proposal) -> list[str]:
    """Say why the draft before this one ended."""
    earlier = Proposal.objects.filter(case=proposal.case, pk__lt=proposal.pk).exclude(why_ended="").order_by("-pk")
    return [_("前の起案が終わった理由：%(why)s") % {"why": one.why_ended} for one in earlier[:1]]


def _letter(paper: Paper, whom: str) -> Letter:
    recipient = (f"〒{paper.recipient.postal}", *paper.recipient.address_lines, *paper.recipient.name_lines)
    title = f"{paper.title}（{whom}）" if whom else paper.title
    return Letter(title, recipient, paper.named_blocks)
