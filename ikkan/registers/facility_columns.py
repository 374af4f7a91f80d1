"""The columns of 子育て施設一覧 (recommended data set v1 and the current one), found by their headings."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ikkan.registers.words import search_key

# Headings of v1 (28 columns), of the current 自治体標準オープンデータセット 05, and misspellings met in towns' files.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "town": ("都道府県コード又は市区町村コード", "全国地方公共団体コード", "市区町村コード"),
    "code": ("NO", "ID"),
    "name": ("名称",),
    "kana": ("名称_カナ",),
    "kind": ("種別",),
    "address": ("住所", "所在地_連結表記", "所在地_連結標記"),
    "prefecture": ("所在地_都道府県",),
    "city": ("所在地_市区町村",),
    "place": ("所在地_町字",),
    "block": ("所在地_番地以下",),
    "building": ("方書", "建物名等(方書)", "建物名等"),
    "latitude": ("緯度",),
    "longitude": ("経度",),
    "phone": ("電話番号",),
    "operator": ("団体名",),
    "capacity": ("収容定員",),
    "ages": ("受入年齢",),
    "days": ("利用可能曜日",),
    "opens": ("開始時間",),
    "closes": ("終了時間",),
}
NEEDED: Final = ("town", "code", "name")
_SPACE = re.compile(r"\s+")


def heading_key(text: str) -> str:
    """Return the key under which the spellings of a heading meet: no BOM, spaces or breaks; width and dashes folded."""
    return _SPACE.sub("", search_key(text.replace("\ufeff", "")))


_FIELD_OF = {heading_key(heading): field for field, headings in HEADINGS.items() for heading in headings}


def place_columns(head: Sequence[str]) -> dict[str, int]:
    """Return the column of each field that the headings name; the first of two equal headings counts."""
    placed: dict[str, int] = {}
    for column, heading in enumerate(head):
        field = _FIELD_OF.get(heading_key(heading))
        if field is not None:
            placed.setdefault(field, column)
    return placed


def one_line(cell: str) -> str:
    """Return a cell without line breaks and doubled spaces."""
    return _SPACE.sub(" ", cell.replace("\ufeff", "")).strip()
