"""A good market is read whatever its bytes look like, and writes the same bytes again."""

from __future__ import annotations

from pathlib import Path

import pytest

from ikkan.procedures.nursery.placement.market import Market
from ikkan.procedures.nursery.placement.place import place
from ikkan.procedures.nursery.placement.policy import Policy
from ikkan.procedures.nursery.placement.tests.folders import HEADERS, valid_files, write_files


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("mangle", ["bom", "crlf", "both"])
def test_byte_order_mark_and_crlf_are_tolerated(tmp_path: Path, mangle: str) -> None:
    folder = write_files(tmp_path / "plain", valid_files())
    Market.read(folder).write(tmp_path / "expected")
    for path in folder.iterdir():
        raw = path.read_bytes()
        raw = raw.replace(b"\n", b"\r\n") if mangle != "bom" else raw
        path.write_bytes(b"\xef\xbb\xbf" + raw if mangle != "crlf" else raw)
    Market.read(folder).write(tmp_path / "mangled")
    assert _bytes(tmp_path / "mangled") == _bytes(tmp_path / "expected")


def test_writing_what_was_read_keeps_optional_columns_and_ids(tmp_path: Path) -> None:
    files = valid_files()
    files["children.csv"] = [
        "child,family,age,current_facility,draw,kinds",
        "c1,f1,1,,7,care",
        "c2,f1,3,,8,",
        "c3,f2,1,A,9,",
    ]
    files["priority.csv"] = [HEADERS["priority.csv"] + ",score", *(f"{row},40.5" for row in files["priority.csv"])]
    Market.read(write_files(tmp_path / "in", files)).write(tmp_path / "once")
    Market.read(tmp_path / "once").write(tmp_path / "twice")
    assert _bytes(tmp_path / "once") == _bytes(tmp_path / "twice")
    assert b"c1,f1,1,,care,7\n" in (tmp_path / "once" / "children.csv").read_bytes()
    assert b"c2,f1,3,,,8\n" in (tmp_path / "once" / "children.csv").read_bytes()
    assert b",40.5" in (tmp_path / "once" / "priority.csv").read_bytes()


def test_ids_keep_leading_zeros_and_commas(tmp_path: Path) -> None:
    files = valid_files()
    files = {name: [row.replace("c1", '"00,1"') for row in rows] for name, rows in files.items()}
    assert "00,1" in Market.read(write_files(tmp_path, files)).child_ids


def test_empty_round_has_an_empty_stable_answer(tmp_path: Path) -> None:
    files = {**{name: [] for name in HEADERS}, "seats.csv": ["A,1,3"]}
    market = Market.read(write_files(tmp_path / "in", files))
    placement = place(market, prove=True)
    placement.write(tmp_path / "out", market)
    assert placement.status == "stable"
    assert (tmp_path / "out" / "placement.csv").read_bytes() == b"child,facility\n"


def test_seats_of_a_whole_city_take_no_memory(tmp_path: Path) -> None:
    files = valid_files()
    files["seats.csv"][0] = "A,1,9999"
    assert place(Market.read(write_files(tmp_path, files))).placed == 3


def test_declared_default_policy_is_read(tmp_path: Path) -> None:
    folder = write_files(tmp_path, valid_files())
    (folder / "policy.toml").write_text('rule = "priority_first"\n', encoding="utf-8")
    assert Market.read(folder).policy == Policy()
