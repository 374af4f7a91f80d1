"""Up to three facilities side by side: an open page, reached from the list and from the wishes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.counter.forms.paths import list_at, object_at, text_at
from ikkan.counter.parts import Choice, Choices
from ikkan.counter.tables import Column, Row, Table
from ikkan.people.models import Account
from ikkan.procedures.nursery.pages import compare, home_of, places_of
from ikkan.procedures.nursery.pages.compare import MOST_COMPARED
from ikkan.procedures.nursery.pages.kinds import Comparison
from ikkan.procedures.nursery.pages.places import Places, age_at
from ikkan.web.citizen.doors import draft_for
from ikkan.web.citizen.kept import answers_of

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Wishing:
    """The child for whom facilities are compared: home, class and wishes; all blank for somebody passing by."""

    home: tuple[float, float] | None = None
    month: date | None = None
    age: int | None = None
    wishes: tuple[str, ...] = ()
    draft: str = ""
    child: str = ""


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Compare what was chosen by GET; without a choice, offer one."""
    wishing, query = _wishing(request), request.GET.get("q", "")[:80].strip()
    places = places_of(wishing.month, timezone.now(), wishing.home)
    asked = [code for code in request.GET.getlist("f") if code in places.named] or list(wishing.wishes[:MOST_COMPARED])
    codes = list(dict.fromkeys(asked))
    too_many = _("3つまで選べます。はじめの3つを並べています") if len(codes) > MOST_COMPARED else ""
    found = compare(codes, places, wishing.age)
    context = {
        "page_title": _("園を並べて比べる"),
        "table": _table(found) if found.names else None,
        "picks": _picks(places, [code for code, _name in found.names], query, wishing, too_many),
        "query": query,
        "wishing": wishing,
        "error_list": [("#id_f_0", too_many)] if too_many else [],
        "back_url": _back_url(wishing),
    }
    return render(request, "citizen/compare.html", context)


def _wishing(request: HttpRequest) -> Wishing:
    """Read for which child of whose draft it is; a draft that is not this person's is a 404 as everywhere."""
    draft_id, child = _uuid(request.GET.get("draft", "")), request.GET.get("child", "")
    if draft_id is None or not isinstance(request.user, Account):
        return Wishing()
    answers = answers_of(draft_for(request.user, draft_id))
    number = child if child.isascii() and child.isdecimal() and len(child) < 3 else "0"
    one = object_at(answers, f"children.{number}")
    month = _day(text_at(answers, "start_month"))
    return Wishing(
        home_of(answers), month, age_at(one, month) if one and month else None,
        tuple(str(code) for code in list_at(one, "wishes")), str(draft_id), number,
    )  # fmt: skip


def _table(found: Comparison) -> Table:
    columns = [Column("what", _("くらべること")), *(Column(code, name) for code, name in found.names)]
    rows = [Row(str(place), [title, *(cell or "－" for cell in cells)]) for place, (title, cells) in
            enumerate(found.lines)]  # fmt: skip
    return Table("compare", _("園の比較"), columns, rows, total=len(found.names), per_page=len(rows))


def _picks(places: Places, chosen: list[str], query: str, wishing: Wishing, error: str) -> Choices:
    found = [one.code for one in places.find(query, wishing.age)] if query else wishing.wishes or list(places.named)
    codes = [code for code in dict.fromkeys([*chosen, *found]) if code in places.named][:MOST_FOUND]
    options = [
        Choice(code, places.named[code].name, places.hint(code, wishing.age), code in chosen) for code in codes
    ]  # fmt: skip
    return Choices("f", _("くらべる園（3つまで）"), options, error=error, many=True)


def _back_url(wishing: Wishing) -> str:
    if not wishing.draft:
        return reverse("citizen:facilities")
    return reverse("citizen:tasks", kwargs={"procedure": "nursery", "draft": wishing.draft})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
