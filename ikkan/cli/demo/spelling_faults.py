"""Spellings that are not wrong but not the register's either."""

from typing import Final

# Form in the register and what people type instead; both directions occur.
_TYPED_INSTEAD: Final = (
    ("髙", "高"), ("﨑", "崎"), ("濵", "浜"), ("濱", "浜"), ("邊", "辺"), ("邉", "辺"),
    ("齋", "斎"), ("齊", "斎"), ("斉", "斎"), ("𠮷", "吉"), ("瀧", "滝"), ("廣", "広"), ("櫻", "桜"),
    ("澤", "沢"), ("國", "国"),
    ("高", "髙"), ("崎", "﨑"), ("辺", "邊"), ("斎", "齋"), ("浜", "濱"), ("吉", "𠮷"), ("桜", "櫻"), ("滝", "瀧"),
)  # fmt: skip
_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")


def write_name_in_variant(family: str) -> str | None:
    """Return a family name with one kanji in another form, None when it has no such kanji."""
    for registered, typed in _TYPED_INSTEAD:
        if registered in family:
            return family.replace(registered, typed)
    return None


def spell_address_differently(block: str) -> str:
    """Return a block number as people write it by hand: ３番地の２ or １丁目２番３号 for 3-2 and 1-2-3."""
    parts = block.translate(_FULL_WIDTH).split("-")
    if len(parts) == 3:
        return f"{parts[0]}丁目{parts[1]}番{parts[2]}号"
    return "番地の".join(parts) if len(parts) == 2 else f"{block}番地"
