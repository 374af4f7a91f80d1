"""A correction request as the citizen will see it, in every language of their pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from ikkan.counter.forms.places import item_title
from ikkan.counter.forms.showing import show_field
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.models import Case
from ikkan.rooms.intake.selectors import current_filing
from ikkan.web.citizen.asked import Asked, find_asked
from ikkan.web.citizen.offered import form_of, pages_of
from ikkan.web.citizen.shown import day_text
from ikkan.web.language import PAGE_LANGUAGES, locale_of


@dataclass(frozen=True, slots=True)
class SeenQuestion:
    """One thing asked: its heading, why, on which ground, and the old answer."""

    title: str
    why: str
    article: str
    old: str


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """The citizen's page in one language; `lang` is the language of its text for browsers."""

    lang: str
    name: str
    heading: str
    until: str
    warning: str
    questions: tuple[SeenQuestion, ...]


def seen_by_citizen(
    case: Case, questions: Sequence[JsonObject], due: date | None, now: datetime
) -> tuple[SeenRequest, ...]:
    """Return the request as each language of the citizen's pages shows it.

    Args:
        case: whose current answers are shown as the old ones.
        questions: questions as they would be stored.
        due: day by which to answer.
        now: moment.
    """
    return tuple(_in_language(case, questions, due, now, code, name) for code, name in PAGE_LANGUAGES)


def _in_language(
    case: Case, questions: Sequence[JsonObject], due: date | None, now: datetime, code: str, name: str
) -> SeenRequest:
    filing = current_filing(case)
    answers: JsonObject = dict(filing.answers)
    form = form_of(case.procedure, filing.form_version)
    with translation.override(locale_of(code)):
        around = pages_of(case.procedure).surroundings_of(answers, language=code, now=now)
        asked = [find_asked(form, answers, question, f"q{at}-", code) for at, question in enumerate(questions)]
        return SeenRequest(
            lang=locale_of(code),
            name=name,
            heading=_("直していただきたいところがあります"),
            until=_("%(due)sまでに送ってください。") % {"due": day_text(due, code)},
            warning=_("送らないまま期限が過ぎると、いまある内容だけで審査します。点数が低くなることがあります。"),
            questions=tuple(_seen(case, one, answers, around) for one in asked),
        )


def _seen(case: Case, one: Asked, answers: JsonObject, around: Surroundings) -> SeenQuestion:
    if one.place is None:
        return SeenQuestion(_("確かめたいこと"), one.why, one.article, "")
    whom = item_title(form_of(case.procedure, case.form_version), one.place, answers, around.language)
    title = around.say(one.place.page.title)
    old = show_field(one.field, one.place, answers, around) if one.field is not None else ""
    return SeenQuestion(f"{title}（{whom}）" if whom else title, one.why, one.article, old)
