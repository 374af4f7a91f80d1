"""The counter where nobody has to write (書かない窓口): find the resident, and the form fills itself."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.forms.prefill import apply_prefill
from ikkan.counter.parts import Choice, Choices, Crumb, DateBoxes, TextBox
from ikkan.kernel.era import show_date
from ikkan.kernel.inputs import Accepted, Label, Rejected, read_date_boxes
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.names import kana_key
from ikkan.kernel.reader import Reader
from ikkan.kernel.registry import procedure_of
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.registers.search import search_residents
from ikkan.registers.selectors import find_residents
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.kept import with_marks
from ikkan.web.citizen.offered import OFFERED, form_of, pages_of
from ikkan.web.citizen.shown import day_text
from ikkan.web.desk.doors import SeeOther, officer_of
from ikkan.web.desk.reading_words import reading_words
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

NOT_FOUND = "-"
LONGEST_KANA = 100
MOST_SHOWN = 20
BIRTH = Label("生年月日", "date of birth")


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponseBase:
    """Ask for birth and reading, show who that is, and begin the form for the one chosen."""
    procedure = request.POST.get("procedure", "")
    if procedure not in OFFERED:
        procedure = next(iter(OFFERED))
    if request.method != "POST":
        return _show(request, procedure)
    errors: list[tuple[str, str]] = []
    birth = _birth(request) if _has_birth(request) else None
    kana = request.POST.get("kana", "").strip()[:LONGEST_KANA]
    if isinstance(birth, Rejected):
        words = birth.message_en if page_language_of(request) == "en" else birth.message_ja
        errors.append(("#id_birth_year", words))
    if not kana:
        errors.append(("#id_kana", _("氏名か読みを入力してください")))
    if errors or isinstance(birth, Rejected):
        return _show(request, procedure, errors=errors)
    found = _find(request, procedure, birth.value if birth else None, kana)
    chosen = request.POST.get("resident", "")
    if request.POST.get("press") == "begin":
        number = next((one.value for one in found if one.value == chosen), "")
        if number or chosen == NOT_FOUND:
            draft = begin(officer_of(request), procedure, number, timezone.now())
            return SeeOther(reverse("desk:counter_form", args=[draft.pk]))
        errors.append(("#id_resident_0", _("だれの申込みかを選んでください")))
    return _show(request, procedure, found=found, errors=errors)


def begin(officer: Account, procedure: str, resident: str, now: datetime) -> Draft:
    """Begin a draft of the officer's for a resident, with what the town holds; go on with one already begun.

    Args:
        officer: who types.
        procedure: code.
        resident: 宛名番号, or blank for somebody who is not in the register.
        now: moment.
    """
    form, pages = form_of(procedure), pages_of(procedure)
    rounds = pages.open_rounds(now)
    month = rounds[0].month if rounds else timezone.localdate(now)
    first: JsonObject = {"start_month": month.isoformat()} if len({one.month for one in rounds}) == 1 else {}
    known: JsonObject = {}
    if resident:
        # nobody's account: it only carries the number by which the register is asked
        person = Account.objects.filter(resident_number=resident).first() or Account(resident_number=resident)
        known = pages.known_of_account(person, start=month, now=now)
    answers, marks = apply_prefill(form, first, known, on=timezone.localdate(now))
    version = procedure_of(procedure).form_version
    return start_draft(
        owner=officer, procedure=procedure, form_version=version, answers=with_marks(answers, marks),
        on_behalf_of=resident,
    )  # fmt: skip


def _find(request: HttpRequest, procedure: str, birth: date | None, text: str) -> tuple[Choice, ...]:
    """Return who was born that day and is read so; without a day, whoever has such a name or reading."""
    words, title = reading_words(), procedure_of(procedure).title.ja
    reader = Reader(who=str(officer_of(request).pk), why=words.found.format(title=title), ground=words.ground)
    if birth is None:
        hits = search_residents(text, reader=reader, now=timezone.now(), most=MOST_SHOWN)
        return tuple(Choice(one.number, one.name, show_date(one.birth)) for one in hits if not one.has_left)
    found = find_residents(birth=birth, kana_key=kana_key(text), reader=reader, now=timezone.now())
    return tuple(Choice(one.number, f"{one.family_name} {one.given_name}", show_date(one.birth)) for one in found)


def _has_birth(request: HttpRequest) -> bool:
    return any(request.POST.get(f"birth_{part}", "").strip() for part in ("year", "month", "day"))


def _birth(request: HttpRequest) -> Accepted[date] | Rejected:
    year, month, day = (request.POST.get(f"birth_{part}", "")[:20] for part in ("year", "month", "day"))
    return read_date_boxes(year, month, day, label=BIRTH, latest=timezone.localdate())


def _show(
    request: HttpRequest, procedure: str, *, found: tuple[Choice, ...] | None = None,
    errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    told = {anchor.removeprefix("#id_"): words for anchor, words in errors or []}
    language, posted = page_language_of(request), request.POST
    begun = Draft.objects.filter(owner=officer_of(request), corrects=None).order_by("-saved_at")[:20]
    context = {
        "page_title": _("窓口で申込みを受ける"),
        "crumbs": [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(_("窓口"))],
        "procedure": procedure,
        "procedures": [
            (code, procedure_of(code).title.shown(language), code == procedure) for code in OFFERED
        ],
        "birth": DateBoxes(
            "birth", _("生年月日（分かるとき）"), posted.get("birth_year", ""), posted.get("birth_month", ""),
            posted.get("birth_day", ""), hint=_("平成4、H4、1992 のどれでもかまいません"),
            error=told.get("birth_year", ""),
        ),
        "kana": TextBox("kana", _("氏名か読み"), posted.get("kana", ""), hint=_("例：タカハシ ハナコ"),
                        error=told.get("kana", ""), width=20),
        "was_searched": found is not None,
        "ask": _choices(found, told.get("resident_0", "")) if found is not None else None,
        "begun": [(_draft_words(one), day_text(one.saved_at, language), one.pk) for one in begun],
        "error_list": errors or [],
    }  # fmt: skip
    return render(request, "desk/counter.html", context, status=422 if errors else 200)


def _choices(found: tuple[Choice, ...], error: str) -> Choices:
    options = [*found, Choice(NOT_FOUND, _("この中にいない"), _("空の申込みから始めます"))]
    return Choices("resident", _("だれの申込みですか"), options, error=error)


def _draft_words(draft: Draft) -> str:
    applicant = draft.answers.get("applicant")
    name = applicant.get("name") if isinstance(applicant, dict) else None
    family = str(name.get("family", "")) if isinstance(name, dict) else ""
    return _("%(family)s 様の申込み") % {"family": family} if family else _("名前がまだない申込み")
