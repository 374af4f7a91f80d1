"""Summary: the content of a notice as plain sentences, for the page that shows it in ja, en or easy Japanese."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from ikkan.kernel.reason import Reason
from ikkan.procedures.nursery.notices import certification, placement
from ikkan.procedures.nursery.notices.figures import read_figures
from ikkan.procedures.nursery.notices.steps import steps_after
from ikkan.procedures.nursery.notices.told import Told, gather_told
from ikkan.procedures.nursery.notices.words import Words
from ikkan.rooms.answer.models import Notice
from ikkan.rooms.decide.models import DecisionRecord


def summary(record: DecisionRecord, language: str) -> list[str]:
    """Return what a decision says in plain sentences, the conclusion first.

    Args:
        record: a decision of certification or placement.
        language: ``ja``, ``en`` or ``easy``.

    Raises:
        ValueError: another language.
        LookupError: another kind of decision.
    """
    told = gather_told([record], _day_told)[0]
    words = told.desk.words(language)
    if record.kind == certification.KIND:
        return _of_certification(told, words)
    if record.kind == placement.KIND:
        return _of_placement(told, words)
    raise LookupError(f"Decision {record.pk}: decisions of the kind {record.kind!r} have no summary.")


def _day_told(record: DecisionRecord) -> date:
    """Return the day printed on the notice, so that page and paper name the same days."""
    dated = Notice.objects.filter(decision=record).values_list("dated_on", flat=True).first()
    return dated or timezone.localdate(record.decided_at)


def _of_certification(told: Told, words: Words) -> list[str]:
    said = [certification.conclusion(told, words), *certification.granted_sentences(told, words)]
    if told.record.result == certification.REFUSED or told.record.grants_less:
        said += _sentences(told.reasons, words)
    said += [sentence for _, sentence in certification.after_certification(told, words)]
    return [*said, words.say("notice.remedy")]


def _of_placement(told: Told, words: Words) -> list[str]:
    figures = read_figures(told.record.figures)
    said = placement.conclusion(told, figures, words)
    said.append(words.say("notice.score", child=told.child.called(words), total=figures.total))
    said += placement.wish_sentences(told, figures, words)
    said += _sentences(placement.other_reasons(told, figures), words)
    said += [step for _, step in steps_after(told.record.result, figures, told.desk, words) if step not in said]
    return [*said, words.say("notice.remedy")]


def _sentences(reasons: Sequence[Reason], words: Words) -> list[str]:
    return [
        words.cited(reason.en if words.language == "en" else reason.ja, reason.article, unconfirmed=reason.unconfirmed)
        for reason in reasons
    ]
