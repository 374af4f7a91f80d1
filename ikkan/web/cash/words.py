"""Words of the cash desk in the language of the page."""

from datetime import date

from django.utils.translation import gettext as _

from ikkan.corridor import payment_reports as why
from ikkan.ledger.cash import HELD_ITEM
from ikkan.ledger.cash_rows import Kind, Way


def way_words(way: str) -> str:
    """Return how money came."""
    return {
        Way.ONLINE: _("オンライン"), Way.COUNTER: _("窓口"), Way.POST: _("郵送"), Way.EXEMPT: _("免除"),
    }[Way(way)]  # fmt: skip


def kind_words(kind: str) -> str:
    """Return whether money came or went."""
    return _("収入") if kind == Kind.RECEIPT else _("還付")


def item_words(item: str) -> str:
    """Return what money is for; a procedure's own item is shown as its book names it."""
    return _("預かり（確かめ中）") if item == HELD_ITEM else item


def held_words(held: str) -> str:
    """Return why money is held."""
    return {
        why.LATE: _("手続きが終わったあとに届きました"),
        why.REPLACED: _("手数料が変わる前の請求への入金です"),
        why.ALREADY_PAID: _("もう支払い済みです（二重の入金）"),
        why.OTHER_AMOUNT: _("請求と金額が違います"),
        why.UNKNOWN_REFERENCE: _("だれの支払いか分かりません"),
        why.UNASKED_REFUND: _("市が頼んでいない返金を、決済の会社が知らせてきました"),
    }[held]


def day_asked(text: str, default: date) -> date:
    """Return the day that an address or a form names; the default where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default
