"""Reconciliation (照合): a filed application beside the resident register, read for this case and logged."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.comparing import compare_row
from ikkan.counter.parts import Compare, CompareRow, Crumb
from ikkan.kernel.addresses import differs_how
from ikkan.kernel.differences import Kind
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.names import names_differ_how
from ikkan.kernel.reader import Reader
from ikkan.kernel.registry import procedure_of
from ikkan.ledger.models import Case
from ikkan.people.guards import require_duty
from ikkan.registers.models import Resident
from ikkan.registers.selectors import read_resident
from ikkan.rooms.intake.selectors import current_filing
from ikkan.web.citizen.shown import full_day_text
from ikkan.web.desk.doors import SeeOther, case_of, officer_of
from ikkan.web.desk.opening import way_in
from ikkan.web.desk.reading_words import reading_words
from ikkan.web.language import page_language_of

FIELDS = (
    "family_name", "given_name", "family_kana", "given_kana", "birth", "town", "block", "building", "is_protected",
    "source", "as_of",
)  # fmt: skip


@require_duty("desk")
@require_safe
def register(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show the applicant as filed beside the register; equal items are folded to a count."""
    case = case_of(number)
    first = way_in(request, case)
    if first:
        return SeeOther(first)
    if not case.subject:
        raise Http404
    words, title = reading_words(), procedure_of(case.procedure).title.ja
    reader = Reader(
        who=str(officer_of(request).pk), why=words.compared.format(title=title), case=case.number, ground=words.ground
    )
    resident = read_resident(case.subject, reader=reader, fields=FIELDS, now=timezone.now())
    rows = _rows(case, resident) if resident else []
    differing = [row for row in rows if row.tone != "ok"]
    language = page_language_of(request)
    context = {
        "page_title": _("住民記録との照合"),
        "crumbs": [
            Crumb(_("受付箱"), reverse("desk:inbox")),
            Crumb(case.number, reverse("desk:case", args=[case.number])),
            Crumb(_("照合")),
        ],
        "case": case,
        "resident": resident,
        "source": f"{resident.source} {full_day_text(resident.as_of, language)}" if resident else "",
        "compare": Compare(
            "register", _("申込みと住民記録の照合"), _("申込み"), _("住民記録"), differing, len(rows) - len(differing)
        ),
        "same": [row.item for row in rows if row.tone == "ok"],
    }
    return render(request, "desk/register.html", context)


def _rows(case: Case, resident: Resident) -> list[CompareRow]:
    answers: JsonObject = current_filing(case).answers
    applicant = _part(answers, "applicant")
    name, kana, address = _part(applicant, "name"), _part(applicant, "kana"), _part(applicant, "address")
    typed_name = f"{name.get('family', '')} {name.get('given', '')}".strip()
    typed_kana = f"{kana.get('family', '')} {kana.get('given', '')}".strip()
    held_name = f"{resident.family_name} {resident.given_name}".strip()
    held_kana = f"{resident.family_kana} {resident.given_kana}".strip()
    rows = [
        compare_row(_("氏名"), typed_name, held_name, names_differ_how(typed_name, held_name)),
        compare_row(_("読み"), typed_kana, held_kana, Kind.SAME if typed_kana == held_kana else Kind.READING),
    ]
    typed_birth, held_birth = str(applicant.get("birth", "")), resident.birth.isoformat()
    rows.append(
        compare_row(_("生年月日"), typed_birth, held_birth, Kind.SAME if typed_birth == held_birth else Kind.OTHER)
    )
    if not resident.is_protected:
        # the register's address of a protected person is not put on any screen
        typed, held = _line(address), f"{resident.town}{resident.block}　{resident.building}".strip()
        rows.append(compare_row(_("住所"), typed, held, differs_how(typed, held)))
    return rows


def _part(answers: JsonObject, key: str) -> JsonObject:
    found = answers.get(key)
    return found if isinstance(found, dict) else {}


def _line(address: JsonObject) -> str:
    return f"{address.get('town', '')}{address.get('block', '')}　{address.get('building', '')}".strip()
