"""Reading texts: names, lines, phone, email, address. All spelling rules are the kernel's."""

from collections.abc import Callable, Mapping
from typing import Final

from ikkan.counter.forms.definition import Field
from ikkan.counter.forms.faults import FieldFault, missing, noun, rejected
from ikkan.counter.forms.typed import FieldReading, Typed, left_empty, one_value
from ikkan.kernel.inputs import (
    Accepted,
    Label,
    Note,
    Rejected,
    read_block,
    read_email,
    read_kana,
    read_name,
    read_phone,
    read_postal,
    read_text,
)
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.outcome import Text

FAMILY: Final = Text("姓", "Family name", "姓（せい）")
GIVEN: Final = Text("名", "Given name", "名（めい）")
KANA_FAMILY: Final = Text("セイ", "Family name in katakana", "セイ（カタカナ）")
KANA_GIVEN: Final = Text("メイ", "Given name in katakana", "メイ（カタカナ）")
ZIP: Final = Text("郵便番号", "Postal code", "郵便番号（ゆうびんばんごう）")
TOWN: Final = Text("町名までの住所", "Address up to the town", "町（まち）の 名前（なまえ）までの 住所（じゅうしょ）")
BLOCK: Final = Text("番地", "House number", "番地（ばんち）")
BUILDING: Final = Text("建物の名前と部屋番号", "Building and room", "建物（たてもの）と 部屋（へや）")


def read_line(field: Field, typed: Typed) -> FieldReading:
    """Read one line as typed."""
    text = typed.text(field.key)
    return left_empty(field, typed, "") or one_value(
        field, typed, read_text(text, label=noun(field.label), limit=field.longest)
    )


def read_lines(field: Field, typed: Typed) -> FieldReading:
    """Read a text of several lines as typed; every line is held against the same care as one."""
    text = typed.text(field.key).replace("\r\n", "\n").strip()
    if not text:
        empty = FieldReading(faults=(typed.fault(field, "empty", missing(field)),))
        return FieldReading({field.to: ""}) if field.optional else empty
    whole = read_text(text.replace("\n", "　").replace("\t", "　"), label=noun(field.label), limit=field.longest)
    return one_value(field, typed, whole if isinstance(whole, Rejected) else Accepted(text, text, whole.note))


def read_phone_field(field: Field, typed: Typed) -> FieldReading:
    """Read a phone number."""
    return left_empty(field, typed, "") or one_value(
        field, typed, read_phone(typed.text(field.key), label=noun(field.label))
    )


def read_email_field(field: Field, typed: Typed) -> FieldReading:
    """Read an email address."""
    return left_empty(field, typed, "") or one_value(
        field, typed, read_email(typed.text(field.key), label=noun(field.label))
    )


def read_person_name(field: Field, typed: Typed) -> FieldReading:
    """Read a name in two boxes, of which one may stay empty."""
    return _two_boxes(field, typed, {"family": FAMILY, "given": GIVEN}, read_name)


def read_person_kana(field: Field, typed: Typed) -> FieldReading:
    """Read the reading of a name in two boxes."""
    return _two_boxes(field, typed, {"family": KANA_FAMILY, "given": KANA_GIVEN}, read_kana)


def _two_boxes(
    field: Field, typed: Typed, labels: Mapping[str, Text], read: Callable[..., Accepted[str] | Rejected]
) -> FieldReading:
    name: JsonObject = {}
    faults: list[FieldFault] = []
    notes: list[Note] = []
    for side, label in labels.items():
        box = f"{field.key}-{side}"
        name[side] = ""
        if not typed.text(box).strip():
            continue
        kept = read(typed.text(box), label=noun(label))
        if isinstance(kept, Rejected):
            faults.append(typed.fault(field, kept.code, rejected(kept, label), box))
        else:
            name[side] = kept.value
            notes.extend(() if kept.note is None else (kept.note,))
    if not faults and not field.optional and not any(name.values()):
        faults.append(typed.fault(field, "empty", missing(field), f"{field.key}-family"))
    return FieldReading({} if faults else {field.to: name}, tuple(faults), tuple(notes))


def read_address(field: Field, typed: Typed) -> FieldReading:
    """Read an address: postal code, town, house number and building. The building is never dropped."""
    readers: tuple[tuple[str, str, Text, Callable[[str, Label], Accepted[str] | Rejected]], ...] = (
        ("zip", "postal", ZIP, lambda text, label: read_postal(text, label=label)),
        ("town", "town", TOWN, lambda text, label: read_text(text, label=label, limit=200)),
        ("block", "block", BLOCK, lambda text, label: read_block(text, label=label)),
        ("building", "building", BUILDING, lambda text, label: read_text(text, label=label, limit=200)),
    )
    address: JsonObject = {}
    faults: list[FieldFault] = []
    notes: list[Note] = []
    for box, to, label, reader in readers:
        text = typed.text(box)
        if to == "building" and not text.strip():
            address[to] = ""
            continue
        read = reader(text, noun(label))
        if isinstance(read, Rejected):
            faults.append(typed.fault(field, read.code, rejected(read, label), box))
        else:
            address[to] = read.value
            notes.extend(() if read.note is None else (read.note,))
    return FieldReading({} if faults else {field.to: address}, tuple(faults), tuple(notes))
