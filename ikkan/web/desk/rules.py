"""Proposals to the rule book: made from a doubt, listed with what they would have saved, settled by an approver."""

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ikkan.counter.parts import Answer, AnswerCard, Crumb, TextBox
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reason import Reason
from ikkan.people.guards import duties_at, require_duty
from ikkan.rooms.check.models import Finding, RuleProposal
from ikkan.rooms.check.rules import propose_rule, settle_rule
from ikkan.web.board.limits import limits_on
from ikkan.web.citizen.shown import day_text
from ikkan.web.desk.doors import SeeOther, case_of, officer_of, require_one_of, said, tell
from ikkan.web.desk.offered import desk_of
from ikkan.web.desk.opening import way_in
from ikkan.web.desk.rule_figures import Rule, settled_by_rules, toml_block
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

LONGEST = 1_000
SHOWN = 50


@require_duty("desk")
@throttled("save")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, number: str, finding: int) -> HttpResponseBase:
    """Ask why a kind of difference means nothing, and put the proposal on the list."""
    case = case_of(number)
    one = Finding.objects.filter(pk=finding, case=case).select_related("case").first()
    if one is None:
        raise Http404
    kind = desk_of(case.procedure).rule_kind(Reason.from_json(one.reason))
    if not kind:
        raise Http404
    first = way_in(request, case)
    if first:
        return SeeOther(first)
    why = request.POST.get("why", "").strip()[:LONGEST]
    refused = None
    if request.method == "POST":
        outcome = propose_rule(finding=one, kind=kind, why=why, account=officer_of(request), now=timezone.now())
        if not isinstance(outcome, Refused):
            tell(request, outcome, _("規則集への提案にしました。規則はまだ変わっていません"))
            return SeeOther(reverse("desk:rules"))
        refused = outcome
    return _form(request, one, Rule(case.procedure, one.code, kind), why, refused)


def _form(request: HttpRequest, one: Finding, rule: Rule, why: str, refused: Refused | None) -> HttpResponse:
    words = said(request, refused) if refused else ""
    since, days = _window(timezone.now())
    context = {
        "page_title": _("規則集への提案"),
        "crumbs": [
            Crumb(_("受付箱"), reverse("desk:inbox")),
            Crumb(one.case.number, reverse("desk:case", args=[one.case.number])),
            Crumb(_("規則集への提案")),
        ],
        "case": one.case,
        "finding": one,
        "rule": _rule_words(rule, page_language_of(request)),
        "days": days,
        "saved": settled_by_rules(since, rule.procedure)[rule],
        "box": TextBox(
            "why", _("この違いに意味がない理由"), why, error=words, rows=3, hint=_("名前や住所は書かないでください"),
        ),
        "error_list": [("#id_why", words)] if words else [],
    }  # fmt: skip
    return render(request, "desk/rule.html", context, status=422 if words else 200)


@require_one_of("desk", "approve", "board")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the proposals, the open ones first, with what each would have saved."""
    now, language = timezone.now(), page_language_of(request)
    since, days = _window(now)
    saved = settled_by_rules(since)
    found = RuleProposal.objects.select_related("proposed_by", "settled_by", "example").order_by("-proposed_at")
    ordered = sorted(found[:SHOWN], key=lambda one: one.state != RuleProposal.State.OPEN)
    may_settle, may_open = "approve" in duties_at(request), "desk" in duties_at(request)
    account = officer_of(request)
    context = {
        "page_title": _("規則集への提案"),
        "days": days,
        "proposals": [
            {
                "pk": one.pk,
                "title": _rule_words(Rule(one.procedure, one.code, one.kind), language),
                "card": _card(one, saved[Rule(one.procedure, one.code, one.kind)], days, language),
                "state": _state(one),
                "example": one.example.number if one.example and may_open else "",
                "toml": toml_block(one, now) if one.state == RuleProposal.State.OPEN else "",
                "may_settle": may_settle and one.state == RuleProposal.State.OPEN and one.proposed_by_id != account.pk,
            }
            for one in ordered
        ],
    }
    return render(request, "desk/rules.html", context)


@require_duty("approve")
@throttled("save")
@require_POST
def settle(request: HttpRequest, rule: int) -> HttpResponseBase:
    """Mark a proposal as taken into the book, or as declined."""
    one = RuleProposal.objects.filter(pk=rule).first()
    if one is None:
        raise Http404
    outcome = settle_rule(
        proposal=one, taken=request.POST.get("press") == "taken", note=request.POST.get("note", "").strip()[:LONGEST],
        account=officer_of(request), now=timezone.now(),
    )  # fmt: skip
    tell(request, outcome, _("提案を決めました"))
    return SeeOther(reverse("desk:rules"))


def _window(now: datetime) -> tuple[datetime, int]:
    days = limits_on(timezone.localdate(now)).look_back_days
    return now - timedelta(days=days), days


def _rule_words(rule: Rule, language: str) -> str:
    desk = desk_of(rule.procedure)
    return _("「%(reason)s」のうち、違い方が「%(kind)s」のものを同じとみなす") % {
        "reason": desk.reason_title(rule.code, language), "kind": desk.rule_kind_word(rule.kind),
    }  # fmt: skip


def _card(one: RuleProposal, saved: int, days: int, language: str) -> AnswerCard:
    answers = [
        Answer(_("提案"), f"{one.proposed_by}　{day_text(one.proposed_at, language)}"),
        Answer(_("理由"), one.why),
        Answer(_("この%(days)s日なら") % {"days": days}, _("%(n)s件が人手なしで通りました") % {"n": saved}),
    ]
    if one.settled_by is not None:
        answers.append(
            Answer(_("決めた人"), f"{one.settled_by}　{day_text(one.settled_at, language)}　{one.note}".strip())
        )
    return AnswerCard("", answers)


def _state(one: RuleProposal) -> tuple[str, str]:
    return {
        RuleProposal.State.OPEN: (_("提案中"), "info"),
        RuleProposal.State.TAKEN: (_("規則集に入れました"), "ok"),
        RuleProposal.State.DECLINED: (_("見送りました"), "mute"),
    }[RuleProposal.State(one.state)]
