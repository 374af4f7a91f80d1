"""How time and memory of a placement grow from 500 to 100,000 children; also draws docs/placement-growth.svg.

python -m benchmarks placement_growth            measures, writes the sheet and the picture
python -m benchmarks.placement_growth            draws the picture from the sheet
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from benchmarks.figures import RESULTS, Figure, Sheet
from benchmarks.markets import synthetic_market
from benchmarks.placement_run import apart
from ikkan.counter.growth_chart import Growth, growth

SIZES = (500, 1_500, 4_000, 8_000, 15_000, 30_000, 100_000)
# children: the targets in seconds and in MB
TARGETS = {100_000: (5.0, 1_000.0)}
SEED = 1
RUNS = 2
PICTURE = Path(__file__).parent.parent / "docs" / "placement-growth.svg"


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Place a market of each size in a process of its own: the best of two runs, and the most memory it held."""
    rows = []
    for children in SIZES[:2] if quick else SIZES:
        folder = Path(os.environ["IKKAN_HOME"]) / str(children)
        if not folder.is_dir():
            synthetic_market(children, SEED).write(folder / "market")
        run = apart(folder, RUNS)
        note = f"seed {SEED}, files in to checked placement out, best of {RUNS}; {run.said}"
        seconds, megabytes = TARGETS.get(children, (None, None))
        sheet.add(Figure(f"{children:,} children: files in to checked out", "s", (run.seconds,), seconds, note))
        sheet.add(Figure(f"{children:,} children: processor time", "s", (run.processor,), None, note))
        sheet.add(Figure(f"{children:,} children: peak memory", "MB", (run.megabytes,), megabytes, note))
        rows.append({"children": children, **run._asdict()})
    sheet.details["sizes"] = rows
    if not quick:
        draw(rows)


def draw(rows: list[dict[str, float]]) -> None:
    """Draw the picture of the docs: processor time, which other work on the machine disturbs least, and memory.

    Args:
        rows: by size the children, seconds of the processor and megabytes.
    """
    lines = [
        Growth("seconds", [(row["children"], row["processor"]) for row in rows]),
        Growth("megabytes", [(row["children"], row["megabytes"]) for row in rows]),
    ]
    first, last = rows[0], rows[-1]
    finding = (
        f"From {first['children']:,} to {last['children']:,} children, files in to checked placement out: "
        f"{first['processor']:.2g} to {last['processor']:.2g} s of the processor, "
        f"{first['megabytes']:.0f} to {last['megabytes']:.0f} MB."
    )
    chart = growth("placement-growth", finding, lines, head=("children", "seconds of the processor; megabytes"))
    PICTURE.write_text(f"{chart.markup}\n", encoding="utf-8")


def main() -> None:
    """Draw the picture from the sheet."""
    sheet = json.loads((RESULTS / "placement_growth.json").read_text(encoding="utf-8"))
    draw(sheet["details"]["sizes"])


if __name__ == "__main__":
    main()
