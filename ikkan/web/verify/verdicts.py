"""A verdict on a paper as the page shows it: its words, and what is known of the key and of the paper."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ikkan.counter.parts import Tone
from ikkan.counter.verdicts import Said, code_said, code_state, person_said, seal_said
from ikkan.papers.seals.checking import SealVerdict
from ikkan.papers.seals.code import CodeVerdict
from ikkan.papers.seals.keys import PublishedKey
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


def seal_shown(found: SealVerdict, language: str) -> Verdict:
    """Return what is shown of a seal."""
    facts = [] if found.at is None else [(_("電子印の時刻（市の時計）"), moment_text(found.at, language))]
    return _shown(seal_said(found.state), found.key, *_key_facts(found.key), *facts)


def code_shown(found: CodeVerdict | None, language: str) -> Verdict:
    """Return what is shown of a printed code; of one that is not the town's, nothing that it states."""
    said = code_said(code_state(found))
    if found is None or not found.is_good:
        return _shown(said, None)
    stated = found.statement
    facts = (
        (_("発行番号"), stated.number),
        (_("発行した日"), full_day_text(stated.made_on, language)),
        (_("のっている人の数"), str(len(stated.persons))),
    )
    return _shown(said, found.key, *_key_facts(found.key), *facts)


def person_shown(found: CodeVerdict, *, agrees: bool) -> Verdict:
    """Return what is shown of a person on the paper."""
    return _shown(person_said(agrees=agrees), found.key if agrees else None)


def _shown(said: Said, key: PublishedKey | None, *facts: tuple[str, str]) -> Verdict:
    return Verdict(said.tone, said.title, said.text, facts, is_test=key is not None and key.is_test)


def _key_facts(key: PublishedKey | None) -> tuple[tuple[str, str], ...]:
    return () if key is None else ((_("電子印の名前"), key.holder), (_("鍵の番号"), key.name))
