"""Every malformed market is refused by name, with the file and the line."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.market_error import MarketError
from ikkan.procedures.nursery.placement.tests.folders import valid_files, write_files

# (error, file, rows replaced by (old, new); an empty old row adds the new one)
FAULTS = [
    ("negative_seats", "seats.csv", [("A,1,1", "A,1,-1")]),
    ("too_many_seats", "seats.csv", [("A,1,1", "A,1,10000000")]),
    ("not_an_integer", "seats.csv", [("A,1,1", "A,1,one")]),
    ("not_an_integer", "seats.csv", [("A,1,1", "A,1,+1")]),
    ("not_an_integer", "seats.csv", [("A,1,1", "A,1,inf")]),
    ("not_an_integer", "priority.csv", [("A,1,c3,1", "A,1,c3,1000000000000000")]),
    ("not_an_integer", "seats.csv", [("A,1,1", "A,1,1.0")]),
    ("not_an_integer", "seats.csv", [("A,1,1", "A,1,")]),
    ("not_an_integer", "seats.csv", [("A,1,1", "A,1,NaN")]),
    ("not_an_integer", "seats.csv", [("A,1,1", "A,1,１")]),
    ("not_an_integer", "seats.csv", [("A,1,1", "A,1,99999999999999999999")]),
    ("duplicate_row", "seats.csv", [("", "A,1,2")]),
    ("age_out_of_range", "seats.csv", [("A,1,1", "A,6,1")]),
    ("blank_id", "seats.csv", [("", ",2,1")]),
    ("bad_row", "seats.csv", [("A,1,1", "A,1,1,9")]),
    ("bad_row", "seats.csv", [("A,1,1", "A,1")]),
    ("bad_row", "seats.csv", [("", ""), ("", ",,")]),
    ("bad_row", "children.csv", [("c1,f1,1,", "c1,f1,1")]),
    ("bad_row", "children.csv", [("c1,f1,1,", '"c1\n",f1,1,')]),
    ("blank_id", "children.csv", [("c1,f1,1,", "c1,,1,")]),
    ("blank_id", "wishes.csv", [("f2,1,c3,B", ",1,c3,B")]),
    ("blank_id", "priority.csv", [("A,1,c3,1", "A,1,,1")]),
    ("unknown_child", "wishes.csv", [("", "f1,3,C1,A")]),
    ("age_out_of_range", "children.csv", [("c1,f1,1,", "c1,f1,-1,")]),
    ("child_in_two_families", "children.csv", [("", "c1,f2,1,")]),
    ("duplicate_row", "children.csv", [("", "c1,f1,1,")]),
    ("child_in_two_families", "wishes.csv", [("f1,1,c2,B", "f1,1,c3,B")]),
    ("unknown_child", "wishes.csv", [("f1,1,c2,B", "f1,1,c9,B")]),
    # brothers and sisters round in a circle: f1 asks for the child of f2, and f2 for a child of f1
    ("child_in_two_families", "wishes.csv", [("f1,1,c2,B", "f1,1,c3,B"), ("f2,1,c3,B", "f2,1,c2,B")]),
    ("unknown_family", "wishes.csv", [("", "f9,1,c1,B")]),
    ("unknown_facility", "wishes.csv", [("f1,1,c2,B", "f1,1,c2,Z")]),
    ("wish_missing_child", "wishes.csv", [("f1,2,c2,", None)]),
    ("wish_numbers", "wishes.csv", [("f1,1,c1,B", "f1,3,c1,B"), ("f1,1,c2,B", "f1,3,c2,B")]),
    ("wish_numbers", "wishes.csv", [("f1,1,c1,B", "f1,0,c1,B"), ("f1,1,c2,B", "f1,0,c2,B")]),
    ("duplicate_row", "wishes.csv", [("", "f1,1,c1,A")]),
    ("facility_wished_twice", "wishes.csv", [("f2,2,c3,A", "f2,2,c3,B"), ("", "f2,3,c3,A")]),
    ("last_wish_not_stay", "wishes.csv", [("f2,1,c3,B", "f2,1,c3,A"), ("f2,2,c3,A", "f2,2,c3,B")]),
    ("last_wish_not_stay", "children.csv", [("", "c4,f4,1,A")]),
    ("missing_priority", "wishes.csv", [("f1,2,c2,", "f1,2,c2,A")]),
    ("priority_tie", "priority.csv", [("A,1,c1,2", "A,1,c1,1")]),
    ("holder_not_ahead", "priority.csv", [("A,1,c3,1", "A,1,c3,3")]),
    ("age_mismatch", "priority.csv", [("B,3,c2,1", "B,2,c2,1")]),
    ("duplicate_row", "priority.csv", [("", "A,1,c1,3")]),
    ("rank_out_of_range", "priority.csv", [("A,1,c3,1", "A,1,c3,0")]),
    ("unknown_child", "priority.csv", [("", "A,1,c9,9")]),
    ("unknown_facility", "priority.csv", [("", "Z,1,c1,9")]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "file", "changes"), FAULTS)
def test_fault_is_named(tmp_path: Path, code: str, file: str, changes: list[tuple[str, str | None]]) -> None:
    files = valid_files()
    rows = files[file]
    for old, new in changes:
        if not old:
            rows.append(str(new))
        elif new is None:
            rows.remove(old)
        else:
            rows[rows.index(old)] = new
    with pytest.raises(MarketError) as caught:
        Market.read(write_files(tmp_path, files))
    assert (caught.value.code, caught.value.file) == (code, file)
    assert code in str(caught.value)


def test_line_of_the_fault_is_told(tmp_path: Path) -> None:
    files = valid_files()
    files["seats.csv"][1] = "B,1,-1"
    with pytest.raises(MarketError) as caught:
        Market.read(write_files(tmp_path, files))
    assert caught.value.line == 3
    assert caught.value.values == {"facility": "B", "age": "1", "seats": "-1"}


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("unknown_column", b"facility,age,seats,colour\nA,1,1,red\n"),
        ("missing_column", b"facility,age\nA,1\n"),
        ("duplicate_column", b"facility,age,seats,seats\nA,1,1,1\n"),
        ("empty_file", b""),
        ("not_utf8", "facility,age,seats\n保育園,1,1\n".encode("cp932")),
        ("unknown_kind", b"facility,age,seats,kind\nA,1,1,care\nB,1,1,\nB,3,1,\n"),
        ("unknown_kind", b"facility,age,seats,kind\nA,1,1,reserved:\nB,1,1,\nB,3,1,\n"),
        ("duplicate_row", b"facility,age,seats,kind\nA,1,1,general\nA,1,2,\nB,1,1,\nB,3,1,\n"),
        ("duplicate_row", b"facility,age,seats,kind\nA,1,1,reserved:x\nA,1,2,reserved:x\nB,1,1,\nB,3,1,\n"),
        ("pool_across_facilities", b"facility,age,seats,pool\nA,1,1,p\nB,1,1,\nB,3,1,p\n"),
        ("pool_of_reserved", b"facility,age,seats,pool,kind\nA,1,1,,\nB,1,1,p,reserved:care\nB,3,1,p,\n"),
    ],
)
def test_seats_file_as_a_whole(tmp_path: Path, code: str, raw: bytes) -> None:
    folder = write_files(tmp_path, valid_files())
    (folder / "seats.csv").write_bytes(raw)
    with pytest.raises(MarketError) as caught:
        Market.read(folder)
    assert caught.value.code == code


@pytest.mark.parametrize("file", ["seats.csv", "children.csv", "wishes.csv", "priority.csv"])
@pytest.mark.parametrize("raw", [b"", b"\n", b"\xef\xbb\xbf\n"])
def test_empty_file(tmp_path: Path, file: str, raw: bytes) -> None:
    folder = write_files(tmp_path, valid_files())
    (folder / file).write_bytes(raw)
    with pytest.raises(MarketError, match="empty_file"):
        Market.read(folder)


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    folder = write_files(tmp_path, valid_files())
    (folder / "seats.csv").write_bytes(b"facility,age,seats\r\nA,1,1\r\n\r\nB,1,1\r\nB,3,1\r\n\r\n")
    assert Market.read(folder).seats.sum() == 3


def test_columns_in_memory_are_checked_like_files() -> None:
    """The database gives columns: a float is no whole number there either."""
    wishes = {"family": pl.String, "wish": pl.Int64, "child": pl.String, "facility": pl.String}
    priority = {"facility": pl.String, "age": pl.Int64, "child": pl.String, "rank": pl.Int64}
    with pytest.raises(MarketError, match="not_an_integer"):
        Market.from_frames(
            seats=pl.DataFrame({"facility": ["A"], "age": [1], "seats": [float("nan")]}),
            children=pl.DataFrame({"child": ["c"], "family": ["f"], "age": [1], "current_facility": [""]}),
            wishes=pl.DataFrame(schema=wishes),
            priority=pl.DataFrame(schema=priority),
        )


def test_missing_file(tmp_path: Path) -> None:
    folder = write_files(tmp_path, valid_files())
    (folder / "priority.csv").unlink()
    with pytest.raises(MarketError, match="missing_file"):
        Market.read(folder)


@pytest.mark.parametrize(
    ("code", "stages", "policy"),
    [
        ("stages_not_declared", ("1", "1", "2"), ""),
        ("stages_not_declared", ("1", "1", ""), ""),
        ("family_in_two_stages", ("1", "2", "1"), 'stages = "one_run"'),
        ("unknown_stage", ("1", "1", ""), 'stages = "one_run"'),
        ("unknown_stage", ("new", "new", "forced"), 'stages = "in_turn"'),
        ("unknown_stage", ("new", "new", "forced"), 'stages = ["forced", "transfer"]'),
        ("bad_stage_list", ("1", "1", "2"), 'stages = ["1", "1"]'),
        ("bad_stage_list", ("1", "1", "2"), "stages = []"),
        ("bad_stage_list", ("1", "1", "2"), "stages = [1, 2]"),
    ],
)
def test_stages_that_cannot_be_ordered(tmp_path: Path, code: str, stages: tuple[str, ...], policy: str) -> None:
    files = valid_files()
    rows = [f"{row},{stage}" for row, stage in zip(files["children.csv"], stages, strict=True)]
    files["children.csv"] = ["child,family,age,current_facility,stage", *rows]
    with pytest.raises(MarketError, match=code):
        Market.read(write_files(tmp_path, {**files, "policy.toml": [policy]}))


@pytest.mark.parametrize(
    ("code", "column", "cells", "policy"),
    [
        ("bad_score", "score", ("40", "4O", "1", "1", "1"), ""),
        ("bad_score", "score", ("40", "1.1234567", "1", "1", "1"), ""),
        ("bad_score", "score", ("40", "1e3", "1", "1", "1"), ""),
        ("missing_score", "score", ("40", "", "1", "1", "1"), 'rule = "choice_within_score"'),
        ("bad_key", "key:income", ("4", "1.5", "1", "1", "1"), ""),
        ("bad_key", "key:income", ("4", "", "1", "1", "1"), ""),
        ("unknown_column", "key:", ("1", "1", "1", "1", "1"), ""),
        ("unknown_column", "income", ("1", "1", "1", "1", "1"), ""),
    ],
)
def test_scores_and_keys(tmp_path: Path, code: str, column: str, cells: tuple[str, ...], policy: str) -> None:
    files = valid_files()
    rows = [f"{row},{cell}" for row, cell in zip(files["priority.csv"], cells, strict=True)]
    files["priority.csv"] = [f"facility,age,child,rank,{column}", *rows]
    with pytest.raises(MarketError) as caught:
        Market.read(write_files(tmp_path, {**files, "policy.toml": [policy]}))
    assert (caught.value.code, caught.value.file) == (code, "priority.csv")


def test_ranks_are_strict_over_the_whole_pool(tmp_path: Path) -> None:
    files = valid_files()
    files["seats.csv"] = ["facility,age,seats,pool", "A,1,1,", "B,1,1,p", "B,3,1,p"]
    with pytest.raises(MarketError, match="priority_tie"):
        Market.read(write_files(tmp_path, files))
    files["priority.csv"][4] = "B,3,c2,7"
    assert Market.read(write_files(tmp_path, files)).quota[1].tolist() == [0, 2, 0, 2, 0, 0]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("policy_not_supported", 'rule = "boston"\n'),
        ("policy_not_supported", 'ties = "random"\n'),
        ("policy_not_supported", 'choose = "smallest"\n'),
        ("policy_not_supported", 'stages = "new"\n'),
        ("policy_not_supported", "stages = 1\n"),
        ("policy_not_supported", 'pools = "split"\n'),
        ("policy_not_supported", "rule = true\n"),
        ("unknown_policy_key", "colour = 1\n"),
        ("bad_policy", "rule = \n"),
    ],
)
def test_policy_that_is_not_built_is_refused(tmp_path: Path, code: str, text: str) -> None:
    folder = write_files(tmp_path, valid_files())
    (folder / "policy.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MarketError) as caught:
        Market.read(folder)
    assert caught.value.code == code
