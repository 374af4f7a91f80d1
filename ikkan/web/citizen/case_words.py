"""One sentence about where a case stands and whose turn it is."""

from django.utils.translation import gettext as _

from ikkan.ledger.models import Case
from ikkan.web.citizen.shown import day_text


def room_of(case: Case) -> str:
    """Return the room that people are shown: a case that waits in a round stands where the round stands."""
    if case.waits_for == "round" and case.round is not None and case.round.room in {"decide", "approve", "answer"}:
        return case.round.room
    return "answer" if case.room == "closed" else case.room


def room_sentence(case: Case, language: str) -> str:
    """Return whose turn it is, and until when."""
    if case.room == "closed":
        return _("この手続きは終わりました。")
    if case.waits_for == "citizen":
        return _("あなたの番です。%(day)sまでに答えてください。") % {"day": day_text(case.deadline_on, language)}
    if case.waits_for == "payment":
        return _("あなたの番です。手数料のお支払いを待っています。")
    if case.waits_for == "outside":
        return _("ほかの仕組みの返事を待っています。返事が来たら、自動で先へ進みます。")
    told = {
        "intake": _("受け付けました。市の番です。"),
        "check": _("いま審査中です。市の番です。"),
        "decide": _("審査が終わり、判定を待っています。市の番です。"),
        "approve": _("いま決裁中です。市の番です。"),
        "answer": _("お知らせを届けています。市の番です。"),
    }[room_of(case)]
    if case.expected_on is None:
        return told
    return told + _("結果は%(day)sごろお知らせします。") % {"day": day_text(case.expected_on, language)}
