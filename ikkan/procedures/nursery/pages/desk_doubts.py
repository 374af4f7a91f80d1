"""Doubts and points of a case as an officer reads them."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from ikkan.counter.comparing import compare_row, kind_word
from ikkan.counter.desk_kinds import ChildPoints, Doubt, Points, ScoreLine
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Compare
from ikkan.kernel import answers as read
from ikkan.kernel.differences import Kind
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.procedures.nursery.checks.differences import accepted_kind, kind_of
from ikkan.procedures.nursery.models import Standing
from ikkan.procedures.nursery.pages.desk_words import reason_title
from ikkan.procedures.nursery.round.standing import known_from
from ikkan.procedures.nursery.rules import ChildScore, Known, ScoreItem, features_of, score


def doubt_of(reason: Reason, key: str, language: str) -> Doubt:
    """Return a doubt with the two values beside each other where it compares two.

    Args:
        reason: the doubt's reason, with the values among its figures.
        key: unique on the page.
        language: ja, easy or en.
    """
    title = reason_title(reason.code, language)
    figures = dict(reason.figures)
    typed, registered = str(figures.get("typed") or ""), str(figures.get("registered") or "")
    kind = kind_of(reason.code, typed, registered)
    if kind is None:
        return Doubt(title, None)
    row = compare_row(title, typed, registered, kind)
    return Doubt(title, Compare(key, title, _("申込み"), _("住民記録"), [row]), str(kind))


def rule_kind(reason: Reason) -> str:
    """Return the kind of a difference as the book names it; blank where no rule may settle it."""
    figures = dict(reason.figures)
    return accepted_kind(reason.code, str(figures.get("typed") or ""), str(figures.get("registered") or ""))


def rule_kind_word(kind: str) -> str:
    """Return the word for a kind that the book names."""
    return kind_word(Kind[kind.upper()])


def points_of(case: Case, answers: JsonObject, around: Surroundings) -> Points | None:
    """Return the points of a case on its standing, by the same function as the decision.

    Before the case passed its check, the town's own records are not in them yet, and it says so.

    Args:
        case: the case.
        answers: its current answers.
        around: language and names of facilities.
    """
    if not read.parts(answers, "children") or not read.parts(answers, "parents"):
        return None
    standing = Standing.objects.filter(case=case).first()
    counted = answers if standing is None else standing.answers
    known = Known() if standing is None else known_from(standing.known)
    book = book_in_force(case.procedure).at(case.reference_day)
    scores = score(features_of(counted, reference_day=case.reference_day, known=known), book)
    named = {
        read.word(one, "id"): read.word(read.part(one, "name"), "given") for one in read.parts(counted, "children")
    }
    children = tuple(
        _child(
            one,
            named.get(one.child) or one.child,
            lambda code: around.choices("facilities", code)[0].label,
            around.language,
        )
        for one in scores
    )
    return Points(children, standing is not None, book.edition)


def _child(one: ChildScore, title: str, facility: Callable[[str], str], language: str) -> ChildPoints:
    counted = [item for item in one.items if item.counts]
    shown = "".join(
        f"{item.points}" if at == 0 else f"{item.points:+d}" for at, item in enumerate(i for i in counted if i.points)
    )
    return ChildPoints(
        title=title,
        total_text=f"{one.total} ＝ {shown}" if shown else str(one.total),
        lines=tuple(_line(item, language) for item in counted),
        wishes=tuple(
            _("%(name)sでは %(points)s点") % {"name": facility(wish.facility), "points": one.total + wish.bonus}
            for wish in one.wishes
            if wish.bonus
        ),
        excluded="" if one.excluded is None else _said(one.excluded, language),
    )


def _line(item: ScoreItem, language: str) -> ScoreLine:
    reason = item.reason
    return ScoreLine(f"{item.points:+d}", _said(reason, language), reason.article, reason.source, reason.unconfirmed)


def _said(reason: Reason, language: str) -> str:
    return reason.en if language == "en" else reason.ja
