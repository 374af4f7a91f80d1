"""What holds (抑止) and protection (支援措置) are called on the pages of the office."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.corridor.house_book import corridor_book
from ikkan.corridor.stops.deeds import Deed
from ikkan.corridor.stops.warning import LAST_MONTH
from ikkan.counter.parts import Choice
from ikkan.registers.models import Hold, Protection, StopDeed
from ikkan.registers.protecting import WARNING_MONTHS


def deed_word(deed: str) -> str:
    """Return the name of a deed."""
    return {
        Deed.SET: _("抑止の設定"), Deed.PAUSE: _("抑止の一時解除"), Deed.LIFT: _("抑止の解除"),
        Deed.RECEIVE: _("支援措置の申出の受付"), Deed.OPINION: _("相談機関などの意見"), Deed.START: _("支援措置の決定"),
        Deed.EXTEND: _("支援措置の延長"), Deed.END: _("支援措置の終了"), Deed.OPEN: _("申出の内容を見たこと"),
        Deed.RELEASE: _("住所の解除（別の職員へ）"), Deed.TELL: _("申出者への連絡"),
        Deed.FORWARD: _("転出先の市区町村への連絡"), Deed.WARN: _("期限の知らせ"),
    }[StopDeed.Deed(deed)]  # fmt: skip


def stage_word(stage: str) -> str:
    """Return how far a deed is."""
    stages = StopDeed.Stage
    return {stages.ASKED: _("別の人の確認待ち"), stages.DONE: _("済み"), stages.DECLINED: _("差戻し")}[stages(stage)]


def state_word(state: str) -> str:
    """Return the state of a protection."""
    states = Protection.State
    return {
        states.PROVISIONAL: _("仮支援措置"), states.IN_FORCE: _("支援措置"),
        states.FORMER_TOWN: _("前住所地としての仮支援措置"), states.ENDED: _("終了"),
    }[states(state)]  # fmt: skip


def operation_words() -> dict[str, str]:
    """Return what a hold keeps back, by its code."""
    kinds = Hold.Operation
    return {kinds.ISSUE.value: _("交付"), kinds.CHANGE.value: _("異動"), kinds.INQUIRY.value: _("照会")}


def level_words() -> dict[str, str]:
    """Return how strongly a hold stops, by its code."""
    return {Hold.Level.ERROR.value: _("止める"), Hold.Level.ALERT.value: _("知らせて進む")}


def letter_words() -> dict[str, str]:
    """Return the letters of a protection, by their kinds."""
    return {
        "decided": _("決定の通知"), "expiring": _("期限の通知"), "ended": _("終了の通知"),
        "forward": _("転出先へ送る書面"),
    }  # fmt: skip


def warning_word(detail: str) -> str:
    """Return why an end was warned of."""
    if detail == LAST_MONTH:
        return _("終わりまで%(n)sか月以内です") % {"n": WARNING_MONTHS}
    return _("終わりの日を過ぎました。自動では終わりません")


def book_choices(table: str, language: str, chosen: str) -> list[Choice]:
    """Return the rows of a table of the book as choices."""
    rows = corridor_book().at(timezone.localdate()).rows(table)
    key = "en" if language == "en" else "ja"
    return [Choice(row.text("id"), row.text(key), checked=row.text("id") == chosen) for row in rows]
