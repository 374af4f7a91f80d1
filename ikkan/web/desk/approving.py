"""The approver's pages: what waits for them, and one proposal with facts before buttons, made for a phone."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikkan.corridor.approving import reply_to, take_back_draft
from ikkan.counter.desk_kinds import Attachment
from ikkan.counter.parts import Answer, Approval, Choice, Choices, Crumb
from ikkan.kernel.outcome import Refused
from ikkan.ledger.steps import Stale
from ikkan.people.guards import require_duty
from ikkan.people.models import Account
from ikkan.rooms.approve.models import Proposal
from ikkan.rooms.approve.selectors import find_proposal, proposals_for
from ikkan.store.blobs import read_blob
from ikkan.web.citizen.shown import day_text
from ikkan.web.desk.approval_route import shown_route
from ikkan.web.desk.case_proposal import case_parts
from ikkan.web.desk.doors import SeeOther, officer_of, require_one_of, said, tell
from ikkan.web.desk.offered import desk_of
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

SESSION_KEY: Final = "desk_seen"
LONGEST: Final = 2_000
ENDED_SHOWN: Final = 20


@require_duty("approve")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the proposals that wait for this person, the most urgent first, and those they have replied to."""
    account, language, today = officer_of(request), page_language_of(request), timezone.localdate()
    waiting = proposals_for(account, today)
    replied = Proposal.objects.filter(replies__account=account).exclude(pk__in=[one.pk for one in waiting])
    context = {
        "page_title": _("決裁"),
        "waiting": [_row(one, language) for one in waiting],
        "due_today": sum(one.due_on is not None and one.due_on <= today for one in waiting),
        "replied": [_row(one, language) for one in replied.distinct().order_by("-pk")[:ENDED_SHOWN]],
    }
    return render(request, "desk/approvals.html", context)


# The drafter is an officer, who need not be an approver: find_proposal decides who may look.
def _door(request: HttpRequest, key: int) -> tuple[Account, Proposal]:
    account = officer_of(request)
    found = find_proposal(key, account, timezone.localdate())
    if not account.is_staff_member or found is None:
        raise Http404
    return account, found


@require_one_of("approve", "desk")
@require_safe
def proposal(request: HttpRequest, key: int) -> HttpResponse:
    """Show what is to be approved."""
    account, found = _door(request, key)
    return show(request, found, account)


@require_duty("approve")
@throttled("approve")
@require_POST
def decide(request: HttpRequest, key: int) -> HttpResponseBase:
    """Take a reply: approve, return or decline."""
    account, found = _door(request, key)
    verdict, comment = request.POST.get("verdict", ""), request.POST.get("comment", "").strip()[:LONGEST]
    step = request.POST.get("step", "")
    try:
        outcome = reply_to(
            proposal=found, account=account, verdict=verdict, comment=comment,
            fingerprint=request.POST.get("fingerprint", "")[:64], now=timezone.now(),
            step=int(step) if step.isascii() and step.isdecimal() and len(step) < 6 else None,
        )  # fmt: skip
    except Stale:
        outcome = Refused(
            "moved", "同じときに内容が変わりました。もう一度確かめてください。", "It changed. Look again."
        )
    if isinstance(outcome, Refused):
        anchor = "#id_comment" if outcome.field == "comment" else "#id_verdict_0"
        return show(request, found, account, errors=[(anchor, said(request, outcome))], comment=comment)
    words = {"approve": _("承認しました"), "return": _("差し戻しました"), "decline": _("否認しました")}
    tell(request, outcome, words[verdict])
    return SeeOther(reverse("approve:queue"))


@require_duty("desk")
@throttled("approve")
@require_POST
def take_back(request: HttpRequest, key: int) -> HttpResponseBase:
    """Take one's own draft back."""
    account, found = _door(request, key)
    why = request.POST.get("why", "").strip()[:LONGEST]
    outcome = take_back_draft(proposal=found, account=account, why=why, now=timezone.now())
    tell(request, outcome, _("起案を引き戻しました"))
    if found.case is not None:
        return SeeOther(reverse("desk:case", args=[found.case.number]))
    return SeeOther(reverse("rounds:console", args=[found.round.number if found.round else ""]))


@require_one_of("approve", "desk")
@require_safe
def attachment(request: HttpRequest, key: int, name: str) -> HttpResponseBase:
    """Give a file of a proposal and note that this person opened it."""
    _account, found = _door(request, key)
    if found.round is None:
        # a case's papers belong to the case, not to its draft
        raise Http404
    view = desk_of(_procedure(found)).proposal_view(found, page_language_of(request))
    one = next((file for file in view.attachments if file.name == name), None)
    if one is None:
        raise Http404
    seen = list(request.session.get(SESSION_KEY, []))
    mark = _mark(found, one)
    if mark not in seen:
        request.session[SESSION_KEY] = [*seen, mark][-200:]
    answer = HttpResponse(read_blob(one.sha256), content_type=one.content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.name}"'
    return answer


def show(
    request: HttpRequest, found: Proposal, account: Account, *, errors: list[tuple[str, str]] | None = None,
    comment: str = "",
) -> HttpResponse:  # fmt: skip
    """Draw a proposal; the buttons are there only for the one whose turn it is."""
    language = page_language_of(request)
    parts = case_parts(found, found.case, language, timezone.now()) if found.case is not None else None
    view = parts.view if parts else desk_of(_procedure(found)).proposal_view(found, language)
    replies = list(found.replies.all())
    route = shown_route(found, replies, account, language)
    seen = set(request.session.get(SESSION_KEY, []))
    is_own = found.drafted_by_id == account.pk
    note = _("自分の起案なので、自分では決裁できません。") if is_own else _("いまはあなたの番ではありません。")
    approval = Approval(
        facts=view.facts, fingerprint=found.fingerprint, route=route.posts, head=_head(found, language),
        changes=view.changes, cautions=view.cautions,
        files=[
            (one.label, reverse("approve:attachment", args=[found.pk, one.name]), _mark(found, one) in seen)
            for one in view.attachments
        ],
        action_url=reverse("approve:decide", args=[found.pk]) if route.may_reply else "",
        ask=_ask(errors or []), comment=comment, step=found.step, acting_for=route.acting_for, note=note,
    )  # fmt: skip
    context = {
        "page_title": found.title,
        "crumbs": [Crumb(_("決裁"), reverse("approve:queue")), Crumb(_number(found))],
        "proposal": found,
        "approval": approval,
        "may_take_back": is_own and found.state == Proposal.State.OPEN,
        "error_list": errors or [],
        "print_number": _number(found),
        "letters": parts.letters if parts else (),
        "fact_cards": parts.cards if parts else (),
    }
    return render(request, "desk/proposal.html", context, status=422 if errors else 200)


def _ask(errors: list[tuple[str, str]]) -> Choices:
    options = [
        Choice("approve", _("承認する")),
        Choice("return", _("差し戻す（理由が必要です）"), _("前の承認は取り消され、起案した人に戻ります")),
        Choice("decline", _("否認する（理由が必要です）")),
    ]
    error = next((words for anchor, words in errors if anchor == "#id_verdict_0"), "")
    return Choices("verdict", _("どうしますか"), options, error=error)


def _head(found: Proposal, language: str) -> list[Answer]:
    drafter = str(found.drafted_by or _("自動"))
    return [
        Answer(_("起案"), f"{drafter}　{day_text(found.proposed_at, language)}"),
        Answer(_("期限"), day_text(found.due_on, language) or _("決まっていません")),
        Answer(_("状態"), state_words(found)),
        Answer(_("規則の版"), found.edition[:8]),
    ]


def state_words(found: Proposal) -> str:
    """Return how a proposal stands, with the reason when it ended without approval."""
    words = {
        Proposal.State.OPEN: _("決裁中"), Proposal.State.APPROVED: _("承認"), Proposal.State.RETURNED: _("差戻し"),
        Proposal.State.DECLINED: _("否認"), Proposal.State.WITHDRAWN: _("引戻し"), Proposal.State.VOIDED: _("取消し"),
    }[Proposal.State(found.state)]  # fmt: skip
    return f"{words}：{found.why_ended}" if found.why_ended else words


def _row(found: Proposal, language: str) -> dict[str, object]:
    return {
        "pk": found.pk,
        "title": found.title,
        "drafter": str(found.drafted_by or _("自動")),
        "proposed": day_text(found.proposed_at, language),
        "due": day_text(found.due_on, language),
        "state": state_words(found),
    }


def _number(found: Proposal) -> str:
    walker = found.round or found.case
    return walker.number if walker is not None else str(found.pk)


def _procedure(found: Proposal) -> str:
    walker = found.round or found.case
    return walker.procedure if walker is not None else ""


def _mark(found: Proposal, one: Attachment) -> str:
    return f"{found.pk}:{one.sha256[:16]}"
