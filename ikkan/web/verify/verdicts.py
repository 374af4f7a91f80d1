"""What the page says of a seal and of a printed code, in words."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ikkan.counter.parts import Tone
from ikkan.papers.seals.checking import SealState, SealVerdict
from ikkan.papers.seals.code import CodeVerdict
from ikkan.papers.seals.keys import KeyState, PublishedKey
from ikkan.web.citizen.shown import full_day_text, moment_text


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict as it is shown.

    Args:
        tone: colour and mark.
        title: the answer in one sentence.
        text: what to do, or what it does not say.
        facts: label and value.
        is_test: whether the key is for practice only.
    """

    tone: Tone
    title: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    is_test: bool = False


_SEAL: Final[dict[SealState, tuple[Tone, str | Promise, str | Promise]]] = {
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


def seal_shown(found: SealVerdict, language: str) -> Verdict:
    """Return what is said of a seal."""
    tone, title, text = _SEAL[found.state]
    facts = [] if found.at is None else [(_("電子印の時刻（市の時計）"), moment_text(found.at, language))]
    return Verdict(tone, str(title), str(text), (*_key_facts(found.key), *facts), _is_test(found.key))


def code_shown(found: CodeVerdict, language: str) -> Verdict:
    """Return what is said of a printed code."""
    stated = found.statement
    facts = (
        (_("発行番号"), stated.number),
        (_("発行した日"), full_day_text(stated.made_on, language)),
        (_("のっている人の数"), str(len(stated.persons))),
    )
    if found.is_good:
        return Verdict(
            "ok",
            _("このコードは市が印刷したものです"),
            _("コードだけを写した偽物もあります。下で、書類の名前と生年月日が合うか確かめてください"),
            (*_key_facts(found.key), *facts),
            _is_test(found.key),
        )
    if found.key is not None and found.key.state is KeyState.REVOKED:
        title = _("このコードの鍵は、市が無効にしました")
    elif found.key is None:
        title = _("このコードは、この市のものではありません")
    else:
        title = _("このコードは正しくありません")
    return Verdict("bad", title, _("書類を使わないでください。市に問い合わせてください"))


def no_code() -> Verdict:
    """Return what is said of a text that is no code."""
    return Verdict(
        "warn", _("コードとして読めませんでした"), _("書類のコードを、はじめから終わりまで読み取ってください")
    )


def person_shown(found: CodeVerdict, *, agrees: bool) -> Verdict:
    """Return whether a person stands on the paper as typed."""
    if agrees:
        return Verdict("ok", _("この名前と生年月日は、市が印刷したとおりです"), "", is_test=_is_test(found.key))
    return Verdict(
        "bad",
        _("この名前と生年月日の人は、市が印刷した書類にいません"),
        _("打ちまちがいがないか確かめてください。合っているのにこう出るときは、書類が変えられています"),
    )


def _key_facts(key: PublishedKey | None) -> tuple[tuple[str, str], ...]:
    return () if key is None else ((_("電子印の名前"), key.holder), (_("鍵の番号"), key.name))


def _is_test(key: PublishedKey | None) -> bool:
    return key is not None and key.is_test
