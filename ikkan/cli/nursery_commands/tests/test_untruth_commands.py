"""The command names who would gain by untruth, and says what was not looked at."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ikkan.cli.main import APP

# Example 1 of Abdulkadiroğlu and Sönmez (2003): i2 loses its first choice, and finds its second given away.
FILES = {
    "seats.csv": "facility,age,seats\ns1,1,1\ns2,1,1\ns3,1,1\n",
    "children.csv": "child,family,age,current_facility\ni1,f1,1,\ni2,f2,1,\ni3,f3,1,\n",
    "wishes.csv": "family,wish,child,facility\n"
    "f1,1,i1,s2\nf1,2,i1,s1\nf1,3,i1,s3\nf2,1,i2,s1\nf2,2,i2,s2\nf2,3,i2,s3\nf3,1,i3,s1\nf3,2,i3,s2\nf3,3,i3,s3\n",
    "priority.csv": "facility,age,child,rank\n"
    "s1,1,i1,1\ns1,1,i3,2\ns1,1,i2,3\ns2,1,i2,1\ns2,1,i1,2\ns2,1,i3,3\ns3,1,i2,1\ns3,1,i1,2\ns3,1,i3,3\n",
}


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(APP, ["nursery", "untruth", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def market(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_family_that_gains_is_named(market: Path) -> None:
    (market / "policy.toml").write_text('rule = "choice_first"\n', encoding="utf-8")
    code, said = run(market)
    assert code == 0
    assert "第2希望を最初に書く" in said
    assert "1 families gain; 1 families did not get their first wish\nuntruths tried: 1 of 1" in said
    gain = json.loads(run(market, "--json")[1])["gains"]
    assert gain == [{"family": "f2", "children": ["i2"], "reached": 3, "gained": 2, "way": "first", "named": 2}]


def test_truth_is_best_where_priority_goes_first(market: Path) -> None:
    assert "no family gains by untruth" in run(market)[1]
    assert json.loads(run(market, "--json")[1])["nobody_can"] is True


def test_what_the_time_left_out_is_said(market: Path) -> None:
    (market / "policy.toml").write_text('rule = "choice_first"\n', encoding="utf-8")
    assert "The others were not tried" in run(market, "--seconds", "0")[1]


def test_market_that_cannot_be_read(tmp_path: Path) -> None:
    code, said = run(tmp_path)
    assert code == 2
    assert "missing_file" in said
