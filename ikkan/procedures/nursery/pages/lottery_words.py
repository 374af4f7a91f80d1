"""What the pages tell of a lottery: where it stands, what was fixed, what came from outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.counter.citizen_kinds import CasePart
from ikkan.kernel.answers import word
from ikkan.ledger.models import Case, Round
from ikkan.ports.drand.signature import Signed
from ikkan.procedures.nursery.lottery.log import lines_of
from ikkan.procedures.nursery.lottery.standing import CLOSING_EVENT, has_lottery, kind_for, source_of, standing_lottery
from ikkan.procedures.nursery.models import Lottery, LotteryEntrant
from ikkan.procedures.nursery.placement.lottery.source import DrandRound
from ikkan.procedures.nursery.selectors import child_name
from ikkan.rooms.intake.selectors import current_filing

MOMENT: Final = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Told:
    """Where a lottery stands: a sentence, its tone, and what is known as label and value."""

    sentence: str
    tone: str
    facts: tuple[tuple[str, str], ...] = ()


def told_of_round(round_: Round) -> Told:
    """Return where the lottery of a round stands, also where there is none."""
    lottery = standing_lottery(round_)
    if lottery is not None:
        return told_of(lottery)
    if kind_for(round_) == CLOSING_EVENT:
        words = _("規則集は公開の抽選を定めていません。同点の順位は、締切の記録の符号から決まります。")
        return Told(words, "info")
    return Told(_("抽選の名簿はまだ確定していません。"), "warn")


def told_of(lottery: Lottery) -> Told:
    """Return where a lottery stands."""
    if lottery.voided_at is not None:
        words = _("この抽選は%(at)sに無効になりました：%(why)s")
        sentence = words % {"at": _shown(lottery.voided_at), "why": lottery.void_reason}
        return Told(sentence, "bad", (*_fixed(lottery), *_not_opened(lottery)))
    if lottery.drawn_at is not None:
        sentence = _("抽選は%(at)sに終わりました。") % {"at": _shown(lottery.drawn_at)}
        return Told(sentence, "ok", (*_fixed(lottery), *_from_outside(lottery)))
    return Told(_("名簿は確定し、値を待っています。"), "warn", _fixed(lottery))


def case_parts(case: Case, *, language: str, now: datetime) -> tuple[CasePart, ...]:
    """Return each child's own line in the lottery of its round, so that a family finds it on the public list.

    Args:
        case: the case.
        language: ja, easy or en; the page's texts are in it already.
        now: moment.
    """
    del language, now
    if not has_lottery(case):
        return ()
    lines = lines_of(case)
    if not lines:
        return ()
    answers, number = dict(current_filing(case).answers), lines[0].lottery.round.number
    rows = [
        row
        for one in lines
        if one.lottery.round.number == number
        for row in _own_line(child_name(answers, one.key) or one.key, one)
    ]
    words = _("点数などがすべて同じときの順番です。小さい番号が先になります。")
    return (CasePart(_("抽選の番号"), words, tuple(rows), link=(_public(number), _("抽選の公開の記録"))),)


def _own_line(name: str, one: LotteryEntrant) -> tuple[tuple[str, str], ...]:
    return (
        (_("%(name)sの番号") % {"name": name}, str(one.draw or _("まだ決まっていません"))),
        (_("あなたの符号"), one.code),
        (_("名簿の行"), one.entrant),
    )


def _public(number: str) -> str:
    return reverse("citizen:lottery", args=[number])


def _fixed(lottery: Lottery) -> tuple[tuple[str, str], ...]:
    source = source_of(lottery)
    if isinstance(source, DrandRound):
        said = _("drand %(beacon)s の %(round)s回目（%(at)sに公表）") % {
            "beacon": source.chain.beacon, "round": source.round, "at": _shown(source.at),
        }  # fmt: skip
    else:
        names = "、".join(one.name for one in source.parties)
        said = _("%(names)sの封（%(at)sまでに開ける）") % {"names": names, "at": _shown(source.reveal_by)}
    return (
        (_("名簿の確定"), _shown(lottery.committed_at)),
        (_("名簿の人数"), str(lottery.statement["entrants"]["count"])),
        (_("確定の符号"), lottery.commitment),
        (_("値の出どころ"), said),
    )


def _from_outside(lottery: Lottery) -> tuple[tuple[str, str], ...]:
    facts = [(_("値"), lottery.value)]
    checked = word(lottery.evidence, "signature_check")
    if checked:
        said = {
            Signed.VERIFIED.value: _("公開鍵で確かめました"),
            Signed.UNCONFIRMED.value: _("未確認（値が署名から作られたことだけを確かめました）"),
        }
        facts.append((_("drand の署名"), said.get(checked, checked)))
    return tuple(facts)


def _not_opened(lottery: Lottery) -> tuple[tuple[str, str], ...]:
    missing = [str(name) for name in lottery.unrevealed]
    return ((_("封を開けなかった人"), "、".join(missing)),) if missing else ()


def _shown(at: datetime) -> str:
    return timezone.localtime(at).strftime(MOMENT)
