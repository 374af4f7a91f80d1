"""Rows of the register for tests: a household of a head, a spouse and a child."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from ikkan.kernel.reader import Reader
from ikkan.registers.models import RegisterRow
from ikkan.registers.recording import Change, RefusedChange, record_change

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
OFFICER = Reader(
    who="00000000-0000-0000-0000-000000000001", why="住民票の写しの交付", case="C-1", ground="住民基本台帳法12条"
)
HOME: Mapping[str, str] = {
    "household": "9000", "kind": "日本人住民", "birth": "1980-04-01", "sex": "1", "relation": "世帯主",
    "head_name": "髙橋　太郎", "name": "髙橋　太郎", "family_name": "髙橋", "given_name": "太郎",
    "name_kana": "タカハシ　タロウ", "domicile": "静岡県焼津市本町一丁目１番地", "first_in_register": "髙橋　太郎",
    "resident_since": "2010-04-01", "postal": "4250022", "prefecture": "静岡県", "city": "焼津市", "town": "本町二丁目",
    "block": "１６番３２号", "building": "港荘２０１号", "address_since": "2010-04-01", "filed_on": "2010-04-02",
    "previous_address": "静岡県藤枝市岡出山一丁目１１番１号",
}  # fmt: skip
SPOUSE: Mapping[str, str] = {
    **HOME, "relation": "妻", "name": "髙橋　花子", "given_name": "花子", "name_kana": "タカハシ　ハナコ", "sex": "2",
    "birth": "1982-05-05",
}  # fmt: skip
CHILD: Mapping[str, str] = {
    **HOME, "relation": "子", "name": "髙橋　さくら", "given_name": "さくら", "name_kana": "タカハシ　サクラ",
    "sex": "2", "birth": "2015-06-06", "resident_since": "2015-06-06",
}  # fmt: skip


def enter(values: Mapping[str, str], *, reason: str = "国内転入", number: str = "", now: datetime = NOW) -> RegisterRow:
    """Record a change that must be accepted."""
    made = record_change(Change(number, reason, date(2026, 11, 20), values), by="officer", now=now, source="異動届")
    assert not isinstance(made, RefusedChange), [str(one) for one in made.faults]
    return made
