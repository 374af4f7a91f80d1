"""The desk's view of a procedure that has no desk module of its own: answers and reasons as they are stored."""

from collections.abc import Iterator
from datetime import date, datetime

from ikkan.counter.desk_kinds import Askable, ConsoleParts, Doubt, Points, ProposalView
from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Answer, AnswerCard
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case, Round
from ikkan.rooms.approve.models import Proposal


def reason_title(code: str, language: str) -> str:
    """Return the code itself: such a procedure names none."""
    del language
    return code


def reason_codes() -> tuple[str, ...]:
    """Return none."""
    return ()


def person_title(of: str) -> str:
    """Return the id of the person as it is stored."""
    return of


def round_kinds(language: str) -> tuple[tuple[str, str], ...]:
    """Return none."""
    del language
    return ()


def form_of_case(version: str) -> Form | None:
    """Return None: the form is not known here."""
    del version
    return None


def surroundings(answers: JsonObject, language: str, today: date) -> Surroundings:
    """Return language and day; no choices are lent."""
    del answers
    return Surroundings(today=today, language=language)


def fact_cards(version: str, answers: JsonObject, around: Surroundings) -> tuple[AnswerCard, ...]:
    """Return every stored answer under its path."""
    del version, around
    return (AnswerCard("", [Answer(path, shown) for path, shown in _leaves(answers, "")]),)


def askables(version: str, answers: JsonObject, around: Surroundings) -> tuple[Askable, ...]:
    """Return every stored answer as something that can be asked for."""
    del version, around
    return tuple(Askable(path, path) for path, _ in _leaves(answers, ""))


def doubt_of(reason: Reason, key: str, language: str) -> Doubt:
    """Return a doubt by its code."""
    del key, language
    return Doubt(reason.code, None)


def rule_kind(reason: Reason) -> str:
    """Return nothing: no rule of such a procedure settles a difference."""
    del reason
    return ""


def rule_kind_word(kind: str) -> str:
    """Return the kind itself."""
    return kind


def points_of(case: Case, answers: JsonObject, around: Surroundings) -> Points | None:
    """Return None: nothing is scored."""
    del case, answers, around
    return None


def console_parts(round_: Round, language: str, now: datetime) -> ConsoleParts:
    """Return nothing beyond the generic steps."""
    del round_, language, now
    return ConsoleParts({}, {})


def proposal_view(proposal: Proposal, language: str) -> ProposalView:
    """Return every value of the content."""
    del language
    return ProposalView([Answer(path, shown) for path, shown in _leaves(proposal.content, "")])


def _leaves(value: JsonValue, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _leaves(part, f"{path}.{at}")
    else:
        yield path, "" if value is None else str(value)
