"""Pages about the pages: how accessible they are, and what is done with personal data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.tables import Column, Row, Table
from ikkan.kernel.book import BookAt
from ikkan.ledger.editions import book_in_force
from ikkan.web.citizen.offered import OFFERED, form_of
from ikkan.web.language import page_language_of


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what was tested, what was not, and whom to tell."""
    return render(
        request, "citizen/accessibility.html", {"page_title": _("使いやすさについて"), "contact": _contact(request)}
    )


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which data is asked for, why, by which law, how long it is kept and who sees it: from the town's book."""
    language = page_language_of(request)
    tables = [_table(code, language) for code in OFFERED]
    context = {"page_title": _("個人情報の扱い"), "tables": tables, "contact": _contact(request)}
    return render(request, "citizen/privacy.html", context)


def _table(code: str, language: str) -> Table:
    book = book_in_force(code).at(timezone.localdate())
    rows: dict[tuple[str, str, str], None] = {}
    for row in book.rows("privacy") if _has_privacy(book) else ():
        why = row.text("why_en") if language == "en" else row.text("why")
        rows.setdefault((why, row.text("law"), row.text("keep")))
    columns = [Column("why", _("何のため")), Column("law", _("根拠")), Column("keep", _("いつまで持つか"))]
    shown = [Row(str(place), list(cells)) for place, cells in enumerate(rows)]
    title = form_of(code).title.shown(language)
    return Table(f"privacy-{code}", title, columns, shown, per_page=1000)


def _has_privacy(book: BookAt) -> bool:
    return "privacy" in book.blocks


def _contact(request: HttpRequest) -> dict[str, str]:
    told = book_in_force(next(iter(OFFERED))).at(timezone.localdate()).block("authority").values
    is_english = page_language_of(request) == "en"
    return {
        "office": str(told["office_en"] if is_english else told["office"]),
        "phone": str(told["phone"]),
        "hours": str(told["hours"]),
    }
