"""What the desk's case page needs of the certificate: the request in short, and what can be asked of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from ikkan.counter.desk_kinds import Askable
from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.places import item_title, places
from ikkan.counter.forms.showing import show_day
from ikkan.counter.forms.summary import label_of
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Answer, AnswerCard
from ikkan.kernel.book import BookAt
from ikkan.kernel.json_value import JsonObject
from ikkan.ledger.editions import book_in_force
from ikkan.procedures.certificate.pages.desk_words import word_of
from ikkan.procedures.certificate.rules import Named, Wanted, read_wanted

FOLDER: Final = Path(__file__).parent.parent


def form_of_case(version: str) -> Form:
    """Return the form in the version that a case was filed on."""
    return load_form(FOLDER, version)


def surroundings(answers: JsonObject, language: str, today: date) -> Surroundings:
    """Return what filed answers are shown in; this form lends no choices.

    Args:
        answers: filed answers.
        language: ja, easy or en.
        today: the day.
    """
    del answers
    return Surroundings(today=today, language=language)


def person_title(of: str) -> str:
    """Return what a person of the form is called by their id there; blank for the whole request."""
    return _("載せる人%(n)s") % {"n": of[1:]} if of[:1] == "p" and of[1:].isdecimal() else ""


def fact_cards(version: str, answers: JsonObject, around: Surroundings) -> tuple[AnswerCard, ...]:
    """Return a request in short: who asks, for whom, what it shows, and what an officer entered."""
    del version
    wanted, language = read_wanted(answers), around.language
    book = book_in_force("certificate").at(around.today)
    cards = (
        AnswerCard(_("請求した方"), tuple(_asker(wanted, language))),
        AnswerCard(_("請求の内容"), tuple(_request(wanted, book, language))),
    )
    entered = tuple(_entered(wanted, book, language))
    return (*cards, AnswerCard(_("職員が記録したこと"), entered)) if entered else cards


def askables(version: str, answers: JsonObject, around: Surroundings) -> tuple[Askable, ...]:
    """Return everything that the form asks: what a correction can be asked of."""
    return tuple(_askables(form_of_case(version), answers, around))


def name_words(one: Named, language: str) -> str:
    """Return a person as the form names them: name, reading, birth."""
    reading = f"（{one.kana}）" if one.kana else ""
    born = show_day(one.birth.isoformat(), language) if one.birth else ""
    return f"{one.name}{reading}　{born}".strip()


def _asker(wanted: Wanted, language: str) -> Iterator[Answer]:
    if wanted.organisation:
        yield Answer(_("団体・機関"), wanted.organisation)
    yield Answer(_("氏名"), name_words(wanted.asker, language))


def _request(wanted: Wanted, book: BookAt, language: str) -> Iterator[Answer]:
    whose = word_of("whose", wanted.whose, language)
    named = "\n".join(name_words(one, language) for one in wanted.persons) if wanted.whose == "some" else ""
    yield Answer(_("だれの分"), named or whose)
    yield Answer(_("用紙と通数"), f"{word_of('form', wanted.form, language)}　{_copies(wanted, book, language)}")
    yield Answer(
        _("載せる項目"), "、".join(_rows_shown(book, "item", wanted.items, language)) or _("省略する（基本の項目だけ）")
    )
    yield Answer(_("使いみち"), "".join(_rows_shown(book, "purpose", {wanted.purpose}, language)))
    yield Answer(_("渡し方"), word_of("delivery", wanted.delivery, language))
    if wanted.exemption:
        yield Answer(_("手数料の免除"), "".join(_rows_shown(book, "exemption", {wanted.exemption}, language)))


def _copies(wanted: Wanted, book: BookAt, language: str) -> str:
    return book.text("label.times", "en" if language == "en" else "ja", n=wanted.copies)


def _entered(wanted: Wanted, book: BookAt, language: str) -> Iterator[Answer]:
    if not wanted.is_own:
        yield Answer(_("請求の種類"), "".join(_rows_shown(book, "requester", {wanted.requester}, language)))
        yield Answer(_("理由・法令"), wanted.why)
        yield Answer(_("理由を示す書類"), wanted.evidence)
    if wanted.papers:
        yield Answer(_("見た本人確認書類"), "、".join(_rows_shown(book, "identity_paper", wanted.papers, language)))


def _rows_shown(book: BookAt, table: str, ids: object, language: str) -> list[str]:
    """Return the words of those rows of a table that are named, in the order of the book."""
    side = "en" if language == "en" else "ja"
    named = set(ids) if isinstance(ids, tuple | set | frozenset) else set()
    return [row.text(side) for row in book.rows(table) if row.text("id") in named]


def _askables(form: Form, answers: JsonObject, around: Surroundings) -> Iterator[Askable]:
    for section in form.sections:
        for place in places(section, answers):
            whom = item_title(form, place, answers, around.language)
            for field in place.page.fields:
                if place.page.is_review or field.kind in {"agree", "mapped"}:
                    continue
                label = label_of(field, place, around)
                yield Askable(place.path(field.to), f"{whom}　{label}" if whom else label)
