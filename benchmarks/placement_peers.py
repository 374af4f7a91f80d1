"""Peers on the same market: PyPI ``chilmai`` with siblings and transfers, PyPI ``matching`` with only children.

Each is installed into an environment of its own, kept in the cache folder. Both results are judged by the checker.
IKKAN_BENCH_LONG=1 also runs ``chilmai`` at 8,000 children, which takes more than ten minutes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.figures import Figure, Sheet, repeat
from benchmarks.markets import synthetic_market
from benchmarks.placement_run import timed
from ikkan.procedures.nursery.placement.checker import check_folder
from ikkan.procedures.nursery.placement.market import NOWHERE, Market
from ikkan.procedures.nursery.placement.place import Placement, place

SEED = 1
FASTER = 150
LIMIT_SECONDS = 1_500


class Peer(NamedTuple):
    """Name a peer: package and version, the script that runs it, the sizes, and whether it knows only children."""

    package: str
    version: str
    script: str
    sizes: tuple[int, ...]
    only_children: bool


def measure(sheet: Sheet, *, quick: bool) -> None:
    """Time every peer and ourselves in the same run; what cannot be installed is said with its reason."""
    long = (8_000,) if os.environ.get("IKKAN_BENCH_LONG") == "1" else ()
    peers = (
        Peer("chilmai", "0.2.2", "peer_chilmai.py", (500,) if quick else (1_500, *long), False),
        Peer("matching", "1.4.3", "peer_matching.py", (500,) if quick else (1_500, 8_000), True),
    )
    for peer in peers:
        python, fault = _installed(peer)
        if fault:
            sheet.details[peer.package] = {"not_measured": fault}
            continue
        sheet.details[peer.package] = [_compared(sheet, peer, python, children) for children in peer.sizes]


def _installed(peer: Peer) -> tuple[Path, str]:
    """Give the interpreter of the peer's environment, made where it is absent, and why it could not be made."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cache / "ikkan-bench" / f"{peer.package}-{peer.version}"
    python = folder / "bin" / "python"
    done = folder / "installed"
    if done.is_file():
        return python, ""
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    words = [str(python), "-m", "pip", "install", "-q", f"{peer.package}=={peer.version}"]
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    if made.returncode:
        return python, made.stderr.strip()[-300:]
    done.touch()
    return python, ""


def _compared(sheet: Sheet, peer: Peer, python: Path, children: int) -> dict[str, object]:
    """Run a peer and ourselves on one market, and judge both."""
    folder = Path(os.environ["IKKAN_HOME"]) / f"{peer.package}-{children}"
    synthetic_market(children, SEED, only_children=peer.only_children).write(folder / "market")
    market = Market.read(folder / "market")
    runs = [timed(folder, reasons=False) for _ in range(4)][1:]
    own = tuple(run.whole for run in runs)
    ours, alone = place(market), repeat(3, partial(_placing, market))
    result = _run(peer, python, folder, market)
    if "failed" in result:
        return {"children": children, **result}
    theirs = _as_placement(market, ours, result["placed"])
    theirs.write(folder / "theirs", market)
    (folder / "theirs" / "verdict.json").unlink()
    verdict = check_folder(folder / "market", folder / "theirs")
    differing = _differing(market, ours, theirs)
    name = f"{children:,} children: {peer.package} {peer.version}"
    note = f"seed {SEED}, {theirs.placed} placed, ours {ours.placed}, {len(differing)} families differ"
    took, busy = result["seconds"], result["processor"] / min(run.processor for run in runs)
    sheet.add(Figure(f"{name}: its model and search", "s", (took,), None, note))
    sheet.add(Figure(f"{name}: ours, the same part", "s", alone, None, note))
    sheet.add(Figure(f"{name}: ours, files in to checked out", "s", own, None, note))
    target = FASTER if (peer.package, children) == ("chilmai", 1_500) else None
    sheet.add(Figure(f"{name}: faster, like for like", "times", (took / min(alone),), None, note))
    sheet.add(Figure(f"{name}: faster, all of ours", "times", (took / min(own),), target, note))
    sheet.add(Figure(f"{name}: less processor time, all of ours", "times", (busy,), None, note))
    return {
        "children": children,
        "placed_by_peer": theirs.placed,
        "placed_by_us": ours.placed,
        "peer_is_stable": verdict.stable,
        "ours_is_stable": ours.status == "stable",
        "differing_families": differing,
    }


def _placing(market: Market) -> float:
    begun = time.perf_counter()
    place(market)
    return time.perf_counter() - begun


def _run(peer: Peer, python: Path, folder: Path, market: Market) -> dict[str, Any]:
    """Run a peer in a process of its own; give seconds and who was placed, or why it failed."""
    (folder / "market.json").write_text(json.dumps(translated(market)), encoding="utf-8")
    words = [str(python), str(Path(__file__).with_name(peer.script)), "market.json", "result.json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    try:
        run = subprocess.run(
            words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not finished in {LIMIT_SECONDS} s"}
    if run.returncode:
        return {"failed": run.stderr.strip().splitlines()[-1][:300]}
    found: dict[str, Any] = json.loads((folder / "result.json").read_bytes())
    return found


def translated(market: Market) -> dict[str, object]:
    """Give the market in plain numbers: children, facilities with all who wish them best rank first, families.

    Args:
        market: the round; -1 stands for no facility.
    """
    entries = [
        list(zip(market.entry_child[a:b].tolist(), market.entry_facility[a:b].tolist(), strict=True))
        for a, b in pairwise(market.wish_entry_start.tolist())
    ]
    first = market.family_wish_start.tolist()
    placed = np.flatnonzero(market.entry_facility != NOWHERE)
    order = placed[np.lexsort((market.entry_rank[placed], market.entry_facility[placed]))]
    ranked: dict[int, dict[int, None]] = {at: {} for at in range(len(market.facility_ids))}
    for facility, child in zip(market.entry_facility[order].tolist(), market.entry_child[order].tolist(), strict=True):
        ranked[facility][child] = None
    columns = (market.child_age.tolist(), market.child_family.tolist(), market.child_current.tolist())
    return {
        "children": [
            {"id": at, "age": age, "family": family, "current": current}
            for at, (age, family, current) in enumerate(zip(*columns, strict=True))
        ],
        "facilities": [
            {"id": at, "seats": seats, "ranked": list(ranked[at])} for at, seats in enumerate(market.seats.tolist())
        ],
        "families": [
            {
                "id": at,
                "children": [child for child, _ in entries[begin]],
                "wishes": [[facility for _, facility in wish] for wish in entries[begin:end]],
            }
            for at, (begin, end) in enumerate(pairwise(first))
            if end > begin
        ],
    }


def _as_placement(market: Market, ours: Placement, placed: dict[str, int]) -> Placement:
    facility = np.full(len(market.child_ids), NOWHERE, dtype=np.int64)
    facility[np.array([int(child) for child in placed], dtype=np.int64)] = list(placed.values())
    return replace(ours, facility=facility)


def _differing(market: Market, ours: Placement, theirs: Placement) -> Sequence[str]:
    """Name the families whose children got something else."""
    families = np.unique(market.child_family[ours.facility != theirs.facility])
    return [market.family_ids[family] for family in families.tolist()]
