"""The first page by life event, and the list of procedures. Nobody needs to sign in to look."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.corridor.acting import entrusted_cases
from ikkan.counter.citizen_kinds import SearchEntry
from ikkan.counter.templatetags.ikkan_counter import reading_off
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.rooms.answer.mailbox import unread_count
from ikkan.rooms.intake.models import Draft
from ikkan.web.citizen.case_words import room_sentence
from ikkan.web.citizen.doors import entrusted_drafts
from ikkan.web.citizen.offered import OFFERED, form_of
from ikkan.web.citizen.shown import day_text, until_text
from ikkan.web.language import page_language_of

LONGEST_QUERY = 80


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that waits for the citizen."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Running:
    """A case that runs, or a draft, in one line."""

    title: str
    state: str
    url: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what to do, by life event and by search; signed in, also what waits and what runs."""
    language = page_language_of(request)
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    context: dict[str, object] = {
        "page_title": _("何をしますか"),
        "query": query,
        "found": [(entry.title.shown(language), _page_url(entry.page, code)) for code, entry in _search(query)],
        "events": [one for service in OFFERED.values() for one in service.pages.life_events(language)],
        "procedures": _procedures(language),
    }
    account = request.user
    if isinstance(account, Account) and not account.is_staff_member:
        cases = list(Case.objects.filter(applicant=account).exclude(room="closed").order_by("-received_at"))
        others = list(entrusted_cases(account, timezone.now()))
        context |= {
            "turns": _turns([*cases, *others], language),
            "running": [*_drafts(account, language), *_cases(cases, language)],
            "entrusted": [
                *(_draft_row(one, language) for one in entrusted_drafts(account)),
                *_cases(others, language),
            ],
            "unread": unread_count(account, timezone.now()),
            "closed": Case.objects.filter(applicant=account, room="closed").order_by("-closed_at")[:5],
        }
    return render(request, "citizen/home.html", context)


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """List the procedures with who, until when, what for and how long; of one life event in the order to be done."""
    language, event = page_language_of(request), request.GET.get("event", "")
    events = [one for service in OFFERED.values() for one in service.pages.life_events(language)]
    title = next((title for title, words in events if words == event), "")
    found = _search(event) if title else []
    wanted = {code for code, entry in found if entry.page == "start"} or (set() if title else set(OFFERED))
    context = {
        "page_title": reading_off(title) or _("手続き"),
        "heading": title,
        "procedures": [one for one in _procedures(language) if one["code"] in wanted],
        "others": [
            (entry.title.shown(language), _page_url(entry.page, code)) for code, entry in found if entry.page != "start"
        ],
        "back_url": reverse("home"),
    }
    return render(request, "citizen/procedures.html", context)


def _procedures(language: str) -> list[dict[str, object]]:
    now = timezone.now()
    listed: list[dict[str, object]] = []
    for code, service in OFFERED.items():
        facts = service.pages.start_facts(language, now)
        listed.append(
            {
                "code": code,
                "title": facts.title,
                "facts": facts,
                "until": until_text(facts.rounds[0].closes_at, language) if facts.rounds else "",
                "url": _page_url("start", code),
            }
        )
    return listed


def _search(query: str) -> list[tuple[str, SearchEntry]]:
    return [(code, entry) for code, service in OFFERED.items() for entry in service.pages.search(query)]


def _page_url(page: str, code: str) -> str:
    try:
        return reverse(f"citizen:{page}", kwargs={"procedure": code})
    except NoReverseMatch:
        return reverse(f"citizen:{page}")


def _turns(cases: list[Case], language: str) -> list[Turn]:
    return [_turn(case, language) for case in cases if case.waits_for in {"citizen", "payment"}]


def _turn(case: Case, language: str) -> Turn:
    title, named = form_of(case.procedure).title.shown(language), {"number": case.number}
    if case.waits_for == "payment":
        return Turn(title, _("手数料のお支払いを待っています"), reverse("citizen:payment", kwargs=named))
    words = _("%(day)sまでに、直すところを送ってください") % {"day": day_text(case.deadline_on, language)}
    return Turn(title, words, reverse("citizen:answer", kwargs=named))


def _cases(cases: list[Case], language: str) -> list[Running]:
    return [
        Running(
            f"{form_of(case.procedure).title.shown(language)}　{case.number}",
            room_sentence(case, language),
            reverse("citizen:case", kwargs={"number": case.number}),
        )
        for case in cases
    ]


def _drafts(account: Account, language: str) -> list[Running]:
    return [_draft_row(one, language) for one in Draft.objects.filter(owner=account).order_by("-saved_at")]


def _draft_row(draft: Draft, language: str) -> Running:
    title = form_of(draft.procedure).title.shown(language)
    saved = day_text(draft.saved_at, language)
    return Running(
        title,
        _("書きかけです（%(day)sに保存）。続きから入力できます") % {"day": saved},
        reverse("citizen:tasks", kwargs={"procedure": draft.procedure, "draft": draft.pk}),
    )
