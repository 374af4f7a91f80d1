"""Who saw my data: from the log of the registers and from the events of one's own cases."""

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.parts import Choice
from ikkan.counter.tables import Cell, Column, Filter, Row, Table
from ikkan.ledger.event_names import sentence_of
from ikkan.ledger.models import Case, Event
from ikkan.ledger.told_readings import told_readings_of
from ikkan.people.guards import require_citizen
from ikkan.people.models import Account
from ikkan.web.citizen.doors import citizen_of
from ikkan.web.citizen.register_words import field_words
from ikkan.web.citizen.shown import moment_text
from ikkan.web.citizen.timeline import posts_of
from ikkan.web.citizen.uploads import as_attachment
from ikkan.web.language import page_language_of

RECENT: Final = timedelta(days=30)
PER_PAGE: Final = 50
MOST: Final = 2_000
# What a spreadsheet would run as a formula is written as text.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Look:
    """One look at somebody's data.

    Args:
        at: when.
        who: office and post, or 自動.
        is_person: whether a person looked.
        why: for what.
        case: case number, or blank.
        what: fields that were read.
        ground: article that allows it.
    """

    at: datetime
    who: str
    is_person: bool
    why: str
    case: str
    what: str
    ground: str


@require_citizen
@require_safe
def who_saw(request: HttpRequest) -> HttpResponse:
    """Show every look at one's data, with filters."""
    account, language = citizen_of(request), page_language_of(request)
    looks = looks_at(account, language)
    shown = _filtered(looks, request)
    page = max(1, min(_number(request.GET.get("page", "1")), -(-len(shown) // PER_PAGE) or 1))
    recent = [one for one in looks if one.at >= timezone.now() - RECENT]
    columns = [*(Column(*pair) for pair in _columns()), Column("ask", _("聞く"))]
    part = shown[(page - 1) * PER_PAGE : page * PER_PAGE]
    own = frozenset(Case.objects.filter(applicant=account).values_list("number", flat=True))
    context = {
        "page_title": _("自分の情報を見た記録"),
        "recent": len(recent),
        "people": sum(one.is_person for one in recent),
        "has_number": bool(account.resident_number),
        "table": Table(
            "looks", _("見た記録"), columns,
            [Row(str(place), [*_cells(one, language), _ask(one, own)]) for place, one in enumerate(part)],
            path=reverse("citizen:who_saw"), filters=_filters(looks, request), total=len(shown), page=page,
            per_page=PER_PAGE,
        ),
        "csv_url": f"{reverse('citizen:who_saw_csv')}?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "citizen/who_saw.html", context)


@require_citizen
@require_safe
def who_saw_csv(request: HttpRequest) -> HttpResponse:
    """Give the same list as a CSV file for spreadsheets."""
    account, language = citizen_of(request), page_language_of(request)
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([label for _key, label in _columns()])
    for one in _filtered(looks_at(account, language), request):
        lines.writerow([_harmless(cell) for cell in _cells(one, language)])
    # spreadsheets of Japanese offices take UTF-8 only with the mark in front
    return as_attachment(f"\ufeff{written.getvalue()}".encode(), "who-saw-my-data.csv", "text/csv; charset=utf-8")


def looks_at(account: Account, language: str) -> list[Look]:
    """Return every look at one person's data, latest first: register readings, and staff who worked on their cases."""
    readings = list(told_readings_of(account.resident_number)[:MOST]) if account.resident_number else []
    events = list(
        Event.objects.filter(case__applicant=account, actor__isnull=False)
        .exclude(actor=account.pk)
        .select_related("case")
        .order_by("-at")[:MOST]
    )
    posts = posts_of({*_people(one.reader for one in readings), *_people(one.actor for one in events)})
    looks = [
        Look(
            one.at, posts.get(one.reader, _("職員")) if one.reader else _("自動"), one.reader is not None, one.purpose,
            one.case_number, field_words(one.fields), one.ground,
        )
        for one in readings
    ]  # fmt: skip
    looks += [
        Look(
            one.at, posts.get(one.actor, _("職員")) if one.actor else "", True, sentence_of(one.name).shown(language),
            one.case.number if one.case else "", _("申込みの内容"), "",
        )
        for one in events
    ]  # fmt: skip
    return sorted(looks, key=lambda one: one.at, reverse=True)


def _people(ids: Iterable[UUID | None]) -> set[UUID]:
    return {one for one in ids if one is not None}


def _columns() -> list[tuple[str, str]]:
    return [
        ("at", _("いつ")), ("who", _("だれが")), ("why", _("何のため")), ("what", _("見た項目")), ("ground", _("根拠")),
    ]  # fmt: skip


def _cells(one: Look, language: str) -> list[str]:
    why = f"{one.why}（{one.case}）" if one.case else one.why
    return [moment_text(one.at, language), one.who, why, one.what, one.ground or "－"]


def _ask(one: Look, own: Collection[str]) -> Cell:
    """Return the way to ask why: the petition of one's own case, as long as a person looked for it."""
    if not one.is_person or one.case not in own:
        return Cell("－")
    return Cell(_("なぜ見たか聞く"), reverse("citizen:petition", args=[one.case]))


def _filters(looks: list[Look], request: HttpRequest) -> list[Filter]:
    months = list(dict.fromkeys(f"{timezone.localtime(one.at):%Y-%m}" for one in looks))
    offices = sorted({one.who for one in looks})
    return [
        Filter(
            "kind",
            _("人か自動か"),
            request.GET.get("kind", ""),
            [Choice("person", _("人だけ")), Choice("auto", _("自動だけ"))],
        ),
        Filter("who", _("課・職"), request.GET.get("who", ""), [Choice(one, one) for one in offices]),
        Filter("month", _("月"), request.GET.get("month", ""), [Choice(one, one) for one in months]),
    ]


def _filtered(looks: list[Look], request: HttpRequest) -> list[Look]:
    kind, who, month = (request.GET.get(name, "") for name in ("kind", "who", "month"))
    return [
        one
        for one in looks
        if (not kind or one.is_person == (kind == "person"))
        and (not who or one.who == who)
        and (not month or f"{timezone.localtime(one.at):%Y-%m}" == month)
    ]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
