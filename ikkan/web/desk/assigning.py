"""Who works on a case, who has it open at this moment, and which one comes next."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikkan.ledger.models import Case
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.web.desk.doors import SeeOther, case_of, officer_of, tell, ticked
from ikkan.web.desk.inbox_rows import PER_PAGE
from ikkan.web.desk.working_keys import way_back
from ikkan.web.throttle import throttled

# seconds for which a page that was opened counts as still open
STILL_OPEN: Final = 120


@require_duty("desk")
@throttled("save")
@require_POST
def assign(request: HttpRequest) -> HttpResponseBase:
    """Take cases over, or give them back."""
    keys = ticked(request.POST.getlist("case"), PER_PAGE)
    to = officer_of(request) if request.POST.get("to") == "me" else None
    count = assign_cases(keys=keys, to=to)
    words = _("%(n)s件を自分の担当にしました") if to else _("%(n)s件の担当を外しました")
    tell(request, None, words % {"n": count} if count else _("申込みが選ばれていません"))
    return SeeOther(way_back(request))


def assign_cases(*, keys: list[int], to: Account | None) -> int:
    """Write who works on cases; closed ones stay as they are. Return how many."""
    return Case.objects.filter(pk__in=keys).exclude(room="closed").update(assignee=to)


@require_duty("desk")
@require_safe
def others(request: HttpRequest, number: str) -> HttpResponse:
    """Tell who else has a case open, and note that this officer has. A hint for two at once, no lock."""
    case, account, now = case_of(number), officer_of(request), timezone.now()
    names = note_open(case, account, now)
    if not names:
        # nothing is put on the page, and nothing takes the focus
        return HttpResponse(status=204)
    return render(request, "desk/parts/others.html", {"names": names})


def note_open(case: Case, account: Account, now: datetime) -> list[str]:
    """Note that an officer has a case open, and return the names of the others who have."""
    key = f"desk:open:{case.number}"
    seen: dict[str, tuple[str, float]] = cache.get(key, {})
    moment = now.timestamp()
    fresh = {who: one for who, one in seen.items() if moment - one[1] < STILL_OPEN and who != str(account.pk)}
    cache.set(key, {**fresh, str(account.pk): (str(account), moment)}, timeout=STILL_OPEN)
    return sorted(name for name, _at in fresh.values())


@require_duty("desk")
@require_safe
def following(request: HttpRequest, number: str) -> HttpResponseBase:
    """Go to the next case that stopped for the same reason; to the inbox when there is none."""
    case = case_of(number)
    found = next_of_same_reason(case, officer_of(request).pk)
    if found is None:
        tell(request, None, _("同じ理由の申込みはもうありません"))
        return SeeOther(reverse("desk:inbox"))
    return SeeOther(reverse("desk:case", args=[found]))


def next_of_same_reason(case: Case, account: UUID) -> str | None:
    """Return the number of the oldest other case of the same reason that nobody else works on."""
    waiting = Case.objects.filter(waits_for="officer").exclude(pk=case.pk)
    free = waiting.filter(assignee=None) | waiting.filter(assignee=account)
    same = free.filter(reason_code=case.reason_code) if case.reason_code else free
    after = same.filter(entered_at__gte=case.entered_at).order_by("entered_at", "pk").values_list("number", flat=True)
    return after.first() or same.order_by("entered_at", "pk").values_list("number", flat=True).first()
