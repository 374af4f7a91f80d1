"""The counter where nobody has to write (書かない窓口): find the resident, and the form fills itself."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
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
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.kernel.registry import procedure_of
from ikkan.people.counter_session import Served, bind_session, live_session, open_session, served_by
from ikkan.people.guards import require_duty
from ikkan.people.models import Account, CounterSession
from ikkan.registers.search import search_residents
from ikkan.registers.selectors import find_residents
from ikkan.rooms.intake.drafts import start_draft
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.kept import with_marks
from ikkan.web.citizen.offered import OFFERED, form_of, pages_of
from ikkan.web.citizen.shown import day_text
from ikkan.web.desk.counter_door import closing_by_itself, refused, served_in
from ikkan.web.desk.counter_person import banner, draft_words
from ikkan.web.desk.doors import SeeOther, officer_of
from ikkan.web.desk.reading_words import reading_words
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

NOT_FOUND = "-"
KEY = "_counter"
LONGEST_KANA = 100
MOST_SHOWN = 20
BIRTH = Label("生年月日", "date of birth")


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponseBase:
    """Ask for birth and reading, show who that is, and begin the form for the one chosen."""
    now, officer = timezone.now(), officer_of(request)
    session = live_session(officer=officer, now=now)
    if request.method != "POST":
        return _show_served(request, session) if session and session.bound_at else _show(request, _procedure(request))
    if not _may_send(request, session):
        return refused(request)
    session = session or open_session(officer=officer, now=now)
    if request.POST.get("press") == "resume":
        return _resume(request, session)
    return _search(request, session)


def _may_send(request: HttpRequest, session: CounterSession | None) -> bool:
    """Tell whether a page was made for the person who is served now, or before anybody was."""
    key, press = request.POST.get(KEY, ""), request.POST.get("press", "")
    if session is None:
        return not key
    if press == "begin" or session.bound_at is not None:
        return key == str(session.pk) and press == "begin"
    return key in {"", str(session.pk)}


def _search(request: HttpRequest, session: CounterSession) -> HttpResponseBase:
    procedure = _procedure(request)
    errors: list[tuple[str, str]] = []
    birth = _birth(request) if _has_birth(request) else None
    kana = request.POST.get("kana", "").strip()[:LONGEST_KANA]
    if isinstance(birth, Rejected):
        words = birth.message_en if page_language_of(request) == "en" else birth.message_ja
        errors.append(("#id_birth_year", words))
    if not kana:
        errors.append(("#id_kana", _("氏名か読みを入力してください")))
    if errors or isinstance(birth, Rejected):
        return _show(request, procedure, session, errors=errors)
    found = _find(request, procedure, birth.value if birth else None, kana)
    chosen = request.POST.get("resident", "")
    if request.POST.get("press") == "begin":
        number = next((one.value for one in found if one.value == chosen), "")
        if number or chosen == NOT_FOUND:
            now = timezone.now()
            served = bind_session(session=session, resident=number, now=now)
            if isinstance(served, Refused):
                return refused(request)
            draft = begin(officer_of(request), procedure, served, now)
            return SeeOther(reverse("desk:counter_form", args=[draft.pk]))
        errors.append(("#id_resident_0", _("だれの申込みかを選んでください")))
    return _show(request, procedure, session, found=found, errors=errors)


def _resume(request: HttpRequest, session: CounterSession) -> HttpResponseBase:
    """Go on with an unfinished form, in a session bound to the person whose form it is."""
    sent = request.POST.get("draft", "")
    draft = next((one for one in _begun(officer_of(request)) if str(one.pk) == sent), None)
    if draft is None:
        raise Http404
    theirs = served_in(draft)
    if not theirs.resident and not theirs.visit:
        # begun before visits were told apart: from now on it is this visit's
        Draft.objects.filter(pk=draft.pk, visit="").update(visit=str(session.visit))
        theirs = Served("", str(session.visit))
    served = bind_session(session=session, resident=theirs.resident, visit=theirs.visit, now=timezone.now())
    if isinstance(served, Refused):
        return refused(request)
    return SeeOther(reverse("desk:counter_form", args=[draft.pk]))


def begin(officer: Account, procedure: str, served: Served, now: datetime) -> Draft:
    """Begin a draft of the officer's for a person, with what the town holds; go on with one already begun for them.

    Args:
        officer: who types.
        procedure: code.
        served: whose session the officer is in.
        now: moment.
    """
    resident = served.resident
    form, pages = form_of(procedure), pages_of(procedure)
    known: JsonObject = {}
    if resident:
        # nobody's account: it only carries the number by which the register is asked
        person = Account.objects.filter(resident_number=resident).first() or Account(resident_number=resident)
        known = pages.known_of_account(person, now=now)
    answers, marks = apply_prefill(form, pages.first_answers(now), known, on=timezone.localdate(now))
    version = procedure_of(procedure).form_version
    return start_draft(
        owner=officer, procedure=procedure, form_version=version, answers=with_marks(answers, marks),
        on_behalf_of=resident, visit=served.visit,
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


def _procedure(request: HttpRequest) -> str:
    procedure = request.POST.get("procedure", "")
    return procedure if procedure in OFFERED else next(iter(OFFERED))


def _begun(officer: Account) -> QuerySet[Draft]:
    return Draft.objects.filter(owner=officer, corrects=None).order_by("-saved_at")[:20]


def _show_served(request: HttpRequest, session: CounterSession) -> HttpResponseBase:
    """Show who is served now, and nothing of anybody else."""
    served = served_by(session)
    theirs = [one for one in _begun(officer_of(request)) if served_in(one) == served]
    who = draft_words(theirs[0]) if theirs else _("申込みを終えた方")
    context = {
        "page_title": _("窓口で申込みを受ける"),
        "crumbs": _crumbs(),
        "served": banner(request, who),
        "begun": [(draft_words(one), one.pk) for one in theirs],
    }
    return closing_by_itself(render(request, "desk/counter_served.html", context))


def _crumbs() -> list[Crumb]:
    return [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(_("窓口"))]


def _show(
    request: HttpRequest, procedure: str, session: CounterSession | None = None, *,
    found: tuple[Choice, ...] | None = None, errors: list[tuple[str, str]] | None = None,
) -> HttpResponseBase:  # fmt: skip
    told = {anchor.removeprefix("#id_"): words for anchor, words in errors or []}
    language, posted = page_language_of(request), request.POST
    context = {
        "page_title": _("窓口で申込みを受ける"),
        "crumbs": _crumbs(),
        "procedure": procedure,
        "key": session.pk if session else "",
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
        "begun": [
            (draft_words(one), day_text(one.saved_at, language), one.pk) for one in _begun(officer_of(request))
        ] if found is None else [],
        "error_list": errors or [],
    }  # fmt: skip
    return closing_by_itself(render(request, "desk/counter.html", context, status=422 if errors else 200))


def _choices(found: tuple[Choice, ...], error: str) -> Choices:
    options = [*found, Choice(NOT_FOUND, _("この中にいない"), _("空の申込みから始めます"))]
    return Choices("resident", _("だれの申込みですか"), options, error=error)
