"""The table of items, the columns and what a certificate reads are the same list."""

from collections import Counter
from dataclasses import fields

import pytest
from django.db.models import CharField

from ikkan.kernel.data_types import DataType
from ikkan.registers.members import Member
from ikkan.registers.models import RegisterRow
from ikkan.registers.resident_items import FIELDS, ITEMS, PLACES, REASONS, Item

ADDRESSES = {"town", "block", "building", "postal", "domicile"}
OTHER_ADDRESSES = {"previous_address", "planned_address", "confirmed_address", "last_registered_address"}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.field)
def test_a_column_has_the_name_and_room_of_its_item(item: Item) -> None:
    column = next(one for one in RegisterRow._meta.concrete_fields if one.name == item.field)
    assert column.verbose_name == item.name
    if isinstance(column, CharField):
        # a kanji may bring a variation selector, which counts as no character of the type
        assert column.max_length == item.length * (2 if item.kind is DataType.FULL else 1)


def test_a_member_has_every_item_and_nothing_else() -> None:
    assert [one.name for one in fields(Member)] == ["told", *FIELDS]


def test_addresses_are_places() -> None:
    assert ADDRESSES | OTHER_ADDRESSES <= PLACES


def test_the_closed_list_of_reasons_is_that_of_the_specification() -> None:
    groups = Counter(one.group for one in REASONS.values())
    # 標準仕様書 1.2.2: 9, 9 and 19, of which 改製 and 再製 stand in the first two
    assert groups == {"entry": 7, "removal": 7, "both": 2, "correction": 19}
    assert "転居取消" not in REASONS
