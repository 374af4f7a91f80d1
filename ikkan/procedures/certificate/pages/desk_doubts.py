"""Doubts of a request as an officer reads them, and a refusal as an approver does."""

from ikkan.corridor.deciding import put_up_decisions
from ikkan.counter.desk_kinds import ConsoleParts, Doubt, Points, ProposalView
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Answer
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.pages.desk_words import reason_title, todo_of
from ikkan.procedures.certificate.reserving import NOT_PROVED
from ikkan.rooms.approve.models import Proposal


def doubt_of(reason: Reason, key: str, language: str) -> Doubt:
    """Return a doubt with what the officer does about it; no values are compared.

    Args:
        reason: the doubt's reason.
        key: unique on the page.
        language: ja, easy or en.
    """
    del key
    title, todo = reason_title(reason.code, language), todo_of(reason.code, language)
    return Doubt(title, None, todo=todo, at_counter=reason.code == NOT_PROVED)


def rule_kind(reason: Reason) -> str:
    """Return nothing: no rule settles who may have a certificate."""
    del reason
    return ""


def rule_kind_word(kind: str) -> str:
    """Return the kind itself: there are none."""
    return kind


def points_of(case: Case, answers: JsonObject, around: Surroundings) -> Points | None:
    """Return None: nothing is scored."""
    del case, answers, around
    return None


def round_kinds(language: str) -> tuple[tuple[str, str], ...]:
    """Return none: each request is decided by itself."""
    del language
    return ()


def console_parts(*_round: object) -> ConsoleParts:
    """Return nothing: there are no rounds."""
    return ConsoleParts({}, {})


def proposal_view(proposal: Proposal, language: str) -> ProposalView:
    """Return what would be decided, and every ground of it with its article.

    Args:
        proposal: proposal of a case.
        language: ja, easy or en.
    """
    reasons = [reason for decision in put_up_decisions(proposal.content) for reason in decision.reasons]
    return ProposalView([Answer(reason.article, reason.en if language == "en" else reason.ja) for reason in reasons])
