"""From the rows of a family to one form: cells read, blanks filled in, what contradicts itself pointed out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ikkan.kernel.input_results import Rejected
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.procedures.nursery.importing.cells import Places, one_line, read_cell
from ikkan.procedures.nursery.importing.columns import PARENTS, Column, columns
from ikkan.procedures.nursery.importing.verdict import Fault, Paper

CERTIFICATE: Final = "work_certificate"


@dataclass
class Row:
    """One row: its line and its cells by column; faults and notes are added while it is read."""

    line: int
    cells: Mapping[Column, str]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def cell(self, column: Column) -> str:
        """Return a cell on one line, blank where the file has no such column."""
        return one_line(self.cells.get(column, ""))


@dataclass(frozen=True, slots=True)
class Assembled:
    """A family's form as read, with its papers, its number and where each answer came from."""

    answers: JsonObject
    papers: tuple[Paper, ...]
    subject: str


def assemble(rows: Sequence[Row], places: Places) -> Assembled:
    """Read the rows of a family into one form; faults are added to the rows.

    Args:
        rows: its rows, a child each.
        places: the facilities.
    """
    family: JsonObject = {}
    _read_into(family, [one for one in columns() if one.scope == "case"], rows, places)
    parents = [parent for number in PARENTS if (parent := _parent(rows, number, places)) is not None]
    children = [_child(row, place, places) for place, row in enumerate(rows, start=1)]
    papers = _papers_of(family, parents, children)
    applicant = _object(family, "applicant")
    if parents:
        applicant |= {name: parents[0][name] for name in ("name", "kana", "birth") if name in parents[0]}
    subject = str(family.pop("subject", "") or "")
    family.pop("number", None)
    _object(family, "siblings")["combination"] = []
    answers: JsonObject = {
        **family,
        "applicant": {**applicant, "is_parent": "parent1"},
        "parents": [*parents],
        "children": [*children],
        # whoever files on paper has not asked for electronic notices
        "electronic_notice": False,
        "documents": [],
        # the signed form itself is kept at the counter; both sentences are printed above the signature
        "agreements": {"true_statement": True, "registers_read": True},
    }
    return Assembled(answers, papers, subject)


def _read_into(target: JsonObject, of: Sequence[Column], rows: Sequence[Row], places: Places) -> None:
    """Read cells that hold for the whole family: the first row that has one counts, another value is a fault."""
    for column in of:
        filled = [row for row in rows if row.cell(column)]
        for row in filled[1:]:
            if row.cell(column) != filled[0].cell(column):
                row.faults.append(_differs(column, filled[0].line))
        if filled:
            _read_one(target, column, filled[0], places)
        else:
            _read_one(target, column, rows[0], places)


def _read_one(target: JsonObject, column: Column, row: Row, places: Places) -> None:
    if not row.cell(column):
        if column.needed:
            row.faults.append(_missing(column))
        elif column.blank is not None and (not column.only_with or column.only_with in target):
            blank = column.blank
            _put(target, column.path, [*blank] if isinstance(blank, list) else blank)
        return
    read = read_cell(column, row.cells[column], places)
    if isinstance(read, Rejected):
        row.faults.append(Fault(column.heading, read.code, read.message_ja, read.message_en))
        return
    if read.note is not None:
        row.notes.append(Fault(column.heading, read.note.code, read.note.message_ja, read.note.message_en))
    _put(target, column.path, read.value)


def _parent(rows: Sequence[Row], number: int, places: Places) -> JsonObject | None:
    own = [one for one in columns() if one.scope == "parent" and one.number == number]
    is_there = number == PARENTS[0] or any(row.cell(column) for row in rows for column in own)
    if not is_there:
        return None
    parent: JsonObject = {"id": f"parent{number}", "note": ""}
    _read_into(parent, own, rows, places)
    return parent


def _child(row: Row, place: int, places: Places) -> JsonObject:
    own = [one for one in columns() if one.scope == "child"]
    child: JsonObject = {"id": f"c{place}", "birth": None, "due": None}
    wishes: JsonObject = {}
    for column in own:
        target = wishes if column.path.startswith("wishes.") else child
        _read_one(target, column, row, places)
    # a wish left blank between two others closes the gap
    child["wishes"] = [*_object(wishes, "wishes").values()]
    if not child["wishes"]:
        row.faults.append(
            Fault(
                "第1希望", "empty", "第1希望を入力してください（園の番号か名前）",
                "Enter at least one wish: the code or name of a facility",
            )
        )  # fmt: skip
    return child


def _papers_of(family: JsonObject, parents: Sequence[JsonObject], children: Sequence[JsonObject]) -> tuple[Paper, ...]:
    """Take the papers out of what was read: they stand beside the form, not in it."""
    papers: list[Paper] = []
    for owner, of in [(family, "household"), *((one, str(one["id"])) for one in [*parents, *children])]:
        kinds = owner.pop("papers", [])
        papers += [Paper(str(kind), of) for kind in (kinds if isinstance(kinds, list) else [])]
    for parent in parents:
        facts = parent.pop("certificate", None)
        if isinstance(facts, dict) and facts:
            of, work = str(parent["id"]), parent.get("work")
            employer = work.get("employer", "") if isinstance(work, dict) else ""
            papers = [one for one in papers if (one.kind, one.of) != (CERTIFICATE, of)]
            papers.append(Paper(CERTIFICATE, of, {**facts, "employer": employer}))
    return tuple(papers)


def _put(target: JsonObject, path: str, value: JsonValue) -> None:
    *groups, last = path.split(".")
    for name in groups:
        target = _object(target, name)
    target[last] = value


def _object(target: JsonObject, name: str) -> JsonObject:
    inner = target.setdefault(name, {})
    if not isinstance(inner, dict):
        raise TypeError(f"The layout puts both a value and a group at {name}. Correct columns.toml.")
    return inner


def _missing(column: Column) -> Fault:
    return Fault(column.heading, "empty", f"{column.heading}を入力してください", f"Enter {column.heading}")


def _differs(column: Column, line: int) -> Fault:
    return Fault(
        column.heading,
        "differs_within_family",
        f"{column.heading}が、同じ申込番号の{line}行目と違います。同じにするか、空欄にしてください",
        f"{column.heading} differs from line {line} of the same family. Make them agree, or leave it blank",
    )
