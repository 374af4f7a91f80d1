"""Reading dates of which the law lets parts be unknown (不詳)."""

from dataclasses import dataclass
from datetime import date

from ikkan.kernel.era import Wareki, era_of_whole_year, show_date
from ikkan.kernel.input_dates import DATE, read_date_boxes
from ikkan.kernel.input_results import Accepted, Label, Rejected

_UNKNOWN = ("不詳", "不明")


@dataclass(frozen=True)
class PartialDate:
    """Hold a date of which the law lets parts be unknown (不詳): each part is a Gregorian number or None."""

    year: int | None
    month: int | None
    day: int | None

    def show(self) -> str:
        """Return `昭和10年3月（1935年、日は不詳）`, or the whole date as `show_date` writes it."""
        if self.year and self.month and self.day:
            return show_date(date(self.year, self.month, self.day))
        unknown = "と".join(
            unit for value, unit in ((self.year, "年"), (self.month, "月"), (self.day, "日")) if not value
        )
        after = f"{self.month}月" if self.month else ""
        after += f"{self.day}日" if self.day else ""
        if not self.year:
            return f"{after}（{unknown}は不詳）" if after else f"（{unknown}は不詳）"
        era = era_of_whole_year(self.year)
        if era is None:
            return f"{self.year}年{after}（{unknown}は不詳）"
        return f"{Wareki(era.name, era.year_of(self.year), 1, 1).show_year()}{after}（{self.year}年、{unknown}は不詳）"


def read_date_with_unknown(
    year: str, month: str, day: str, *, era: str = "", label: Label = DATE
) -> Accepted[PartialDate] | Rejected:
    """Read a date whose boxes may say 不詳, where the law allows that. A box left empty is still refused."""
    unknown = [text.strip() in _UNKNOWN for text in (year, month, day)]
    # What is unknown is stood in for by days through the year, so that the known parts alone are judged: 令和元年
    # has no January, and February only some years a 29th.
    answers = [
        read_date_boxes(
            "2000" if unknown[0] else year,
            a_month if unknown[1] else month,
            a_day if unknown[2] else day,
            era=era,
            label=label,
        )
        for a_month in (("1", "12") if unknown[1] else ("1",))
        for a_day in (("1", "28", "30", "31") if unknown[2] else ("1",))
    ]
    fitting = [answer for answer in answers if isinstance(answer, Accepted)]
    if not fitting:
        return next(answer for answer in answers if isinstance(answer, Rejected))
    best = min(fitting, key=lambda answer: answer.note is not None)
    parts = zip((best.value.year, best.value.month, best.value.day), unknown, strict=True)
    partial = PartialDate(*(None if is_unknown else part for part, is_unknown in parts))
    return Accepted(partial, partial.show(), best.note)
