"""An officer's judgement: one doubt on the case page, or equal doubts of many cases after a preview."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ikkan.corridor.order import back_to_check
from ikkan.counter.parts import Crumb
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reason import Reason
from ikkan.ledger.models import Case
from ikkan.ledger.steps import Stale, retry_when_stale
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.rooms.check.judgements import record_verdict
from ikkan.rooms.check.models import DECISIONS, Finding, Verdict
from ikkan.rooms.intake.selectors import current_filing, current_filings
from ikkan.web.desk.decisions import decision_choices
from ikkan.web.desk.doors import SeeOther, case_of, officer_of, said, tell, ticked
from ikkan.web.desk.inbox_rows import PER_PAGE
from ikkan.web.desk.offered import desk_of
from ikkan.web.desk.working_keys import way_back
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled


@require_duty("desk")
@throttled("save")
@require_POST
def verdict(request: HttpRequest, number: str) -> HttpResponseBase:
    """Record a judgement on one doubt and go back to the case."""
    case = case_of(number)
    keys = ticked([request.POST.get("finding", "")], 1)
    finding = Finding.objects.filter(pk__in=keys, case=case).first()
    if finding is None:
        raise Http404
    decision = request.POST.get(f"decision-{finding.pk}", "")
    if not decision:
        messages.error(request, _("どう判断するかを選んでください"), extra_tags="bad")
        return SeeOther(reverse("desk:case", args=[number]))
    seen = ticked([request.POST.get("filing_version", "")], 1)
    if seen != [current_filing(case).version]:
        messages.error(
            request, _("見ているあいだに申込みが直されました。新しい内容を確かめてください"), extra_tags="bad"
        )
        return SeeOther(reverse("desk:case", args=[number]))
    note = request.POST.get(f"note-{finding.pk}", request.POST.get("note", ""))[:2000]
    outcome = judge(case, finding, decision, note, officer_of(request), seen[0])
    tell(request, outcome, _("判断を記録しました"))
    return SeeOther(reverse("desk:case", args=[number]))


def judge(case: Case, finding: Finding, decision: str, note: str, account: Account, version: int) -> Verdict | Refused:
    """Record a verdict on a finding, again when the machine moved the case in that moment."""
    now = timezone.now()
    return retry_when_stale(
        case,
        lambda: record_verdict(
            case=case, finding=finding, decision=decision, note=note, account=account, filing_version=version,
            then=back_to_check(case, now), now=now,
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitting:
    """A doubt among those chosen; `why_not` says why the common judgement does not fit it, or is blank."""

    finding: Finding
    sentence: str
    why_not: str = ""


@require_duty("desk")
@throttled("save")
@require_POST
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Show what one judgement for many cases would do; with a decision sent along, do it."""
    keys = ticked(request.POST.getlist("case"), PER_PAGE)
    fitting = _fitting(keys, request)
    usable = [one for one in fitting if not one.why_not]
    if not usable:
        messages.error(
            request, _("まとめて判断できるものがありません。要確認のある申込みを選んでください"), extra_tags="bad"
        )
        return SeeOther(way_back(request))
    decision = request.POST.get("decision", "")
    error = ""
    if request.POST.get("press") == "save":
        note = request.POST.get("note", "").strip()[:2000]
        if decision not in DECISIONS:
            error = _("どう判断するかを選んでください")
        elif not note:
            error = _("まとめて判断する理由を書いてください")
        else:
            return _judge_all(request, usable, decision, note)
    return _preview(request, fitting, decision, error)


def _judge_all(request: HttpRequest, usable: Sequence[Fitting], decision: str, note: str) -> HttpResponseBase:
    account = officer_of(request)
    filings = current_filings(one.finding.case_id for one in usable)
    done, left = 0, []
    for one in usable:
        case = one.finding.case
        try:
            outcome = judge(case, one.finding, decision, note, account, filings[case.pk].version)
        except Stale:
            left.append(case.number)
            continue
        if isinstance(outcome, Refused):
            left.append(f"{case.number}（{said(request, outcome)}）")
        else:
            done += 1
    if done:
        messages.success(request, _("%(n)s件の判断を記録しました") % {"n": done}, extra_tags="ok")
    if left:
        numbers = "、".join(left)
        messages.error(request, _("残したもの：%(numbers)s") % {"numbers": numbers}, extra_tags="warn")
    return SeeOther(way_back(request))


def _fitting(keys: Sequence[int], request: HttpRequest) -> list[Fitting]:
    """Hold the open doubts of the chosen cases against the most frequent kind among them."""
    language = page_language_of(request)
    found = Finding.objects.filter(case__in=keys, state=Finding.State.OPEN).select_related("case", "case__round")
    findings = list(found.order_by("case__number", "pk"))
    kinds = {finding.pk: _kind(finding, language) for finding in findings}
    common = Counter(kinds.values()).most_common(1)
    if not common:
        return []
    usual = common[0][0]
    rows = []
    for finding in findings:
        reason = Reason.from_json(finding.reason)
        sentence = reason.en if language == "en" else reason.ja
        code, how = kinds[finding.pk]
        why = "" if (code, how) == usual else _("理由が違う") if code != usual[0] else _("違い方が違う：%(how)s") % {
            "how": how
        }  # fmt: skip
        rows.append(Fitting(finding, sentence, why))
    return rows


def _kind(finding: Finding, language: str) -> tuple[str, str]:
    reason = Reason.from_json(finding.reason)
    return finding.code, desk_of(finding.case.procedure).doubt_of(reason, "kind", language).kind


def _preview(request: HttpRequest, fitting: Sequence[Fitting], decision: str, error: str) -> HttpResponse:
    usable = [one for one in fitting if not one.why_not]
    first = usable[0].finding
    context = {
        "page_title": _("同じ判断をまとめてする"),
        "crumbs": [Crumb(_("受付箱"), reverse("desk:inbox")), Crumb(_("同じ判断"))],
        "reason": desk_of(first.case.procedure).reason_title(first.code, page_language_of(request)),
        "usable": usable,
        "left": [one for one in fitting if one.why_not],
        "count": len(fitting),
        "ask": decision_choices("decision", chosen=decision),
        "note": request.POST.get("note", ""),
        "back": way_back(request),
        "error_list": [("#id_decision_0" if decision not in DECISIONS else "#id_note", error)] if error else [],
    }
    return render(request, "desk/bulk.html", context, status=422 if error else 200)
