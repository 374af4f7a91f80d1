"""The one normaliser of inputs: forms, the API, imports and the counter all read through here.

Every reader returns Accepted or Rejected and never raises on what a person typed. What a reader shows, it reads again
to the same value.
"""

import re
from collections.abc import Iterable
from typing import Final

from ikkan.kernel.addresses import normalise_block, show_postal
from ikkan.kernel.characters import (
    SPACES,
    compose,
    dashes_to_hyphens,
    find_bad_text,
    has_private_use,
    to_half_width,
    without_invisible,
    without_spaces,
)
from ikkan.kernel.input_dates import read_date, read_date_boxes
from ikkan.kernel.input_numbers import read_hours, read_minutes, read_number, read_yen, show_minutes
from ikkan.kernel.input_partial_dates import PartialDate, read_date_with_unknown
from ikkan.kernel.input_results import (
    LONGEST_INPUT,
    Accepted,
    Label,
    Note,
    Rejected,
    check_line,
    reject_bad,
    reject_empty,
)
from ikkan.kernel.names import LONGEST_NAME, to_katakana

__all__ = [
    "Accepted",
    "Label",
    "Note",
    "PartialDate",
    "Rejected",
    "read_block",
    "read_date",
    "read_date_boxes",
    "read_date_with_unknown",
    "read_email",
    "read_hours",
    "read_kana",
    "read_minutes",
    "read_name",
    "read_number",
    "read_phone",
    "read_postal",
    "read_text",
    "read_yen",
    "read_yes_no",
    "show_minutes",
    "show_phone",
]

NAME: Final = Label("氏名", "name")
KANA: Final = Label("フリガナ", "furigana")
PHONE: Final = Label("電話番号", "phone number")
POSTAL: Final = Label("郵便番号", "postal code")
BLOCK: Final = Label("番地", "house number")
EMAIL: Final = Label("メールアドレス", "email address")
ANSWER: Final = Label("答え", "answer")
TEXT: Final = Label("内容", "text")

_KANA = re.compile(r"[ァ-ヺーヽヾ・ \u3000]+")
_KANA_DASH = re.compile(r"(?<=[ァ-ヺー])[\u2010-\u2015\u2212\uff0d-](?=[ァ-ヺー \u3000]|$)")
_BLOCK = re.compile(r"[甲乙丙丁戊イロハニホヘト]?[0-9]{1,5}(?:-[0-9]{1,5}){0,4}|無番地|番外地")
_EMAIL_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_EMAIL_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LONGEST_EMAIL: Final = 254
_PHONE_SIGNS = dict.fromkeys(map(ord, SPACES + "-()[].・"))
_ELEVEN_DIGITS = ("020", "050", "060", "070", "080", "090", "0800")
_SPECIAL_AREAS = ("0120", "0570", "0800", "0990")
_YES = frozenset({"はい", "有", "有り", "あり", "ある", "yes", "y", "true", "1", "○", "◯"})
_NO = frozenset({"いいえ", "無", "無し", "なし", "ない", "no", "n", "false", "0", "×", "✕"})


def read_name(text: str, *, label: Label = NAME, limit: int = LONGEST_NAME) -> Accepted[str] | Rejected:
    """Read a name or part of one as typed: NFC, no NFKC, IVS kept; only outer spaces and invisible signs go.

    `limit` counts characters. A name with 外字 is taken, with a note that staff will look at it.
    """
    typed = text.strip()
    bad = find_bad_text(typed, limit)
    if bad is not None:
        return reject_bad(bad, label)
    name = compose(without_invisible(typed)).strip()
    if not name:
        return reject_empty(label)
    note = None
    if name != compose(typed):
        ja = f"{label.ja}に、目に見えない文字が入っていたので取り除きました"
        note = Note("invisible", ja, f"We took out characters of your {label.en} that nobody can see")
    if has_private_use(name):
        ja = f"{label.ja}に、ほかの機械では表示できない字（外字）があります。職員が確かめます"
        note = Note(
            "private_use", ja, f"Your {label.en} holds a character that other machines cannot show. We check it"
        )
    return Accepted(name, name, note)


def read_text(text: str, *, label: Label = TEXT, limit: int = LONGEST_INPUT) -> Accepted[str] | Rejected:
    """Read one line of free text (方書, workplace …) as typed, by the same care as a name."""
    return read_name(text, label=label, limit=limit)


def read_kana(text: str, *, label: Label = KANA, limit: int = LONGEST_NAME) -> Accepted[str] | Rejected:
    """Read a reading in hiragana, full or half-width katakana; return full-width katakana."""
    refusal = check_line(text, label, limit * 2)
    if refusal is not None:
        return refusal
    kana = _KANA_DASH.sub("ー", to_katakana(compose(without_invisible(text)))).strip()
    kana = re.sub("[ \u3000]+", "\u3000", kana)
    if _KANA.fullmatch(kana) is None:
        return Rejected(
            "kana",
            f"{label.ja}はひらがなかカタカナで入力してください",
            f"Enter your {label.en} in hiragana or katakana",
        )
    bad = find_bad_text(kana, limit)
    return reject_bad(bad, label) if bad is not None else Accepted(kana, kana)


def read_phone(text: str, *, label: Label = PHONE, area_codes: Iterable[str] = ()) -> Accepted[str] | Rejected:
    """Read a phone number; return it in E.164 (`+81720000000`).

    `area_codes` are 市外局番 with their 0, used only for where the shown hyphens stand.
    """
    refusal = check_line(text, label)
    if refusal is not None:
        return refusal
    digits = dashes_to_hyphens(to_half_width(without_invisible(text))).translate(_PHONE_SIGNS)
    if re.fullmatch(r"\+?[0-9]{1,20}", digits) is None:
        return Rejected("phone", f"{label.ja}は数字で入力してください", f"Enter your {label.en} in digits")
    if digits.startswith("+") and not digits.startswith("+81"):
        if re.fullmatch(r"\+[1-9][0-9]{6,14}", digits) is None:
            return Rejected(
                "phone_length", f"{label.ja}のけた数を確かめてください", f"Check the digits of your {label.en}"
            )
        return Accepted(digits, digits)
    national = "0" + digits[3:].removeprefix("0") if digits.startswith("+81") else digits
    length = 11 if national.startswith(_ELEVEN_DIGITS) else 10
    if not re.fullmatch("0[1-9][0-9]+", national) or len(national) != length:
        ja = f"{label.ja}は市外局番から{length}けたの数字で入力してください"
        return Rejected("phone_length", ja, f"Enter your {label.en} with its area code, {length} digits")
    number = "+81" + national[1:]
    return Accepted(number, show_phone(number, area_codes))


def show_phone(number: str, area_codes: Iterable[str] = ()) -> str:
    """Return an E.164 number as people read it: `072-000-0000`; numbers of other countries as they are.

    The longest fitting one of `area_codes` sets the hyphens; without one, 03 and 06 are two digits, others three.
    """
    if not number.startswith("+81"):
        return number
    national = "0" + number[3:]
    if len(national) == 11 or national.startswith(_SPECIAL_AREAS):
        first = 4 if national.startswith(_SPECIAL_AREAS) else 3
        last = 4 if len(national) == 11 else 3
        return f"{national[:first]}-{national[first:-last]}-{national[-last:]}"
    fitting = [code for code in area_codes if national.startswith(code) and 2 <= len(code) <= 5]
    first = len(max(fitting, key=len)) if fitting else (2 if national.startswith(("03", "06")) else 3)
    return f"{national[:first]}-{national[first:6]}-{national[6:]}"


def read_postal(text: str, *, label: Label = POSTAL) -> Accepted[str] | Rejected:
    """Read a postal code with or without 〒 and hyphen, any width; return its seven digits."""
    refusal = check_line(text, label)
    if refusal is not None:
        return refusal
    folded = without_spaces(dashes_to_hyphens(to_half_width(text))).removeprefix("〒").replace("-", "")
    if re.fullmatch("[0-9]{7}", folded) is None:
        ja = f"{label.ja}は7けたの数字で入力してください"
        return Rejected("postal", ja, f"Enter your {label.en} in 7 digits")
    return Accepted(folded, show_postal(folded))


def read_block(text: str, *, label: Label = BLOCK) -> Accepted[str] | Rejected:
    """Read a house number: 1-1, １－１, 1番1号, 三丁目1番地の2, any dash; return `3-1-2`.

    The caller keeps what was typed beside it.
    """
    refusal = check_line(text, label)
    if refusal is not None:
        return refusal
    block = without_spaces(normalise_block(text))
    if _BLOCK.fullmatch(block) is None:
        ja = f"{label.ja}は番号だけを入力してください。建物の名前は次の欄に入力してください"
        return Rejected("block", ja, f"Enter only the digits of your {label.en}. The building has a field of its own")
    return Accepted(block, block)


def read_email(text: str, *, label: Label = EMAIL) -> Accepted[str] | Rejected:
    """Read an email address; full width becomes half width, the domain small letters, the local part stays."""
    refusal = check_line(text, label)
    if refusal is not None:
        return refusal
    address = to_half_width(without_invisible(text)).strip()
    local, at, domain = address.rpartition("@")
    labels = domain.split(".")
    is_good = (
        at == "@"
        and len(address) <= _LONGEST_EMAIL
        and _EMAIL_LOCAL.fullmatch(local) is not None
        and len(labels) > 1
        and all(_EMAIL_LABEL.fullmatch(part) for part in labels)
    )
    if not is_good:
        ja = f"{label.ja}の形を確かめてください。「@」の前と後ろに英数字が必要です"
        return Rejected("email", ja, f"Check your {label.en}. It needs letters or digits before and after @")
    kept = f"{local}@{domain.lower()}"
    return Accepted(kept, kept)


def read_yes_no(text: str, *, label: Label = ANSWER) -> Accepted[bool] | Rejected:
    """Read はい or いいえ, 有 or 無, yes or no, ○ or ×."""
    refusal = check_line(text, label)
    if refusal is not None:
        return refusal
    folded = without_spaces(to_half_width(without_invisible(text))).casefold()
    if folded in _YES:
        return Accepted(value=True, shown="はい")
    if folded in _NO:
        return Accepted(value=False, shown="いいえ")
    return Rejected(
        "yes_no", f"{label.ja}は「はい」か「いいえ」を選んでください", f"Choose yes or no for your {label.en}"
    )
