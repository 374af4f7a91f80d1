"""Protection (支援措置): the list without places, one filing once it is opened, letters to the person's own contact."""

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ikkan.corridor.stops.deeds import DUTY, Deed, Wish, keep_deed, waiting_deeds
from ikkan.corridor.stops.letters import FORWARD, KINDS, letter_of
from ikkan.corridor.stops.receiving import GROUND, opened_for
from ikkan.corridor.stops.warning import open_tasks
from ikkan.counter.parts import Answer, AnswerCard, Crumb
from ikkan.counter.tables import Cell, Column, Filter, Row, Table
from ikkan.kernel.outcome import Refused
from ikkan.kernel.reader import Reader
from ikkan.papers.typeset import paper_pdf
from ikkan.people.guards import require_duty
from ikkan.registers.alerts import protection_alerts
from ikkan.registers.models import Protection, StopDeed
from ikkan.registers.protecting import WARNING_MONTHS
from ikkan.registers.selectors import read_many
from ikkan.web.citizen.shown import full_day_text
from ikkan.web.desk.doors import SeeOther, officer_of, tell
from ikkan.web.desk.protection_opening import way_in
from ikkan.web.desk.stop_boxes import typed
from ikkan.web.desk.stop_history import history_of
from ikkan.web.desk.stop_words import book_choices, deed_word, letter_words, state_word, warning_word
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled

PER_PAGE: Final = 50
_STATES: Final = Protection.State
_POSSIBLE: Final = {
    _STATES.PROVISIONAL: (Deed.OPINION, Deed.START, Deed.TELL, Deed.RELEASE, Deed.END),
    _STATES.IN_FORCE: (Deed.TELL, Deed.OPINION, Deed.EXTEND, Deed.RELEASE, Deed.END),
    _STATES.FORMER_TOWN: (Deed.FORWARD, Deed.TELL, Deed.EXTEND, Deed.RELEASE, Deed.END),
    _STATES.ENDED: (Deed.TELL,),
}


@require_duty(DUTY)
@require_safe
def protections(request: HttpRequest) -> HttpResponse:
    """Show what is to be done, whose end comes near, and every protection by number: no name, no place."""
    language = page_language_of(request)
    alerts = protection_alerts(today=timezone.localdate())
    context = {
        "page_title": _("支援措置"),
        "crumbs": [Crumb(_("支援措置"))],
        "waiting": [(f"{deed_word(one.deed)}　{_number(one)}", reverse("stops:second", args=[one.pk]))
                    for one in waiting_deeds()],
        "tasks": [
            (f"{_named(one)}　{warning_word(one.detail)}", full_day_text(one.day, language), _way_to(one))
            for one in open_tasks()
        ],
        "ending": _ending([*alerts.past_end, *alerts.last_month], language),
        "table": _table(request, language),
    }  # fmt: skip
    return render(request, "desk/protections.html", context)


@require_duty(DUTY)
@require_safe
def protection(request: HttpRequest, protection: int) -> HttpResponseBase:
    """Show one filing to an officer who wrote what for, for an hour."""
    found = _found(protection)
    first = way_in(request, found)
    if first:
        return SeeOther(first)
    language = page_language_of(request)
    letters = [
        (kind, words) for kind, words in letter_words().items()
        if not isinstance(letter_of(found, kind, today=timezone.localdate()), Refused)
    ]  # fmt: skip
    deeds = list(found.deeds.order_by("-pk"))
    answered = {one.answers_id for one in deeds}
    context = {
        "page_title": _("支援措置　%(number)s") % {"number": found.number},
        "crumbs": [Crumb(_("支援措置"), reverse("stops:protections")), Crumb(found.number)],
        "cards": [_filing(found, language), _persons(request, found), _abuser(found, language)],
        "acts": [(deed_word(deed), reverse("stops:on_protection", args=[found.pk, deed]))
                 for deed in _POSSIBLE[_STATES(found.state)]],
        "waiting": [(deed_word(one.deed), reverse("stops:second", args=[one.pk]))
                    for one in deeds if one.stage == StopDeed.Stage.ASKED and one.pk not in answered],
        "letters": letters, "protection": found, "history": history_of(deeds, language),
    }  # fmt: skip
    return render(request, "desk/protection.html", context)


@require_duty(DUTY)
@throttled("save")
@require_POST
def letter(request: HttpRequest, protection: int, kind: str) -> HttpResponseBase:
    """Make a letter to the person's own contact, and record it: it lies in nobody's mailbox."""
    found, now = _found(protection), timezone.now()
    if kind not in KINDS:
        raise Http404
    first = way_in(request, found)
    if first:
        return SeeOther(first)
    made = letter_of(found, kind, today=timezone.localdate(now))
    if isinstance(made, Refused):
        tell(request, made, "")
        return SeeOther(reverse("stops:protection", args=[found.pk]))
    if kind != FORWARD:
        wish = Wish(Deed.TELL, letter_words()[kind], detail=kind)
        keep_deed(found, wish, by=str(officer_of(request).pk), now=now)
    answer = HttpResponse(paper_pdf(made, made_on=timezone.localdate(now)), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="protection-{found.pk}-{kind}.pdf"'
    return answer


def _found(key: int) -> Protection:
    found = Protection.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _number(deed: StopDeed) -> str:
    if deed.protection is not None:
        return deed.protection.number
    return (deed.hold.number or deed.hold.household) if deed.hold is not None else ""


def _named(deed: StopDeed) -> str:
    kind = _("支援措置") if deed.protection_id is not None else _("抑止")
    return f"{kind}　{_number(deed)}"


def _way_to(deed: StopDeed) -> str:
    if deed.protection_id is not None:
        return reverse("stops:protection", args=[deed.protection_id])
    return reverse("stops:hold", args=[deed.hold_id])


def _ending(found: Iterable[Protection], language: str) -> Table:
    columns = [Column("number", _("宛名番号")), Column("ends", _("期間の終わり")), Column("contact", _("連絡先"))]
    rows = [
        Row(str(one.pk), (
            Cell(one.number, reverse("stops:protection", args=[one.pk])), full_day_text(one.ends_on, language),
            one.contact,
        ))
        for one in found
    ]  # fmt: skip
    return Table("ending", _("%(n)sか月以内に終わるもの、過ぎたもの") % {"n": WARNING_MONTHS}, columns, rows)


def _table(request: HttpRequest, language: str) -> Table:
    query = typed(request.GET, "q", 15)
    page = request.GET.get("page", "")
    at = max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < len("1000000") else 1
    rows: QuerySet[Protection] = Protection.objects.order_by("ends_on", "pk")
    rows = rows.filter(persons__number=query).distinct() if query else rows.exclude(state=_STATES.ENDED)
    columns = [
        Column("number", _("申出者の宛名番号")), Column("state", _("状態")), Column("filed", _("申出")),
        Column("ends", _("期間の終わり")),
    ]  # fmt: skip
    drawn = [
        Row(str(one.pk), (
            Cell(one.number, reverse("stops:protection", args=[one.pk])), state_word(one.state),
            full_day_text(one.filed_on, language), full_day_text(one.ends_on, language),
        ))
        for one in rows[(at - 1) * PER_PAGE : at * PER_PAGE]
    ]  # fmt: skip
    return Table(
        "protections", _("支援措置"), columns, drawn, path=reverse("stops:protections"), total=rows.count(), page=at,
        per_page=PER_PAGE, filters=[Filter("q", _("宛名番号"), query)],
    )  # fmt: skip


def _filing(one: Protection, language: str) -> AnswerCard:
    known = {choice.value: choice.label for choice in book_choices("violence", language, "")}
    lines = (
        (_("状態"), state_word(one.state)), (_("申出"), full_day_text(one.filed_on, language)),
        (_("事由"), known.get(one.violence, "")), (_("期間の始まり"), full_day_text(one.starts_on, language)),
        (_("期間の終わり"), full_day_text(one.ends_on, language)), (_("連絡先"), one.contact),
        (_("通知の宛名"), one.contact_name), (_("通知の宛先"), f"{one.contact_postal}　{one.contact_address}".strip()),
        (_("前住所等"), one.earlier_addresses), (_("前本籍等"), one.earlier_domiciles),
        (_("当初受付市区町村"), one.first_town), (_("転出先住所"), one.moved_to), (_("転送先"), one.forwarded_to),
        (_("終了"), full_day_text(one.ended_on, language)), (_("終了の理由"), one.ended_why),
    )  # fmt: skip
    return AnswerCard(_("申出"), [Answer(label, value) for label, value in lines if value])


def _persons(request: HttpRequest, one: Protection) -> AnswerCard:
    persons = list(one.persons.order_by("pk"))
    account, now = officer_of(request), timezone.now()
    reader = Reader(who=str(account.pk), why=opened_for(one, account, now), ground=GROUND)
    asked = [(person.number, reader) for person in persons]
    known = read_many(asked, fields=("family_name", "given_name"), now=now)
    lines = []
    for person in persons:
        name = known.get(person.number)
        words = f"{name.family_name}　{name.given_name}".strip() if name else ""
        lines.append(Answer(person.number, f"{words}　{person.relation}".strip()))
    return AnswerCard(_("守られる人"), lines)


def _abuser(one: Protection, language: str) -> AnswerCard:
    lines = (
        (_("氏名"), one.abuser_name), (_("宛名番号"), one.abuser_number),
        (_("生年月日"), full_day_text(one.abuser_birth, language)), (_("住所"), one.abuser_address),
        (_("その他"), one.abuser_note),
    )  # fmt: skip
    return AnswerCard(_("相手方"), [Answer(label, value) for label, value in lines if value])
