"""Run by the interpreter of the peer's own environment: `python peer_matching.py MARKET.json RESULT.json`.

Calls the hospital-resident game of PyPI ``matching`` on a market of only children. Nothing of Ikkan is imported.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

# the peer is installed in its own environment only
from matching.games import HospitalResident  # type: ignore[import-not-found]


def main() -> None:
    """Translate the market into a hospital a class, time the peer, write what every child got."""
    market = json.loads(Path(sys.argv[1]).read_bytes())
    age = {one["id"]: one["age"] for one in market["children"]}
    seats = {(one["id"], at): count for one in market["facilities"] for at, count in enumerate(one["seats"]) if count}
    wished = {
        one["children"][0]: [
            f"{facility}/{age[one['children'][0]]}"
            for (facility,) in one["wishes"]
            if (facility, age[one["children"][0]]) in seats
        ]
        for one in market["families"]
    }
    ranked: dict[str, list[int]] = {}
    for one in market["facilities"]:
        for child in one["ranked"]:
            if f"{one['id']}/{age[child]}" in wished[child]:
                ranked.setdefault(f"{one['id']}/{age[child]}", []).append(child)
    room = {f"{facility}/{at}": count for (facility, at), count in seats.items() if f"{facility}/{at}" in ranked}
    begun, worked = time.perf_counter(), time.process_time()
    game = HospitalResident.create_from_dictionaries({child: own for child, own in wished.items() if own}, ranked, room)
    matched = game.solve(optimal="resident")
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    placed = {child.name: int(at.name.split("/")[0]) for at, children in matched.items() for child in children}
    Path(sys.argv[2]).write_text(json.dumps({"seconds": seconds, "processor": processor, "placed": placed}))


if __name__ == "__main__":
    main()
