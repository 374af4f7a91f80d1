"""The report's pages: charts with their findings, in the language that is switched on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from ikkan.counter.chart_map import Spot, spot_map
from ikkan.counter.charts import Bar, Chart, bars
from ikkan.counter.lattice import Demand, Notch, Strand, lattice
from ikkan.procedures.nursery.report.figures import AGES, LAST_WISH_SHOWN, ClassFigures, RoundFigures

# facilities of one page, and as many as fit with their table on one sheet of paper
A_PAGE: Final = 40
A_SHEET: Final = 14
MOST_SOUGHT: Final = 15


@dataclass(frozen=True)
class Section:
    """One chart with the words that say how to read it."""

    title: str
    chart: Chart
    hint: str = ""


@dataclass(frozen=True)
class Part:
    """One page: the whole round, or some of its facilities, whose tables are too wide to stand beside."""

    title: str
    sections: tuple[Section, ...]
    is_wide: bool = False


def report_parts(figures: RoundFigures, *, most: int = A_PAGE) -> list[Part]:
    """Return the pages of a report: the round as a whole first, then the facilities by area and name.

    Args:
        figures: what is told.
        most: facilities of one page.
    """
    groups = _groups(figures, most)
    return [_whole(figures), *(_group(figures, title, codes, at) for at, (title, codes) in enumerate(groups, start=1))]


def _whole(figures: RoundFigures) -> Part:
    sections = [Section(_("年齢ごとのお子さんと席"), _by_age(figures), _frame_hint())]
    if wishes := _wishes(figures):
        sections.append(Section(_("何番目の希望に決まったか"), wishes, _wish_hint()))
    sections.append(Section(_("申込みの集まったクラス"), _most_sought(figures), _frame_hint()))
    if any(one.not_admitted for one in figures.classes):
        sections.append(Section(_("入れなかった人の多いクラス"), _hardest(figures), _notch_hint(figures)))
    if chart := _map(figures):
        hint = _(
            "輪の大きさ＝席の数。中の円＝決まった人の割合。橙色で埋まった輪＝満員。線は、重ならないように動かした園の本当の場所を示します。"
        )
        sections.append(Section(_("園の地図"), chart, hint))
    return Part(_("全体"), tuple(sections))


def _group(figures: RoundFigures, title: str, codes: Sequence[str], number: int) -> Part:
    by_class = {(one.facility, one.age): one for one in figures.classes}
    heads = [_age(age) for age in AGES]
    own = [by_class[code, age] for code in codes for age in AGES if (code, age) in by_class]
    asked, room = sum(one.applications for one in own), sum(one.places for one in own)
    finding = _("%(title)s：席%(room)s人に、のべ%(asked)s人の申込み") % {"title": title, "room": room, "asked": asked}
    demand = [Strand(figures.place(code).name, [_demand(by_class.get((code, age))) for age in AGES]) for code in codes]
    full = sum(one.not_admitted != 0 for one in own)
    told = _("%(title)s：%(all)sクラスのうち%(full)sクラスで、希望しても入れなかった人がいます")
    if not full:
        told = _("%(title)s：%(all)sクラスのどれにも、希望して入れなかった人はいません")
    cut = told % {"title": title, "all": len(own), "full": full}
    scale = _Scale.of(figures)
    notches = [
        Strand(figures.place(code).name, [scale.notch(by_class.get((code, age))) for age in AGES]) for code in codes
    ]
    return Part(
        title,
        (
            Section(
                _("申込みと席"), lattice(f"demand-{number}", finding, heads, demand, first=_("園")), _bar_hint()
            ),
            Section(
                _("最後に決まった人の点と、入れなかった人"),
                lattice(f"cutoff-{number}", cut, heads, notches, first=_("園")), _notch_hint(figures),
            ),
        ),
        is_wide=True,
    )  # fmt: skip


def _groups(figures: RoundFigures, most: int) -> Iterator[tuple[str, list[str]]]:
    """Yield title and facilities of each page: by area, sorted by name, at most so many on one."""
    codes = {one.facility for one in figures.classes}
    areas: dict[str, list[str]] = {}
    for code in sorted(codes, key=lambda code: (figures.place(code).name, code)):
        areas.setdefault(figures.place(code).area, []).append(code)
    for area, own in sorted(areas.items()):
        count = -(-len(own) // most)
        size = -(-len(own) // count)
        for at in range(count):
            few = own[at * size : (at + 1) * size]
            if area:
                yield (f"{area}（{at + 1}／{count}）" if count > 1 else area), few
            else:
                names = figures.place(few[0]).name, figures.place(few[-1]).name
                yield _("%(first)sから%(last)sまで") % {"first": names[0], "last": names[1]}, few


def _by_age(figures: RoundFigures) -> Chart:
    words = _("お子さん%(asked)s人・席%(room)s人・決定%(placed)s人")
    rows = [(_age(one.age), one.children, one.places, one.placed) for one in figures.ages]
    finding = _("お子さん%(children)s人のうち%(placed)s人が決まりました。席は%(room)s人分です") % {
        "children": figures.children, "placed": figures.placed, "room": sum(one.places for one in figures.ages),
    }  # fmt: skip
    return _against("ages", finding, words, rows, (_("年齢"), _("お子さん"), _("席"), _("決定")))


def _against(
    key: str, finding: str, words: str, rows: Sequence[tuple[str, int, int, int]], head: Sequence[str]
) -> Chart:
    """Draw one bar against its frame a row; the table has a column for each figure."""
    strands = [
        Strand(label, [Demand(asked, room, words % {"asked": asked, "room": room, "placed": placed})])
        for label, asked, room, placed in rows
    ]
    drawn = lattice(key, finding, [head[1]], strands, first=head[0])
    return replace(drawn, head=head, rows=[tuple(map(str, row)) for row in rows])


def _wishes(figures: RoundFigures) -> Chart | None:
    """Draw how many got which wish; None where even two groups of wishes would betray single children."""
    total, first = figures.children or 1, figures.wishes[0]
    named = [(_("第%(n)s希望") % {"n": n}, count) for n, count in enumerate(figures.wishes, start=1)]
    named[LAST_WISH_SHOWN] = (_("第%(n)s希望から後") % {"n": LAST_WISH_SHOWN + 1}, figures.wishes[LAST_WISH_SHOWN])
    others = [
        *([(_("いまの園を続ける"), figures.kept)] if figures.kept else []),
        (_("決まらなかった"), figures.unplaced),
    ]
    if _betrays(named, figures.fewest):
        named = [named[0], (_("第%(n)s希望から後") % {"n": 2}, sum(figures.wishes[1:]))]
    if _betrays([*named, *others], figures.fewest):
        return None
    rows = [
        Bar(label, count, _("%(count)s人（%(share)s）") % {"count": count, "share": f"{count / total:.0%}"})
        for label, count in [*named, *others]
    ]
    finding = _("第1希望に決まったお子さんは%(share)s、決まらなかったお子さんは%(none)sです") % {
        "share": f"{first / total:.0%}", "none": f"{figures.unplaced / total:.0%}",
    }  # fmt: skip
    return bars("wishes", finding, rows, head=(_("希望"), _("お子さん")))


def _betrays(groups: Sequence[tuple[str, int]], fewest: int) -> bool:
    return any(0 < count < fewest for _label, count in groups)


def _most_sought(figures: RoundFigures) -> Chart:
    wanted = [one for one in figures.classes if one.applications]
    chosen = sorted(wanted, key=lambda one: (-one.applications, one.facility, one.age))[:MOST_SOUGHT]
    words = _("申込み%(asked)s人・席%(room)s人・決定%(placed)s人")
    rows = [(_class_name(figures, one), one.applications, one.places, one.placed) for one in chosen]
    finding = _("申込みはありません")
    if chosen:
        finding = _("申込みがいちばん多いのは%(name)sで、席%(room)s人に%(asked)s人です") % {
            "name": rows[0][0], "room": rows[0][2], "asked": rows[0][1],
        }  # fmt: skip
    return _against("sought", finding, words, rows, (_("クラス"), _("申込み"), _("席"), _("決定")))


def _hardest(figures: RoundFigures) -> Chart:
    refused = [one for one in figures.classes if one.not_admitted]
    chosen = sorted(refused, key=lambda one: (-(one.not_admitted or 0), one.facility, one.age))[:MOST_SOUGHT]
    scale = _Scale.of(figures)
    strands = [Strand(_class_name(figures, one), [scale.notch(one)]) for one in chosen]
    finding = _("入れなかった人がいちばん多いのは%(name)s（%(count)s人）です") % {
        "name": strands[0].label, "count": chosen[0].not_admitted,
    }  # fmt: skip
    return lattice("hardest", finding, [_("最後に決まった人")], strands, first=_("クラス"))


def _map(figures: RoundFigures) -> Chart | None:
    sums: dict[str, tuple[int, int]] = {}
    for one in figures.classes:
        places, placed = sums.get(one.facility, (0, 0))
        sums[one.facility] = places + one.places, placed + one.placed
    spots = [
        Spot(figures.place(code).name, *position, places, placed)
        for code, (places, placed) in sorted(sums.items())
        if (position := figures.place(code).position) is not None
    ]
    if not spots:
        return None
    full = sum(spot.taken >= spot.amount > 0 for spot in spots)
    finding = _("%(all)s園のうち%(full)s園が満員です（上が北）") % {"all": len(spots), "full": full}
    if missing := len(sums) - len(spots):
        finding += _("。場所のわからない%(n)s園は載っていません") % {"n": missing}
    return spot_map("map", finding, spots, head=(_("園"), _("席"), _("決定")))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where the last admitted stand between the lowest and the highest last one of the round: points, or ranks."""

    low: float
    high: float
    has_scores: bool

    @classmethod
    def of(cls, figures: RoundFigures) -> "_Scale":
        scores = [one.last_score for one in figures.classes if one.last_score is not None]
        ranks = [float(one.last_rank) for one in figures.classes if one.last_rank is not None]
        known = scores or ranks or [0.0]
        return cls(min(known), max(known), bool(scores))

    def notch(self, one: ClassFigures | None) -> Notch | None:
        """Return the cell of a class: where its last one stands, and how many stayed outside."""
        if one is None:
            return None
        refused = "+?" if one.not_admitted is None else f"+{one.not_admitted}" if one.not_admitted else ""
        value = one.last_score if self.has_scores else one.last_rank
        told = f" {refused}" if refused else ""
        if value is None:
            drawn, words = _without_last(one)
            return Notch(None, drawn, refused, words + told)
        unit = _("%(n)s点") if self.has_scores else _("%(n)s番")
        at = (value - self.low) / ((self.high - self.low) or 1)
        return Notch(at, f"{value:g}", refused, unit % {"n": f"{value:g}"} + told, is_hollow=not refused)


def _without_last(one: ClassFigures) -> tuple[str, str]:
    """Return sign and words for a class that tells no last one admitted."""
    if one.is_hidden and one.placed:
        return "…", _("非公表")
    return ("0", _("新しい決定なし")) if one.places else ("×", _("席なし"))


def _demand(one: ClassFigures | None) -> Demand | None:
    return None if one is None else Demand(one.applications, one.places, f"{one.applications}/{one.places}")


def _class_name(figures: RoundFigures, one: ClassFigures) -> str:
    return f"{figures.place(one.facility).name} {_age(one.age)}"


def _age(age: int) -> str:
    return _("%(age)s歳") % {"age": age}


def _frame_hint() -> str:
    return _(
        "棒＝人数。黒い枠＝席（いまの園児の席を含む）。棒が枠より長いと橙色。申込みは、何番目の希望でも1人と数えます。"
    )


def _bar_hint() -> str:
    return _(
        "数は 申込み/席。棒＝申込み（何番目の希望でも1人）。黒い枠＝席（いまの園児の席を含む）。棒が枠より長いと橙色。"
    )


def _wish_hint() -> str:
    return _("きょうだいは、家庭の希望（園の組み合わせ）の順で数えます。")


def _notch_hint(figures: RoundFigures) -> str:
    words = _(
        "丸と左の数＝新しく決まった人の最後の人。+の数＝結果より強く希望して入れなかった人。白い丸＝全員入れた。×＝席なし。"
    )
    if figures.is_whole:
        return words
    return words + _("…と?＝%(n)s人より少なく、だれのことか推しはかれるので公表しません。") % {"n": figures.fewest}
