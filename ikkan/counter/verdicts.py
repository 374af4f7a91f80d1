"""What is said of a seal and of a printed code, in words: the page and the API say the same."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ikkan.counter.parts import Tone
from ikkan.papers.seals.checking import SealState
from ikkan.papers.seals.code import CodeVerdict
from ikkan.papers.seals.keys import KeyState


class CodeState(StrEnum):
    """What was found of a printed code; only GOOD means that the town printed it."""

    GOOD = "good"
    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown_key"
    KEY_REVOKED = "key_revoked"
    # another text than the one that was signed, or a day on which the key did not count
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict in words.

    Args:
        tone: colour and mark.
        title: the answer in one sentence.
        text: what to do, or what it does not say; may be blank.
    """

    tone: Tone
    title: str
    text: str


_Words = tuple[Tone, str | Promise, str | Promise]
_DO_NOT_USE: Final = gettext_lazy("書類を使わないでください。市に問い合わせてください")
_SEAL: Final[dict[SealState, _Words]] = {
    SealState.GOOD: (
        "ok",
        gettext_lazy("この書類は市が出したままです"),
        gettext_lazy("1文字も変わっていません。書類を出したあとに中身の事実が変わったかどうかは、わかりません"),
    ),
    SealState.CHANGED: (
        "bad",
        gettext_lazy("この書類は、市が出したあとに変えられています"),
        gettext_lazy("使わないでください。出した人に、市から受け取ったままのファイルを求めてください"),
    ),
    SealState.UNKNOWN_KEY: (
        "bad",
        gettext_lazy("この書類の電子印は、この市のものではありません"),
        gettext_lazy("ほかの役所の書類なら、その役所のページで確かめてください"),
    ),
    SealState.KEY_REVOKED: (
        "bad",
        gettext_lazy("この電子印の鍵は、市が無効にしました"),
        gettext_lazy("使わないでください。市に新しい書類を求めてください"),
    ),
    SealState.OUT_OF_TERM: (
        "bad",
        gettext_lazy("電子印の時刻が、鍵を使えた期間の外です"),
        gettext_lazy("使わないでください。市に問い合わせてください"),
    ),
    SealState.UNSEALED: (
        "warn",
        gettext_lazy("この書類には電子印がありません"),
        gettext_lazy("紙を写したファイルや印刷し直したファイルには、電子印がつきません。受け取ったままのファイルを選んでください"),
    ),
    SealState.UNREADABLE: (
        "warn",
        gettext_lazy("PDFとして読めませんでした"),
        gettext_lazy("市から受け取ったままのPDFファイルを選んでください"),
    ),
}  # fmt: skip
_CODE: Final[dict[CodeState, _Words]] = {
    CodeState.GOOD: (
        "ok",
        gettext_lazy("このコードは市が印刷したものです"),
        gettext_lazy("コードだけを写した偽物もあります。下で、書類の名前と生年月日が合うか確かめてください"),
    ),
    CodeState.UNREADABLE: (
        "warn",
        gettext_lazy("コードとして読めませんでした"),
        gettext_lazy("書類のコードを、はじめから終わりまで読み取ってください"),
    ),
    CodeState.UNKNOWN_KEY: ("bad", gettext_lazy("このコードは、この市のものではありません"), _DO_NOT_USE),
    CodeState.KEY_REVOKED: ("bad", gettext_lazy("このコードの鍵は、市が無効にしました"), _DO_NOT_USE),
    CodeState.WRONG: ("bad", gettext_lazy("このコードは正しくありません"), _DO_NOT_USE),
}


def seal_said(state: SealState) -> Said:
    """Return what is said of a seal."""
    tone, title, text = _SEAL[state]
    return Said(tone, str(title), str(text))


def code_state(found: CodeVerdict | None) -> CodeState:
    """Return what was found of a code; None stands for a text that is none."""
    if found is None:
        return CodeState.UNREADABLE
    if found.is_good:
        return CodeState.GOOD
    if found.key is None:
        return CodeState.UNKNOWN_KEY
    return CodeState.KEY_REVOKED if found.key.state is KeyState.REVOKED else CodeState.WRONG


def code_said(state: CodeState) -> Said:
    """Return what is said of a printed code."""
    tone, title, text = _CODE[state]
    return Said(tone, str(title), str(text))


def person_said(*, agrees: bool) -> Said:
    """Return whether a person stands on the paper as typed."""
    if agrees:
        return Said("ok", _("この名前と生年月日は、市が印刷したとおりです"), "")
    return Said(
        "bad",
        _("この名前と生年月日の人は、市が印刷した書類にいません"),
        _("打ちまちがいがないか確かめてください。合っているのにこう出るときは、書類が変えられています"),
    )
