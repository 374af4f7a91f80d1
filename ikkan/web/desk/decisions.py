"""The four judgements on a doubt, as the desk words them."""

from django.utils.translation import gettext as _

from ikkan.counter.parts import Choice, Choices
from ikkan.rooms.check.models import DECISIONS


def decision_choices(name: str, *, chosen: str = "", hints: bool = False, error: str = "") -> Choices:
    """Return the choice of a judgement.

    Args:
        name: name of the boxes.
        chosen: code that is chosen.
        hints: whether it says which one needs a reason.
        error: what is wrong with the choice made.
    """
    words = decision_words()
    options = [
        Choice(code, words[code], _("理由を書いてください") if hints and code == "refuse" else "", code == chosen)
        for code in DECISIONS
    ]
    return Choices(name, _("どう判断しますか"), options, error=error)


def decision_words() -> dict[str, str]:
    """Return the words of each judgement in the language of the page."""
    return {
        "same": _("同じとみなす"),
        "form_right": _("申込みが正しい"),
        "register_right": _("台帳が正しい"),
        "refuse": _("認めない"),
    }
