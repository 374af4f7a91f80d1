"""A request at the counter: what stands on the officer's screen at each stage."""

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.counter.forms.showing import show_day
from ikkan.counter.handover_kinds import CounterView, PaperFile, Stage
from ikkan.counter.parts import AnswerCard, Choice, Tone
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.procedures.certificate.handing import obstacles
from ikkan.procedures.certificate.models import Copy
from ikkan.procedures.certificate.pages.desk_case import fact_cards, surroundings
from ikkan.procedures.certificate.pages.desk_words import obstacle_words, reason_title
from ikkan.procedures.certificate.reserving import reservation_of
from ikkan.procedures.certificate.rules import read_wanted
from ikkan.procedures.certificate.serving import fee_of_case, papers_shown
from ikkan.rooms.intake.selectors import current_filing

# faults of making a copy that do not pass by themselves
FOR_PEOPLE: Final = frozenset({"UnfitKeyError", "StoppedIssueError"})


def counter_view(case: Case, *, since: datetime, language: str, now: datetime) -> CounterView:
    """Return a request as the officer at the counter sees it.

    Args:
        case: the case.
        since: when this visit began; papers that were recorded since need not be shown again.
        language: ja, easy or en.
        now: moment.
    """
    return _Counter(case, since, language, now).view()


class _Counter:
    """Reads the stage of one case."""

    def __init__(self, case: Case, since: datetime, language: str, now: datetime) -> None:
        self._case, self._since, self._language, self._now = case, since, language, now
        filing = current_filing(case)
        around = surroundings(filing.answers, language, timezone.localdate(now))
        self._cards: tuple[AnswerCard, ...] = fact_cards(filing.form_version, filing.answers, around)
        self._wanted = read_wanted(filing.answers)
        self._who = _("%(name)s 様の請求") % {"name": self._wanted.asker.name or self._wanted.organisation}
        self._copies = list(Copy.objects.filter(case=case).order_by("pk"))

    def view(self) -> CounterView:
        """Return the view of the stage that the case is at."""
        reserved = reservation_of(self._case)
        if reserved is not None and timezone.localdate(self._now) > reserved.last_day:
            day = show_day(reserved.last_day.isoformat(), self._language)
            told = _("予約の期限（%(day)s）が過ぎています。もう一度請求してもらってください。") % {"day": day}
            return self._at("elsewhere", told, "bad")
        if reserved is not None:
            return self._at("identity", papers=True, fee=True)
        if self._copies:
            return self._handing()
        if self._case.waits_for == "payment":
            return self._at("payment", fee=True)
        return self._moving()

    def _moving(self) -> CounterView:
        waits_for, reason = self._case.waits_for, reason_title(self._case.reason_code, self._language)
        if waits_for == "machine":
            return self._at("working", _("処理しています。この画面は自動で新しくなります。"), waits=True)
        if waits_for == "outside":
            told = _(
                "%(reason)s：請求は受け付けてあり、自動で確かめ直します。待てないときは、後日の受け取りを案内してください。"
            )
            return self._at("working", told % {"reason": reason}, "warn", waits=True)
        if waits_for == "officer":
            told = _("まだ職員の判断が要ります（%(reason)s）。受付番号を開いて判断してください。") % {"reason": reason}
            return self._at("elsewhere", told, "warn")
        if waits_for == "citizen":
            return self._at(
                "elsewhere", _("申込者に直してもらうことがあります（%(reason)s）。") % {"reason": reason}, "warn"
            )
        if waits_for == "approver":
            told = _("この請求には、ここでは交付できません。決裁に上がっていて、結果は文書でお知らせします。")
            return self._at("elsewhere", told, "bad")
        return self._at("done", _("この請求は終わっています。"))

    def _handing(self) -> CounterView:
        if all(copy.handed_at for copy in self._copies):
            return self._at("done", _("証明書は渡してあります。"), "ok", files=True)
        if any(not copy.sha256 for copy in self._copies):
            fault = next(iter(obstacles(self._copies).values()), "")
            if fault in FOR_PEOPLE:
                return self._at("elsewhere", obstacle_words(fault, self._language), "bad")
            if fault:
                return self._at("working", obstacle_words(fault, self._language), "warn", waits=True)
            return self._at("working", _("証明書を作っています。この画面は自動で新しくなります。"), waits=True)
        if self._copies[0].delivery == Copy.Delivery.POST:
            told = _("郵送の請求です。発送を待つ証明書の一覧から送ります。")
            return self._at("elsewhere", told, "info")
        return self._at("ready", papers=not self._seen(), files=True)

    def _at(
        self, stage: Stage, told: str = "", tone: Tone = "info", *, papers: bool = False, fee: bool = False,
        files: bool = False, waits: bool = False,
    ) -> CounterView:  # fmt: skip
        rows = book_in_force(self._case.procedure).at(self._case.reference_day).rows("identity_paper")
        side, seen = "en" if self._language == "en" else "ja", self._seen()
        return CounterView(
            stage, self._who, self._cards, told, tone,
            papers=tuple(Choice(row.text("id"), row.text(side)) for row in rows) if papers else (),
            seen="、".join(row.text(side) for row in rows if row.text("id") in seen),
            fee=fee_of_case(self._case, self._wanted) if fee else 0,
            files=tuple(PaperFile(copy.pk, copy.number) for copy in self._copies) if files else (),
            waits=waits,
        )  # fmt: skip

    def _seen(self) -> tuple[str, ...]:
        return papers_shown(self._case, self._since)
