"""Fill the tables of README.md and README.ja.md from what was measured.

    python tools/readme_tables.py            reads var/demo/walk.json and benchmarks/results/*.json, writes both files
    python tools/readme_tables.py --check    writes nothing; exit 1 when a table is not what was measured

Only the lines between <!-- walk:begin --> and <!-- walk:end -->, and bench:begin and bench:end, are touched. A table
whose figures are not there is left as it is. Python's standard library only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
WALK = ROOT / "var" / "demo" / "walk.json"
RESULTS = ROOT / "benchmarks" / "results"
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """The words of the tables in one language."""

    rooms: Mapping[str, str]
    head: Sequence[str]
    answered: str
    alone: str
    checker: str
    yes: str
    no: str
    took: str
    titles: Sequence[str]
    certificates: str
    certificates_alone: str
    certificates_planted: str
    bench_head: Sequence[str]
    machine: str
    reached: Mapping[bool | None, str]


ENGLISH = Words(
    rooms={"intake": "intake", "check": "check", "decide": "decide", "approve": "approve", "answer": "answer"},
    head=("room", "cases", "without a person", "waiting", "why", "median", "longest"),
    answered="Children answered: {children_answered:,} of {children:,}, in {answered:,} of {cases:,} cases "
    "({withdrawn:,} withdrawn by their parents).",
    alone="Cases that needed no person before approval: {percent} %; of the {clean} without a planted fault "
    "{clean_percent} %.",
    checker="The independent checker: feasible {feasible}, stable {stable}, {placed:,} placed, {blocking:,} blocking.",
    yes="yes",
    no="no",
    took="The whole demo took {all} s.",
    titles=("Nursery placement", "Certificate of residence"),
    certificates="{asked:,} requests: {issued:,} issued, {refused:,} refused, {not_received:,} not received because of "
    "their signature. {files_accepted:,} of {copies:,} sealed files accepted by the verifier.",
    certificates_alone="Requests that needed no person before approval: {without_person_percent} %; of the "
    "{clean_cases:,} signed ones without a planted fault {clean_without_person_percent} %. A person hands the paper "
    "over.",
    certificates_planted="Planted faults: {planted:,}; requests that ended elsewhere than they must: {otherwise:,}.",
    bench_head=("figure", "best", "median", "unit", "target", "reached"),
    machine="Measured on: {processor}, {cores} cores, {memory_gb} GB, Python {python}.",
    reached={True: "yes", False: "**no**", None: "–"},
)
JAPANESE = Words(
    rooms={"intake": "受付", "check": "審査", "decide": "判定", "approve": "決裁", "answer": "交付"},
    head=("部屋", "件数", "人手なし", "待ち", "理由", "中央値", "最長"),
    answered="答えを受け取った児童：{children:,}人中{children_answered:,}人（申込み{cases:,}件中{answered:,}件、"
    "取下げ{withdrawn:,}件）。",
    alone="決裁の前に人手が要らなかった申込み：{percent}%（誤りを入れていない{clean}件では{clean_percent}%）。",
    checker="検査プログラム（別の計算）：実行可能{feasible}、安定{stable}、内定{placed:,}人、安定をくずす世帯{blocking:,}。",
    yes="○",
    no="×",
    took="デモ全体で{all}秒。",
    titles=("保育所の入所", "住民票の写し"),
    certificates="請求{asked:,}件、交付{issued:,}件、不交付{refused:,}件、署名のため受け取らなかったもの{not_received:,}件。"
    "電子印のあるファイル{copies:,}通のうち{files_accepted:,}通を検証できた。",
    certificates_alone="決裁の前に人手が要らなかった請求：{without_person_percent}%（誤りを入れていない電子請求{clean_cases:,}件では"
    "{clean_without_person_percent}%）。紙は人が渡す。",
    certificates_planted="わざと入れた誤り{planted:,}件、予定とちがう終わり{otherwise:,}件。",
    bench_head=("測ったもの", "最良", "中央値", "単位", "目標", "達成"),
    machine="測った機械：{processor}、{cores}コア、{memory_gb} GB、Python {python}。",
    reached={True: "○", False: "**×**", None: "–"},
)
FILES = {"README.md": ENGLISH, "README.ja.md": JAPANESE}
# Sheets that a picture of the docs shows: the tables hold what has a target.
DRAWN = ("placement_growth",)


def main(arguments: Sequence[str]) -> int:
    """Fill the tables of both files; with --check only compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a table is old")
    parser.add_argument("--walk", type=Path, default=WALK, help="walk.json of a demo")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the benches' results")
    options = parser.parse_args(arguments)
    old = []
    for name, words in FILES.items():
        path = ROOT / name
        before = path.read_text(encoding="utf-8")
        after = before
        if options.walk.is_file():
            walked = json.loads(options.walk.read_text(encoding="utf-8"))
            after = filled(after, "walk", "\n".join(walk_lines(walked, words)))
        sheets = [json.loads(one.read_text(encoding="utf-8")) for one in sorted(options.results.glob("*.json"))]
        if sheets:
            after = filled(after, "bench", "\n".join(bench_lines(sheets, words)))
        if after != before:
            old.append(name)
            if not options.check:
                path.write_text(after, encoding="utf-8")
    print(f"{'old' if options.check else 'written'}: {', '.join(old) or 'nothing'}")
    return int(options.check and bool(old))


def filled(text: str, name: str, lines: str) -> str:
    """Return a text with the lines between its two marks replaced.

    Raises:
        ValueError: a mark is missing.
    """
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"The marks {begin} and {end} must stand in the file once each: put them round the table.")
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n{lines}\n{end}{rest.partition(end)[2]}"


def walk_lines(walked: Figures, words: Words) -> Iterator[str]:
    """Yield a table for each procedure, a row a room, then the verdicts."""
    nursery, certificate = (walked["procedures"].get(name) for name in ("nursery", "certificate"))
    yield from (f"**{words.titles[0]}**", "")
    yield from _rooms(nursery["rooms"], words)
    checker = nursery["checker"]
    told = {name: words.yes if checker[name] else words.no for name in ("feasible", "stable")}
    yield ""
    yield f"- {words.answered.format(**nursery)}"
    clean = {"clean": nursery["clean_cases"], "clean_percent": nursery["clean_without_person_percent"]}
    yield f"- {words.alone.format(percent=nursery['without_person_percent'], **clean)}"
    yield f"- {words.checker.format(**{**checker, **told})}"
    if certificate:
        yield from ("", f"**{words.titles[1]}**", "")
        yield from _rooms(certificate["rooms"], words)
        yield ""
        yield f"- {words.certificates.format(**certificate)}"
        yield f"- {words.certificates_alone.format(**certificate)}"
        planted, otherwise = sum(certificate["planted"].values()), len(certificate["ended_otherwise"])
        yield f"- {words.certificates_planted.format(planted=planted, otherwise=otherwise)}"
    yield f"- {words.took.format(**walked['seconds'])}"


def _rooms(rooms: Figures, words: Words) -> Iterator[str]:
    yield from _head(words.head, "lrrrlrr")
    for room, shown in words.rooms.items():
        row = rooms[room]
        share = f"{row['automatic'] * 100 / row['in']:.1f} %" if row["in"] else "–"
        times = (f"{row['median_seconds']:.2f} s", f"{row['longest_seconds']:.2f} s")
        yield _row(shown, f"{row['in']:,}", share, f"{row['waiting']:,}", row["why"] or "–", *times)


def bench_lines(sheets: Sequence[Figures], words: Words) -> Iterator[str]:
    """Yield the table of the benches; a target that was missed is said."""
    yield from _head(words.bench_head, "lrrlrl")
    for sheet in sheets:
        for figure in sheet["figures"]:
            if sheet["bench"] in DRAWN and figure["target"] is None:
                continue
            target = "–" if figure["target"] is None else f"{figure['target']:,g}"
            yield _row(
                figure["name"], f"{figure['best']:,.4g}" if figure["best"] < 1000 else f"{figure['best']:,.0f}",
                f"{figure['median']:,.4g}" if figure["median"] < 1000 else f"{figure['median']:,.0f}",
                figure["unit"], target, words.reached[figure["reached"]],
            )  # fmt: skip
    yield ""
    yield from dict.fromkeys(f"- {words.machine.format(**sheet['machine'])}" for sheet in sheets)


def _head(names: Sequence[str], sides: str) -> Iterator[str]:
    yield _row(*names)
    yield _row(*("--:" if side == "r" else ":--" for side in sides))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
