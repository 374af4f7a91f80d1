"""What the desk's case page needs of nursery placement: facts in short, doubts, points, what can be asked."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from ikkan.counter.desk_kinds import Askable
from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.form_file import load_form
from ikkan.counter.forms.places import item_title, place_of, places
from ikkan.counter.forms.showing import show_field, show_month
from ikkan.counter.forms.summary import label_of
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.uploads import owner_of
from ikkan.counter.parts import Answer, AnswerCard, Choice
from ikkan.kernel import answers as read
from ikkan.kernel.inputs import show_phone
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.terms import class_age, fiscal_year_of
from ikkan.registers.models import Facility

FOLDER: Final = Path(__file__).parent.parent
PARENT_FACTS: Final = ("work.employer", "work.month_hours", "work.leave", "birth_due", "illness", "disability",
                       "care_hours", "study_hours")  # fmt: skip


def form_of_case(version: str) -> Form:
    """Return the form in the version that a case was filed on."""
    return load_form(FOLDER, version)


def surroundings(answers: JsonObject, language: str, today: date) -> Surroundings:
    """Return what filed answers are shown in; the facilities that they name are read once.

    Args:
        answers: filed answers.
        language: ja, easy or en.
        today: the day.
    """
    codes = {code for child in read.parts(answers, "children") for code in _codes(child) if code}
    names = dict(Facility.objects.filter(code__in=codes).values_list("code", "name"))

    def choices(source: str, query: str) -> Sequence[Choice]:
        if source == "start_months":
            return [Choice(query, show_month(query, language))]
        return [Choice(query, names.get(query, query))]

    return Surroundings(today=today, language=language, choices=choices)


def fact_cards(version: str, answers: JsonObject, around: Surroundings) -> tuple[AnswerCard, ...]:
    """Return the facts of a case in short: what an officer compares with papers and registers."""
    facts = _Facts(form_of_case(version), answers, around)
    return (
        AnswerCard(_("申込者"), tuple(facts.applicant())),
        *(
            AnswerCard(_("お子さん%(n)s") % {"n": at + 1}, tuple(facts.child(at)))
            for at in range(len(read.parts(answers, "children")))
        ),
        *(
            AnswerCard(_("保護者%(n)s") % {"n": at + 1}, tuple(facts.parent(at)))
            for at in range(len(read.parts(answers, "parents")))
        ),
        AnswerCard(_("世帯"), tuple(facts.household())),
    )


def askables(version: str, answers: JsonObject, around: Surroundings) -> tuple[Askable, ...]:
    """Return everything that the form asks of this family, with whom it is about: what a correction can be asked of."""
    form = form_of_case(version)
    return tuple(_askables(form, answers, around))


def _askables(form: Form, answers: JsonObject, around: Surroundings) -> Iterator[Askable]:
    for section in form.sections:
        for place in places(section, answers):
            whom = item_title(form, place, answers, around.language)
            for field in place.page.fields:
                if place.page.is_review or field.kind in {"agree", "mapped"}:
                    continue
                label = label_of(field, place, around)
                label = f"{whom}　{label}" if whom else label
                if field.kind == "upload":
                    of = owner_of(place, answers) or "household"
                    yield Askable(f"documents.{field.paper}.{of}", label, field.paper)
                else:
                    yield Askable(place.path(field.to), label)


class _Facts:
    """Reads the facts of one filing, each with the label that the form gives it."""

    def __init__(self, form: Form, answers: JsonObject, around: Surroundings) -> None:
        self._form, self._answers, self._around = form, answers, around
        self._month = read.day(answers, "start_month")

    def applicant(self) -> Iterator[Answer]:
        """Yield name, birth, address and how to reach the applicant."""
        one = read.part(self._answers, "applicant")
        yield Answer(_("氏名"), _name_of(one))
        yield Answer(_("生年月日"), self._shown("applicant.birth"))
        yield Answer(_("住所"), address_line(one))
        phone = read.word(one, "phone")
        yield Answer(_("電話"), show_phone(phone) if phone else "")
        yield Answer(_("入所を希望する月"), self._shown("start_month"))

    def child(self, at: int) -> Iterator[Answer]:
        """Yield name, class, present care and wishes of a child."""
        one = read.parts(self._answers, "children")[at]
        birth = read.day(one, "birth")
        yield Answer(_("氏名"), _name_of(one) or _("まだ決まっていません"))
        born = self._shown(f"children.{at}.birth") or self._shown(f"children.{at}.due")
        if birth is not None and self._month is not None:
            born += _("・%(age)s歳児クラス") % {"age": class_age(birth, fiscal_year_of(self._month))}
        yield Answer(_("生年月日"), born)
        yield Answer(_("いまの保育"), self._shown(f"children.{at}.present_care"))
        present = read.word(one, "present_facility")
        if present:
            yield Answer(_("いま通う園"), self._facility(present))
        wished = [f"{n}. {self._facility(code)}" for n, code in enumerate(read.words(one, "wishes"), start=1)]
        yield Answer(_("希望"), "　".join(wished))

    def parent(self, at: int) -> Iterator[Answer]:
        """Yield the ground of need of a parent with the figures that belong to it."""
        one = read.parts(self._answers, "parents")[at]
        yield Answer(_("氏名"), _name_of(one))
        yield Answer(_("必要な理由"), self._shown(f"parents.{at}.reason"))
        for path in PARENT_FACTS:
            found = place_of(self._form, f"parents.{at}.{path}", self._answers)
            shown = self._shown(f"parents.{at}.{path}")
            if found is not None and shown:
                label = next(f for f in found.page.fields if found.path(f.to) == f"parents.{at}.{path}").label
                yield Answer(self._around.say(label), shown)

    def household(self) -> Iterator[Answer]:
        """Yield what else the points rest on."""
        family = [_name_of(one) for one in read.parts(self._answers, "family")]
        yield Answer(_("ほかの同居の家族"), "、".join(family) or _("いません"))
        yield Answer(_("ひとり親"), _("はい") if read.flag(self._answers, "single_parent") else _("いいえ"))
        yield Answer(_("生活保護"), _("はい") if read.flag(self._answers, "welfare") else _("いいえ"))
        hold = read.flag(read.part(self._answers, "extension"), "accepts_hold")
        yield Answer(_("保留になってもよい"), _("はい") if hold else _("いいえ"))

    def _shown(self, path: str) -> str:
        place = place_of(self._form, path, self._answers)
        if place is None:
            return ""
        for field in place.page.fields:
            if place.path(field.to) == path or field.kind == "one_of_dates":
                return show_field(field, place, self._answers, self._around)
        return ""

    def _facility(self, code: str) -> str:
        return self._around.choices("facilities", code)[0].label


def person_title(of: str) -> str:
    """Return what a parent or child is called by their id in the form; blank for the whole household."""
    number = of.lstrip("abcdefghijklmnopqrstuvwxyz")
    if of.startswith("parent"):
        return _("保護者%(n)s") % {"n": number}
    return "" if of in {"", "household"} else _("お子さん%(n)s") % {"n": number}


def address_line(applicant: JsonObject) -> str:
    """Return an applicant's address on one line, the building never dropped."""
    address = read.part(applicant, "address")
    building = read.word(address, "building")
    line = read.word(address, "town") + read.word(address, "block")
    return f"{line}　{building}" if building else line


def _name_of(person: JsonObject) -> str:
    name, kana = read.part(person, "name"), read.part(person, "kana")
    full = f"{read.word(name, 'family')} {read.word(name, 'given')}".strip()
    reading = f"{read.word(kana, 'family')} {read.word(kana, 'given')}".strip()
    return f"{full}（{reading}）" if full and reading else full


def _codes(child: JsonObject) -> Iterator[str]:
    yield from read.words(child, "wishes")
    yield from (read.word(child, key) for key in ("present_facility", "graduate_of"))
