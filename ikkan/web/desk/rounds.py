"""Rounds: the list, opening one, and the console with its six steps, each closed with its evidence."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikkan.corridor.rounds import close_round, decide_round, propose_round
from ikkan.counter.parts import Crumb
from ikkan.kernel.inputs import Accepted, Label, read_date_boxes
from ikkan.kernel.outcome import Refused
from ikkan.ledger.models import Round
from ikkan.ledger.steps import Stale
from ikkan.people.guards import require_duty
from ikkan.rooms.approve.models import Proposal
from ikkan.web.citizen.shown import full_day_text, moment_text, until_text
from ikkan.web.desk.approving import state_words
from ikkan.web.desk.doors import SeeOther, officer_of, round_of, tell
from ikkan.web.desk.offered import desk_of
from ikkan.web.desk.publication import publication_of
from ikkan.web.desk.timeline import events_of, shown_events
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

LONGEST = 2_000
STEPS = ("check", "run", "verify", "compare", "approve", "publish")
DAY = Label("日付", "date")
MOVED = Refused(
    "moved", "同じときに内容が変わりました。もう一度押してください。", "It changed at the same time. Press again."
)


@require_duty("desk")
@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Show the rounds, those still under way first."""
    language = page_language_of(request)
    rounds = sorted(Round.objects.all(), key=lambda one: (one.room == "closed", -one.month.toordinal(), one.number))
    context = {
        "page_title": _("選考の回"),
        "rounds": [
            {
                "number": one.number,
                "title": one.title,
                "state": where(one),
                "closes": until_text(one.closes_at, language),
                "answers": full_day_text(one.answers_on, language),
                "is_over": one.room == "closed",
            }
            for one in rounds
        ],
    }
    return render(request, "desk/rounds.html", context)


def where(round_: Round) -> str:
    """Return in one word where a round stands."""
    if round_.room == "answer":
        return _("公表済み・交付中") if round_.published_at else _("決裁済み・公表待ち")
    return {
        "intake": _("受付中"), "check": _("受付中"), "decide": _("判定"), "approve": _("決裁中"), "closed": _("終わり"),
    }[round_.room]  # fmt: skip


@require_duty("desk")
@require_safe
def console(request: HttpRequest, number: str) -> HttpResponse:
    """Show a round with its steps."""
    round_, language, now = round_of(number), page_language_of(request), timezone.now()
    parts = desk_of(round_.procedure).console_parts(round_, language, now)
    proposal = Proposal.objects.filter(round=round_).order_by("-pk").first()
    done = set(parts.done)
    if round_.room in {"answer", "closed"}:
        done |= {"approve"}
    if round_.published_at is not None:
        done |= {"publish"}
    context = {
        **parts.context,
        "page_title": round_.title,
        "crumbs": [Crumb(_("選考の回"), reverse("rounds:list")), Crumb(round_.number)],
        "round": round_,
        "where": where(round_),
        "closes": until_text(round_.closes_at, language),
        "closed": moment_text(round_.closed_at, language),
        "is_early": now < round_.closes_at,
        "steps": _steps(parts.templates, done),
        "blocked": parts.blocked.get("approve", ""),
        "proposal": proposal,
        "proposal_state": state_words(proposal) if proposal else "",
        "published": moment_text(round_.published_at, language),
        "publication": publication_of(round_, officer_of(request), language) if round_.room == "answer" else None,
        "answers": full_day_text(round_.answers_on, language),
        "answers_day": round_.answers_on,
        "print_number": round_.number,
        "print_time": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
    }
    return render(request, "desk/console.html", context)


def _steps(templates: object, done: set[str]) -> list[dict[str, object]]:
    titles = {
        "check": _("点検"), "run": _("実行"), "verify": _("検査"), "compare": _("比べる"), "approve": _("決裁"),
        "publish": _("公表"),
    }  # fmt: skip
    own = templates if isinstance(templates, dict) else {}
    current = next((code for code in STEPS if code not in done), "")
    return [
        {
            "code": code, "number": at, "title": titles[code], "template": own.get(code, ""), "is_done": code in done,
            "is_current": code == current,
        }
        for at, code in enumerate(STEPS, start=1)
    ]  # fmt: skip


@require_duty("desk")
@require_safe
def round_timeline(request: HttpRequest, number: str) -> HttpResponse:
    """Show everything that happened to a round."""
    round_, language = round_of(number), page_language_of(request)
    context = {
        "page_title": _("経過"),
        "crumbs": [
            Crumb(_("選考の回"), reverse("rounds:list")),
            Crumb(round_.number, reverse("rounds:console", args=[number])),
            Crumb(_("経過")),
        ],
        "events": shown_events(events_of(round_), language),
    }
    return render(request, "desk/round_timeline.html", context)


def back_to_step(number: str, step: str) -> SeeOther:
    """Return the way back to a step of a round's console."""
    return SeeOther(f"{reverse('rounds:console', args=[number])}#step-{step}")


@require_duty("desk")
@throttled("save")
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponseBase:
    """Close a round for applications."""
    why = request.POST.get("why", "").strip()[:LONGEST]
    try:
        outcome = close_round(round_=round_of(number), account=officer_of(request), why=why, now=timezone.now())
    except Stale:
        outcome = MOVED
    tell(request, outcome, _("受付を締め切りました"))
    return back_to_step(number, "check")


@require_duty("desk")
@throttled("run")
@require_POST
def run(request: HttpRequest, number: str) -> HttpResponseBase:
    """Take the decision of a round now; nobody sees it before the publication."""
    try:
        outcome = decide_round(round_=round_of(number), account=officer_of(request), now=timezone.now())
    except Stale:
        outcome = MOVED
    tell(request, outcome, _("選考を実行しました。検査の結果を確かめてください"))
    return back_to_step(number, "verify")


@require_duty("desk")
@throttled("save")
@require_POST
def propose(request: HttpRequest, number: str) -> HttpResponseBase:
    """Put the round up for approval."""
    due = posted_day(request, "due")
    if due is None and any(request.POST.get(f"due_{part}", "").strip() for part in ("year", "month", "day")):
        tell(request, Refused("due", "決裁の期限の日付を確かめてください。", "Check the date of the deadline."), "")
        return back_to_step(number, "approve")
    try:
        outcome = propose_round(round_=round_of(number), account=officer_of(request), due_on=due, now=timezone.now())
    except Stale:
        outcome = MOVED
    tell(request, outcome, _("起案しました。決裁を待ちます"))
    return back_to_step(number, "approve")


def posted_day(request: HttpRequest, name: str) -> date | None:
    """Return the day that three boxes of this name hold, or None."""
    year, month, day = (request.POST.get(f"{name}_{part}", "")[:20] for part in ("year", "month", "day"))
    read = read_date_boxes(year, month, day, label=DAY)
    return read.value if isinstance(read, Accepted) else None
