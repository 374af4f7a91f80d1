"""The form in which an officer enters a request that came by letter, or that a third party or public body makes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from ikkan.corridor.filing import file_application
from ikkan.counter.handover_kinds import Entry
from ikkan.counter.parts import Choice, Choices, DateBoxes, TextBox
from ikkan.kernel.book import BookAt
from ikkan.kernel.outcome import Faulty, Refused
from ikkan.ledger.editions import book_in_force
from ikkan.ledger.models import Case
from ikkan.people.models import Account
from ikkan.procedures.certificate.pages.desk_entry_reading import Posted, Reading, person_count, word
from ikkan.procedures.certificate.pages.desk_words import choices_in

# the part of this page at which a fault of the whole form is told, by the path that the fault names
_PARTS: Final = {
    "official.why": "why", "official.postal": "postal", "official.address": "address", "persons": "name_0",
    "copies": "copies", "items": "items", "exemption": "exemption", "purpose": "purpose",
    "applicant.birth": "birth", "applicant.name": "name", "applicant.kana": "kana",
}  # fmt: skip
# what stands in a box before anything was typed
_FIRST: Final = {"copies": "1"}


def entry_form(posted: Posted, language: str, now: datetime) -> Entry:
    """Return the form as it was filled in so far; nothing is complained of yet.

    Args:
        posted: what was sent, empty at first.
        language: ja, easy or en.
        now: moment.
    """
    return Entry(tuple(_Parts(posted, language, now, {}).all()))


def enter(posted: Posted, *, key: str, language: str, account: Account, now: datetime) -> Case | Refused | Entry:
    """File what an officer entered; the same key again gives the first receipt.

    Args:
        posted: what was sent.
        key: idempotency key.
        language: ja, easy or en.
        account: the officer.
        now: moment.

    Returns:
        The case; the form with every fault at its place; Refused when the key was used for another form.
    """
    reading = Reading(posted, now)
    answers, faults = reading.answers(), reading.faults
    if not faults:
        outcome = file_application(
            procedure="certificate", answers=answers, key=key, channel=word(posted, "channel"), now=now, actor=account
        )
        if not isinstance(outcome, Faulty):
            return outcome
        faults = [(_part(one.field), one) for one in outcome.faults]
    told = {name: one.en if language == "en" else one.ja for name, one in reversed(faults)}
    parts = tuple(_Parts(posted, language, now, told).all())
    return Entry(parts, tuple(_errors(parts, told)))


def _part(path: str) -> str:
    return next((name for start, name in _PARTS.items() if path.startswith(start)), "name")


def _errors(parts: Sequence[tuple[str, object]], told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield anchor and words of every fault, in the order of the page, each under the name of its question."""
    for _kind, part in parts:
        match part:
            case Choices(name=name, legend=legend) if name in told:
                yield f"#id_{name}_0", f"{legend}：{told[name]}"
            case DateBoxes(name=name, legend=legend) if name in told:
                yield f"#id_{name}_year", f"{legend}：{told[name]}"
            case TextBox(name=name, label=label) if name in told:
                yield f"#id_{name}", f"{label}：{told[name]}"


class _Parts:
    """Draws the form: who asks, whom and what it is about, what was shown."""

    def __init__(self, posted: Posted, language: str, now: datetime, told: Mapping[str, str]) -> None:
        self._posted, self._language, self._told = posted, language, told
        self._book: BookAt = book_in_force("certificate").at(timezone.localdate(now))

    def all(self) -> Iterator[tuple[str, object]]:
        """Yield every part with its kind, in the order of the page."""
        yield from self._who()
        yield from self._what()
        yield from self._shown()

    def _who(self) -> Iterator[tuple[str, object]]:
        yield "heading", _("請求する人")
        yield self._radios("requester", _("だれからの請求ですか"), choices_in("requester", self._language))
        channel = (("paper", _("郵便で届いた")), ("counter", _("窓口で受け取った")))
        yield self._radios("channel", _("どう届きましたか"), channel)
        yield self._text("organisation", _("団体・機関の名前"), optional=True, width=20)
        hint = _("団体・機関のときは担当者。姓と名のあいだを空けます")
        yield self._text("name", _("請求する人の氏名"), hint=hint, width=20)
        yield self._text("kana", _("読み（カタカナ）"), optional=True, width=20)
        yield self._date("birth", _("生年月日"), hint=_("機関からの請求では、なくてもかまいません"))
        hint = _("本人・世帯の請求では、住民記録の住所に送ります。ここは書きません")
        yield self._text("postal", _("第三者・機関への送り先の郵便番号"), optional=True, width=8)
        yield self._text("address", _("第三者・機関への送り先の住所"), optional=True, hint=hint, width=20)

    def _what(self) -> Iterator[tuple[str, object]]:
        yield "heading", _("だれの、何を")
        hint = _("第三者・機関の請求では「次の人」を選びます")
        yield self._radios("whose", _("だれの住民票ですか"), choices_in("whose", self._language), hint=hint)
        for place in range(person_count(self._posted)):
            number = {"n": place + 1}
            yield self._text(f"name_{place}", _("載せる人%(n)sの氏名") % number, optional=True, width=20)
            yield self._text(f"kana_{place}", _("載せる人%(n)sの読み（カタカナ）") % number, optional=True, width=20)
            yield self._date(f"birth_{place}", _("載せる人%(n)sの生年月日") % number)
        yield "more", _("載せる人をもう1人加える")
        yield self._radios("form", _("用紙"), choices_in("form", self._language))
        items = [row for row in self._rows("item") if row[0] not in self._unkept()]
        yield self._ticks("items", _("省略しない項目"), items)
        yield self._text("copies", _("通数"), width=4)
        yield self._radios("purpose", _("使いみち"), self._rows("purpose"))
        yield self._radios("delivery", _("渡し方"), choices_in("delivery", self._language))
        free = (("", _("手数料を払う")), *self._rows("exemption", judged=True))
        yield self._radios("exemption", _("手数料"), free)

    def _shown(self) -> Iterator[tuple[str, object]]:
        yield "heading", _("確かめたこと")
        yield self._text("why", _("理由（公用請求では法令の名前と条）"), optional=True, rows=3)
        yield self._text(
            "evidence", _("理由を示す書類"), optional=True, hint=_("契約書の写し、公文書の番号など"), rows=2
        )
        yield self._ticks("papers", _("見た本人確認書類（郵便では写し）"), self._rows("identity_paper"))

    def _rows(self, table: str, *, judged: bool | None = None) -> list[tuple[str, str]]:
        side = "en" if self._language == "en" else "ja"
        rows = self._book.rows(table)
        kept = [row for row in rows if judged is None or row.values.get("judged") is judged]
        return [(row.text("id"), row.text(side)) for row in kept]

    def _unkept(self) -> set[str]:
        return {row.text("id") for row in self._book.rows("item") if row.values.get("kept") is False}

    def _radios(
        self, name: str, legend: str, rows: Sequence[tuple[str, str]], *, hint: str = ""
    ) -> tuple[str, Choices]:
        chosen = word(self._posted, name) if name in self._posted else None
        options = [Choice(value, label, checked=value == chosen) for value, label in rows]
        return "choices", Choices(name, legend, options, hint=hint, error=self._told.get(name, ""))

    def _ticks(self, name: str, legend: str, rows: Sequence[tuple[str, str]]) -> tuple[str, Choices]:
        _kind, one = self._radios(name, legend, rows)
        ticked = set(self._posted.get(name, ()))
        options = [replace(option, checked=option.value in ticked) for option in one.options]
        return "choices", replace(one, options=options, many=True, optional=True)

    def _text(
        self, name: str, label: str, *, optional: bool = False, hint: str = "", width: int = 0, rows: int = 0
    ) -> tuple[str, TextBox]:
        error = self._told.get(name, "")
        value = word(self._posted, name) if self._posted else _FIRST.get(name, "")
        return "text", TextBox(name, label, value, hint=hint, error=error, optional=optional, width=width, rows=rows)

    def _date(self, name: str, legend: str, *, hint: str = "") -> tuple[str, DateBoxes]:
        year, month, day = (word(self._posted, f"{name}_{part}") for part in ("year", "month", "day"))
        return "date", DateBoxes(name, legend, year, month, day, hint=hint, error=self._told.get(name, ""))
