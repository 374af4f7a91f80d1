"""The case page: facts on one side, judgement on the other; only what differs or is doubtful takes an officer's eye."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.corridor.rounds import MOVABLE
from ikkan.counter.forms.summary import summarise
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.parts import Answer, AnswerCard, Choice, Crumb, Tone
from ikkan.counter.tracker import ROOM_NAMES
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.reason import Reason
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case, Document
from ikkan.people.guards import require_duty
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.check.models import Finding, Request
from ikkan.rooms.check.outcomes import SENT_BACK
from ikkan.rooms.decide.models import DecisionRecord
from ikkan.rooms.intake.models import Filing
from ikkan.rooms.intake.selectors import current_filing
from ikkan.web.citizen.case_words import room_of
from ikkan.web.citizen.shown import day_text, full_day_text
from ikkan.web.desk.decisions import decision_choices
from ikkan.web.desk.doors import SeeOther, case_of, officer_of
from ikkan.web.desk.inbox import waits_words
from ikkan.web.desk.offered import HANDOVERS, desk_of
from ikkan.web.desk.opening import way_in
from ikkan.web.desk.timeline import events_of, shown_events
from ikkan.web.desk.working_keys import keys_are_on
from ikkan.web.language import page_language_of

NEWEST = 6


@require_duty("desk")
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show a case with its facts, doubts, points and what happened."""
    one = case_of(number)
    first = way_in(request, one)
    if first:
        return SeeOther(first)
    language, now = page_language_of(request), timezone.now()
    filing = current_filing(one)
    answers: JsonObject = dict(filing.answers)
    desk = desk_of(one.procedure)
    around = desk.surroundings(answers, language, timezone.localdate(now))
    findings = _findings(one)
    context = {
        **_head(request, one, language, now),
        "case": one,
        "source": _("申込み 第%(version)s版（%(day)s）")
        % {"version": filing.version, "day": day_text(filing.filed_at, language)},
        "cards": _marked(desk.fact_cards(filing.form_version, answers, around), findings),
        "documents": _documents(one, language),
        "doubts": [_doubt(one, finding, language) for finding in findings if finding.state == Finding.State.OPEN],
        "settled": [_settled(one, finding, language) for finding in findings if finding.state != Finding.State.OPEN],
        "draft": Proposal.objects.filter(case=one, state=Proposal.State.OPEN, drafted_by=officer_of(request)).first(),
        "requests": _requests(one, language) if one.waits_for == "citizen" else [],
        "decisions": _decisions(one, language),
        "points": desk.points_of(one, answers, around),
        "filing_version": filing.version,
        "events": _events(one, language),
        "sections": _all_answers(one, filing, answers, around),
    }
    return render(request, "desk/case.html", context)


def _head(request: HttpRequest, one: Case, language: str, now: datetime) -> dict[str, Any]:
    title = procedure_of(one.procedure).title.shown(language)
    days = (one.deadline_on - timezone.localdate(now)).days if one.deadline_on else None
    return {
        "page_title": one.number,
        "heading": one.number,
        "procedure_title": title,
        "crumbs": [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(one.number)],
        "print_number": one.number,
        "print_time": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        "where": _("%(title)s　%(room)s：%(turn)s")
        % {"title": title, "room": ROOM_NAMES[room_of(one)], "turn": waits_words(one.waits_for)},
        "round": one.round,
        "due": day_text(one.deadline_on, language),
        "days_left": days,
        "expected": day_text(one.expected_on, language),
        "counter_url": reverse("desk:reserved", args=[one.number]) if one.procedure in HANDOVERS else "",
        "is_mine": one.assignee_id == officer_of(request).pk,
        "may_ask": one.room in {"check", "decide"} and one.waits_for in {"officer", "machine", "round"},
        "may_move": one.round is not None and one.round.room in MOVABLE and one.room != "closed",
        "desk_keys": keys_are_on(request),
        "back": request.get_full_path(),
    }


def _findings(one: Case) -> list[Finding]:
    """Return the doubts; once a case is answered, the timeline tells what was judged."""
    if one.room in {"answer", "closed"}:
        return []
    return list(Finding.objects.filter(case=one).exclude(state=Finding.State.GONE).order_by("pk"))


def _marked(cards: Sequence[AnswerCard], findings: Sequence[Finding]) -> list[AnswerCard]:
    """Tag the applicant's rows that a doubt is about, so that the eye falls on them."""
    open_codes = {finding.code for finding in findings if finding.state == Finding.State.OPEN}
    about = {_("氏名"): "name_differs", _("住所"): "address_spelled_differently", _("生年月日"): "birth_differs"}
    first = next(iter(cards), None)
    if first is None:
        return []
    rows = [
        Answer(row.label, row.value, tag="differs") if about.get(row.label) in open_codes else row
        for row in first.answers
    ]
    return [AnswerCard(first.title, rows), *cards[1:]]


def _documents(one: Case, language: str) -> list[dict[str, object]]:
    found = Document.objects.filter(case=one, replaced_by=None).order_by("kind", "of")
    return [
        {
            "title": document_title(one, document, language),
            "url": reverse("desk:document", args=[one.number, document.pk]),
            "state": document_state(document),
            "name": document.name,
            "day": day_text(document.created_at, language),
        }
        for document in found
    ]


def document_title(one: Case, document: Document, language: str) -> str:
    """Return what a document is called and whom it is about."""
    form = desk_of(one.procedure).form_of_case(one.form_version)
    field = next(
        (f for s in form.sections for p in s.pages for f in p.fields if f.paper == document.kind) if form else iter(()),
        None,
    )
    label = field.label.shown(language) if field else document.kind
    whom = desk_of(one.procedure).person_title(document.of)
    return f"{label}（{whom}）" if whom else label


def document_state(document: Document) -> tuple[str, Tone]:
    """Return the word and tone for how far a file is: safe, being converted, or not readable."""
    if document.meta.get("unreadable"):
        return _("読めません"), "bad"
    return (_("安全な形に変換しました"), "ok") if document.safe_sha256 else (_("変換中"), "info")


def _doubt(one: Case, finding: Finding, language: str) -> dict[str, object]:
    reason = Reason.from_json(finding.reason)
    key, desk = f"doubt-{finding.pk}", desk_of(one.procedure)
    ask = decision_choices(f"decision-{finding.pk}", hints=True)
    if finding.code.startswith(SENT_BACK):
        # nothing is compared: the officer looked again, and what holds now goes up
        ask = replace(ask, options=[Choice("same", _("確かめました。この内容でもう一度起案します"))])
    return {
        "doubt": desk.doubt_of(reason, key, language),
        "key": key,
        "pk": finding.pk,
        "sentence": reason.en if language == "en" else reason.ja,
        "article": reason.article,
        "row": reason.row,
        "unconfirmed": reason.unconfirmed,
        "ask": ask,
        "rule_url": reverse("desk:rule", args=[one.number, finding.pk]) if desk.rule_kind(reason) else "",
        "ask_url": f"{reverse('desk:ask', args=[one.number])}?field={finding.field}",
    }


def _settled(one: Case, finding: Finding, language: str) -> str:
    return desk_of(one.procedure).reason_title(finding.code, language)


def _requests(one: Case, language: str) -> list[dict[str, object]]:
    found = Request.objects.filter(case=one, answered_at=None, lapsed_at=None).order_by("-asked_at")
    return [
        {
            "questions": [_sentence(question["reason"], language) for question in request.questions],
            "message": request.message,
            "due": day_text(request.due_on, language),
        }
        for request in found
    ]


def _sentence(stored: JsonObject, language: str) -> str:
    reason = Reason.from_json(stored)
    return reason.en if language == "en" else reason.ja


def _decisions(one: Case, language: str) -> list[dict[str, object]]:
    """Return what was decided and may be seen: nothing of a round before its publication."""
    if one.room not in {"answer", "closed"}:
        return []
    found = DecisionRecord.objects.filter(case=one, voided_at=None).select_related("notice", "round").order_by("pk")
    return [
        {
            "title": record.notice.title if hasattr(record, "notice") else record.kind,
            "result": record.result,
            "day": full_day_text(record.decided_at, language),
            "url": reverse("desk:notice", args=[one.number, record.notice.pk]) if hasattr(record, "notice") else "",
        }
        for record in found
        if record.round is None or record.round.published_at is not None
    ]


def _events(one: Case, language: str) -> list[object]:
    return list(shown_events(events_of(one)[:NEWEST], language, one.applicant))


def _all_answers(one: Case, filing: Filing, answers: JsonObject, around: Surroundings) -> tuple[object, ...]:
    form = desk_of(one.procedure).form_of_case(filing.form_version)
    return tuple(summarise(form, answers, around, marks={}, url=lambda _place: "")) if form else ()
