"""Asking the citizen for a correction (補正): choose, write, look at it as the citizen will, send."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.corridor.asking import ask_citizen
from ikkan.corridor.deadlines import answer_by
from ikkan.counter.desk_kinds import Askable
from ikkan.counter.parts import Choice, Choices, Crumb, DateBoxes, TextBox
from ikkan.kernel.book import BookAt
from ikkan.kernel.inputs import Accepted, Label, read_date_boxes
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Question, Refused
from ikkan.kernel.reason import Reason
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.calendar import town_calendar
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.ledger.steps import retry_when_stale
from ikkan.people.guards import require_duty
from ikkan.rooms.check.models import Finding
from ikkan.rooms.check.outcomes import question_json
from ikkan.rooms.intake.selectors import current_filing
from ikkan.web.citizen.shown import day_text
from ikkan.web.desk.asked_preview import SeenRequest, seen_by_citizen
from ikkan.web.desk.doors import SeeOther, case_of, officer_of, said, tell
from ikkan.web.desk.offered import desk_of
from ikkan.web.desk.opening import way_in
from ikkan.web.language import PAGE_LANGUAGES, page_language_of
from ikkan.web.throttle import throttled

LONGEST = 1_000
CODE = "officer_request"
DUE = Label("期限", "deadline")


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the form; a first press shows what the citizen will see, a second one sends it."""
    case = case_of(number)
    first = way_in(request, case)
    if first:
        return SeeOther(first)
    wanted = _Wanted(request, case)
    if request.method != "POST":
        return _show(request, wanted, [])
    problems = wanted.problems()
    if problems or request.POST.get("press") != "send":
        return _show(request, wanted, problems, is_preview=not problems)
    outcome = wanted.send()
    if isinstance(outcome, Refused):
        return _show(request, wanted, [(f"#id_{outcome.field or 'field_0'}", said(request, outcome))])
    tell(request, outcome, _("申込者に補正をお願いしました（%(day)sまで）") % {"day": wanted.due_text})
    return SeeOther(reverse("desk:case", args=[number]))


class _Wanted:
    """What an officer wants to ask: read from the request, or as it is offered first."""

    def __init__(self, request: HttpRequest, case: Case) -> None:
        self.case, self.request, self.now = case, request, timezone.now()
        self.language = page_language_of(request)
        desk, filing = desk_of(case.procedure), current_filing(case)
        answers: JsonObject = dict(filing.answers)
        self.today = timezone.localdate(self.now)
        around = {code: desk.surroundings(answers, code, self.today) for code, _name in PAGE_LANGUAGES}
        offered = {code: desk.askables(filing.form_version, answers, one) for code, one in around.items()}
        self.offered: Sequence[Askable] = offered[self.language]
        self.labels = {code: {one.path: one.label for one in found} for code, found in offered.items()}
        given = request.POST if request.method == "POST" else request.GET
        self.chosen = [one for one in self.offered if one.path in _fitting(given.getlist("field"), self.offered)]
        self.message = request.POST.get("message", "").strip()[:LONGEST] or self._first_message()
        self.due = self._due()

    def _first_message(self) -> str:
        if self.request.method == "POST":
            return ""
        findings = Finding.objects.filter(case=self.case, state=Finding.State.OPEN)
        wanted = self.request.GET.getlist("field")
        about = [f for f in findings if f.field in wanted] if wanted else list(findings[:1])
        return "\n".join(Reason.from_json(finding.reason).ja for finding in about)

    def _due(self) -> date | None:
        if self.request.method != "POST":
            book = book_in_force(self.case.procedure).at(self.case.reference_day)
            return answer_by(procedure_of(self.case.procedure), book, self.now)
        year, month, day = (self.request.POST.get(f"due_{part}", "")[:20] for part in ("year", "month", "day"))
        read = read_date_boxes(year, month, day, label=DUE)
        return read.value if isinstance(read, Accepted) else None

    @property
    def due_text(self) -> str:
        """Return the deadline with its weekday."""
        return day_text(self.due, self.language)

    @property
    def due_note(self) -> str:
        """Return how many working days that is, and that the hall is closed on it if it is."""
        if self.due is None or self.due <= self.today:
            return ""
        calendar = town_calendar(self.today)
        days = calendar.working_days_between(self.today, self.due)
        note = _("%(day)s（開庁日で%(n)s日）") % {"day": self.due_text, "n": days}
        return note + (_("。この日は閉庁日です") if calendar.is_closed(self.due) else "")

    def problems(self) -> list[tuple[str, str]]:
        """Return what keeps it from being sent."""
        found = []
        if not self.chosen:
            found.append(("#id_field_0", _("直してほしい項目を選んでください")))
        if not self.message:
            found.append(("#id_message", _("何をどう直すかを書いてください")))
        if self.due is None:
            found.append(("#id_due_year", _("期限の年・月・日を確かめてください")))
        elif self.due <= self.today:
            found.append(("#id_due_day", _("期限は明日より後にしてください")))
        return found

    def questions(self) -> list[Question]:
        """Return one question a field, in the book's words for corrections and on the ground that it names."""
        book = book_in_force(self.case.procedure).at(self.case.reference_day)
        return [self._question(one, book) for one in self.chosen]

    def _question(self, one: Askable, book: BookAt) -> Question:
        key = "correction.paper" if one.document_kind else "correction.field"
        labels = {code: found.get(one.path, one.label) for code, found in self.labels.items()}
        said = {code: book.text(key, code, label=label) for code, label in labels.items()}
        block = book.block(key)
        reason = Reason(
            CODE, said["ja"], said["en"], figures=(("field", one.path),), article=block.article, row=key,
            source=block.source, easy=said["easy"],
        )  # fmt: skip
        return Question(CODE, one.path, reason, one.document_kind)

    def preview(self) -> tuple[SeenRequest, ...]:
        """Return the request as the citizen will see it."""
        return seen_by_citizen(self.case, [question_json(one) for one in self.questions()], self.due, self.now)

    def send(self) -> object:
        """Ask for the correction in the officer's name."""
        due: date = self.due or self.today
        account, now = officer_of(self.request), self.now
        return retry_when_stale(
            self.case,
            lambda: ask_citizen(
                case=self.case, questions=self.questions(), message=self.message, due_on=due, account=account, now=now
            ),
        )


def _show(
    request: HttpRequest, wanted: _Wanted, problems: list[tuple[str, str]], *, is_preview: bool = False
) -> HttpResponse:
    errors = {anchor.removeprefix("#id_"): words for anchor, words in problems}
    chosen = {one.path for one in wanted.chosen}
    options = [Choice(one.path, one.label, checked=one.path in chosen) for one in wanted.offered]
    due = wanted.due
    posted = request.POST
    boxes = DateBoxes(
        "due", _("いつまでに"),
        year=str(due.year) if due else posted.get("due_year", ""),
        month=str(due.month) if due else posted.get("due_month", ""),
        day=str(due.day) if due else posted.get("due_day", ""),
        error=errors.get("due_year", errors.get("due_day", "")), echo=wanted.due_note,
    )  # fmt: skip
    context = {
        "page_title": _("補正を求める"),
        "crumbs": [
            Crumb(_("受付箱"), reverse("desk:inbox")),
            Crumb(wanted.case.number, reverse("desk:case", args=[wanted.case.number])),
            Crumb(_("補正")),
        ],
        "case": wanted.case,
        "ask": Choices("field", _("直してほしい項目"), options, error=errors.get("field_0", ""), many=True),
        "box": TextBox("message", _("申込者への文"), wanted.message, error=errors.get("message", ""), rows=4),
        "due": boxes,
        "error_list": problems,
        "preview": wanted.preview() if is_preview else None,
    }
    return render(request, "desk/ask.html", context, status=422 if problems else 200)


def _fitting(paths: Sequence[str], offered: Sequence[Askable]) -> set[str]:
    """Return the offered paths that the given ones mean; a doubt about a person ticks the first of its answers."""
    known = {one.path for one in offered}
    found = {path for path in paths if path in known}
    for path in paths:
        if path and path not in known:
            near = [one for one in known if one.startswith(f"{path}.") or path.startswith(f"{one}.")]
            found |= set(sorted(near)[:1])
    return found
