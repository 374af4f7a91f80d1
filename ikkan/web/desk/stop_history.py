"""What was done to a hold or a protection, by whom and why, latest first."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from ikkan.counter.tables import Column, Row, Table
from ikkan.people.models import Account
from ikkan.registers.models import StopDeed
from ikkan.web.citizen.shown import full_day_text, moment_text
from ikkan.web.desk.stop_words import deed_word, stage_word


def history_of(deeds: Sequence[StopDeed], language: str) -> Table:
    """Return the deeds as a table."""
    keys = {one.by for one in deeds if one.by}
    names = {str(one.pk): str(one) for one in Account.objects.filter(pk__in=keys)}
    columns = [
        Column("at", _("いつ")), Column("what", _("したこと")), Column("by", _("だれが")), Column("why", _("理由")),
    ]  # fmt: skip
    rows = [
        Row(str(one.pk), (
            moment_text(one.at, language), _what(one), names.get(one.by, one.by) or _("自動"),
            "　".join(filter(None, (full_day_text(one.day, language), one.why))),
        ))
        for one in deeds
    ]  # fmt: skip
    return Table("deeds", _("これまでにしたこと"), columns, rows)


def _what(one: StopDeed) -> str:
    word = deed_word(one.deed)
    return word if one.stage == StopDeed.Stage.DONE else f"{word}（{stage_word(one.stage)}）"
