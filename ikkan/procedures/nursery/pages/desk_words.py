"""The desk's short words for what nursery placement's checks, totals and verdicts are called."""

from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from ikkan.counter.word_file import shown_word, words_of
from ikkan.kernel.json_value import JsonObject

FILE: Final = Path(__file__).parent / "desk_words.toml"


def reason_title(code: str, language: str) -> str:
    """Return the short name of a reason to stop; the code itself for one that has none."""
    return shown_word(FILE, "reason", code, language)


def reason_codes() -> tuple[str, ...]:
    """Return every code that has a short name."""
    return tuple(words_of(FILE, "reason"))


def total_title(code: str, language: str) -> str:
    """Return the name of a total of a run."""
    return shown_word(FILE, "total", code, language)


def round_kinds(language: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of the kinds of rounds."""
    return tuple((code, text.shown(language)) for code, text in words_of(FILE, "kind").items())


def verdict_words(verdict: JsonObject) -> list[str]:
    """Return what a run's verdict says beyond its figures: what is proven, what is not, and how one was chosen.

    Args:
        verdict: as the run keeps it.
    """
    said = []
    if verdict.get("status") == "no_stable_placement":
        said.append(_("不満の組が出ない決め方は、ないことを確かめました"))
    if verdict.get("proved_only"):
        said.append(_("不満の組が出ない決め方は、これだけです"))
    if verdict.get("proved_largest"):
        said.append(_("入れる人数は最大です"))
    elif larger := verdict.get("larger_by"):
        said.append(_("不満の組が出ない決め方で、あと%(n)s人多く入れるものがあります") % {"n": larger})
    chosen = {
        "family_leaning": _("選び方：家族の希望の順を優先"),
        "largest": _("選び方：入れる人数を優先"),
    }.get(str(verdict.get("choose")))
    if chosen and not verdict.get("proved_only"):
        said.append(chosen)
    asked = {
        "stable": _("不満の組が出ない決め方があるか"),
        "largest": _("入れる人数が最大か"),
        "fewest": _("不満の組がこれより少なくできないか"),
    }
    unanswered = verdict.get("unanswered")
    open_ = [asked[str(one)] for one in unanswered if str(one) in asked] if isinstance(unanswered, list) else []
    if open_:
        said.append(_("時間内に確かめられなかったこと：%(what)s") % {"what": "、".join(open_)})
    return said
