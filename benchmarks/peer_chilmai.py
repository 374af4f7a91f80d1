"""Run by the interpreter of the peer's own environment: `python peer_chilmai.py MARKET.json RESULT.json`.

Calls the constraint model of PyPI ``chilmai`` with the settings of its own matcher (no shared ages, no blocking
coalition, siblings excluded from their own competition, ties by order). Nothing of Ikkan is imported.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

# the peer is installed in its own environment only
from chilmai.algorithm.cp_use_transfer.CP_algo import CP  # type: ignore[import-not-found]

NOWHERE = -1


def main() -> None:
    """Translate the market into the peer's dictionaries, time the peer, write what every child got."""
    market = json.loads(Path(sys.argv[1]).read_bytes())
    children = {
        one["id"]: {
            "id": one["id"],
            "age": one["age"],
            "family_id": one["family"],
            "initial_daycare_id": one["current"],
            "preference_list": [],
        }
        for one in market["children"]
    }
    daycares = {
        one["id"]: {
            "id": one["id"],
            "recruiting_numbers_list": one["seats"],
            "share_ages_list": [],
            "priority_child_id_list": one["ranked"],
            "priority_score_list": list(range(len(one["ranked"]), 0, -1)),
            "is_use_transfer": [True] * len(one["seats"]),
        }
        for one in market["facilities"]
    }
    families = {
        one["id"]: {
            "id": one["id"],
            "children": one["children"],
            "pref": [tuple(wish) if len(wish) > 1 else wish[0] for wish in one["wishes"]],
        }
        for one in market["families"]
    }
    begun, worked = time.perf_counter(), time.process_time()
    outcome, *_ = CP(children, daycares, families, share_bool=False, bp_num=0, exclude_bool=True, search_depth=0)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    placed = {child: got["CP"] for child, got in outcome.items() if got["CP"] != NOWHERE}
    Path(sys.argv[2]).write_text(json.dumps({"seconds": seconds, "processor": processor, "placed": placed}))


if __name__ == "__main__":
    main()
