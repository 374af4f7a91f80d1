"""Names of register fields as their owner reads them."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS: Final = {
    "household": gettext_lazy("世帯"),
    "family_name": gettext_lazy("氏名"),
    "given_name": gettext_lazy("氏名"),
    "family_kana": gettext_lazy("氏名の読み"),
    "given_kana": gettext_lazy("氏名の読み"),
    "latin_name": gettext_lazy("氏名"),
    "birth": gettext_lazy("生年月日"),
    "relation": gettext_lazy("続柄"),
    "is_foreign": gettext_lazy("国籍の区分"),
    "postal": gettext_lazy("住所"),
    "town": gettext_lazy("住所"),
    "block": gettext_lazy("住所"),
    "building": gettext_lazy("住所"),
    "resident_since": gettext_lazy("住み始めた日"),
    "left_on": gettext_lazy("転出した日"),
    "is_protected": gettext_lazy("支援措置の有無"),
    "number": gettext_lazy("宛名番号"),
    "access_log": gettext_lazy("見た記録（操作ログ）"),
    "whole_row": gettext_lazy("住民票の全項目"),
}


def field_words(fields: Iterable[object]) -> str:
    """Return field names in words, each once."""
    found = [_levy(name) if name.startswith("levy_") else str(WORDS.get(name, name)) for name in map(str, fields)]
    return "、".join(dict.fromkeys(found))


def _levy(name: str) -> str:
    return _("%(year)s年度の市民税所得割額") % {"year": name.removeprefix("levy_")}
