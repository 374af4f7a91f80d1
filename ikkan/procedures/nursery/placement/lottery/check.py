"""Check the lottery of a nursery round: nothing chosen afterwards, every number follows (保育所利用調整の抽選の検算).

Independent of the program that drew: Python's standard library only, reads only the published files.

    python check_lottery.py LOG [MARKET]         LOG holds lottery.json, entrants.csv and, once drawn, draws.csv
    python check_lottery.py LOG --child ID CODE  find a child's own line by the code that its family was given

With MARKET (folder of the round) LOG also holds codes.csv (child,code), which only the town has: every child's draw in
children.csv is then found again. Exit 0: all is true. 1: not. 2: unreadable, or not drawn yet.

Definitions. SHA-256 throughout, texts in UTF-8, hex in small letters. List: entrants ascending, a newline after each.
Commitment: hash of lottery.json without commitment, value and evidence, as JSON with sorted keys, no blanks, ASCII.
Value, drand: hash of the signature of the round named. Value, commit_reveal: hash of "ikkan-lottery-1/value" and every
party's SALT|VALUE in order, each ended by a newline. Key of an entrant: hash of "ikkan-lottery-1/draw", commitment,
value and entrant, each ended by a newline; smaller keys come first. Entrant: hash of "ikkan-lottery-1/entrant",
round, child and code, each ended by a newline. The signature of a drand round is not checked here (it needs pairings).
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FORMAT = "ikkan-lottery-1"
AFTER = ("commitment", "value", "evidence")
STATED = ("format", "round", "attempt", "committed_at", "source", "entrants", "earlier")
HASH = re.compile(r"[0-9a-f]{64}")
FEWEST_PARTIES = 3


class UnreadableLogError(Exception):
    """Say that the files cannot be judged, and why."""


@dataclass(frozen=True)
class Finding:
    """Say what was found: faults; what cannot be known from the files; entrants; whether it is drawn."""

    problems: tuple[str, ...]
    notes: tuple[str, ...]
    entrants: int
    is_drawn: bool

    @property
    def is_true(self) -> bool:
        """Say whether it is drawn and nothing is wrong."""
        return self.is_drawn and not self.problems


def check_log(folder: Path, market: Path | None = None) -> Finding:
    """Judge the log in a folder, and the draws of a market by it, or raise UnreadableLogError."""
    log = _read_json(folder / "lottery.json")
    rows = _read_csv(folder / "entrants.csv", ("entrant",))
    entrants = [row["entrant"] for row in rows]
    try:
        problems = [*_statement(log, entrants), *_source(log)]
        value, wrong, notes = _value(log)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UnreadableLogError(f"lottery.json is not a whole log of the format {FORMAT} ({error!r})") from None
    problems += wrong
    drawn = value is not None
    if value is not None:
        problems += _draws(folder, _numbers(str(log["commitment"]), value, entrants))
        if market is not None:
            problems += _market(folder, market, str(log["round"]), _numbers(str(log["commitment"]), value, entrants))
    elif (folder / "draws.csv").exists():
        problems.append("draws.csv is there, but lottery.json has no value")
    notes += [_given_up(one) for one in log["earlier"]]
    return Finding(tuple(problems), tuple(notes), len(entrants), drawn)


def _given_up(one: dict[str, Any]) -> str:
    told = f"attempt {one['attempt']} became void at {one['voided_at']}: {one['why']}"
    if one["known_from"] is None or one["voided_at"] < one["known_from"]:
        return told
    return f"{told}. Its value was out from {one['known_from']} on: compute what it would have given, and ask why"


def find_child(folder: Path, child: str, code: str) -> str:
    """Return the line of a child in draws.csv (or its entrant before the draw), blank when it is not on the list."""
    log = _read_json(folder / "lottery.json")
    own = _hash("entrant", str(log.get("round")), child, code)
    name = "draws.csv" if (folder / "draws.csv").exists() else "entrants.csv"
    rows = _read_csv(folder / name, ("draw", "entrant", "key") if name == "draws.csv" else ("entrant",))
    return next((",".join(row.values()) for row in rows if row["entrant"] == own), "")


def _statement(log: dict[str, Any], entrants: list[str]) -> list[str]:
    problems = []
    if set(log) != {*STATED, *AFTER} or log["format"] != FORMAT:
        problems.append(f"lottery.json must hold exactly {', '.join((*STATED, *AFTER))}, in format {FORMAT}")
    if not entrants or log["entrants"]["count"] != len(entrants):
        problems.append(f"entrants.csv has {len(entrants)} lines, but {log['entrants']['count']} were committed to")
    if any(not HASH.fullmatch(one) for one in entrants):
        problems.append("entrants.csv has a line that is no SHA-256")
    if len(set(entrants)) != len(entrants):
        problems.append("an entrant stands twice in entrants.csv")
    if entrants != sorted(entrants):
        problems.append("entrants.csv is not in ascending order")
    listed = hashlib.sha256("".join(f"{one}\n" for one in entrants).encode()).hexdigest()
    if listed != log["entrants"]["sha256"]:
        problems.append("entrants.csv is not the list that was committed to")
    if _commitment(log) != log["commitment"]:
        problems.append("the commitment is not that of what lottery.json says")
    numbers = [one["attempt"] for one in log["earlier"]]
    if numbers != list(range(1, log["attempt"])):
        problems.append(f"attempt {log['attempt']} must name each earlier one; it names {numbers}")
    return problems


def _commitment(log: dict[str, Any]) -> str:
    stated = {key: value for key, value in log.items() if key not in AFTER}
    text = json.dumps(stated, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _source(log: dict[str, Any]) -> list[str]:
    """Look whether the value could have been known or bent when the list was fixed."""
    source, committed = log["source"], _unix(log["committed_at"])
    problems = []
    if source["kind"] == "drand":
        seed = int(source["period"]).to_bytes(4, "big") + int(source["genesis"]).to_bytes(8, "big")
        seed += bytes.fromhex(source["public_key"]) + bytes.fromhex(source["group_hash"])
        seed += b"" if source["beacon"] == "default" else source["beacon"].encode()
        if hashlib.sha256(seed).hexdigest() != source["chain"]:
            problems.append("the chain hash is not that of its public key, genesis, period, group and name")
        at = source["genesis"] + source["period"] * (source["round"] - 1)
        if _unix(source["at"]) != at:
            problems.append(f"round {source['round']} is not at {source['at']}")
        if at <= committed:
            problems.append(f"round {source['round']} is not after the commitment of {log['committed_at']}")
    elif source["kind"] == "commit_reveal":
        names, seals = ([one[key] for one in source["parties"]] for key in ("name", "seal"))
        if len(set(names)) < FEWEST_PARTIES or len(set(names)) != len(names) or not all(names):
            problems.append(f"at least {FEWEST_PARTIES} different named parties must have sealed")
        if len(set(seals)) != len(seals) or not all(HASH.fullmatch(one) for one in seals):
            problems.append("a seal stands twice, or is no SHA-256")
        if _unix(source["reveal_by"]) <= committed or source["if_unrevealed"] != "void":
            problems.append("the time for opening, or the rule for a party that does not open, is not as it must be")
        barred = {name for one in log["earlier"] for name in one["unrevealed"]} & set(names)
        problems += [f"{name} left an earlier attempt void and may not seal again" for name in sorted(barred)]
    else:
        problems.append(f"unknown source {source['kind']!r}")
    return problems


def _value(log: dict[str, Any]) -> tuple[str | None, list[str], list[str]]:
    """Return the value that the evidence gives (None: not drawn yet), what is wrong with it, and what is unknown."""
    source, evidence, told = log["source"], log["evidence"], log["value"]
    if evidence is None:
        return None, ["a value without evidence"] if told else [], []
    problems, notes = [], list[str]()
    if source["kind"] == "drand":
        value = hashlib.sha256(bytes.fromhex(evidence["signature"])).hexdigest()
        if evidence["round"] != source["round"]:
            problems.append(f"the evidence is of round {evidence['round']}, but {source['round']} was committed to")
        if evidence["randomness"] != value:
            problems.append("the randomness is not the SHA-256 of the signature")
        notes.append(
            f"the signature of round {source['round']} itself is unconfirmed here: compare it with what drand "
            f"publishes for chain {source['chain']}, or check it by public key ({source['scheme']})"
        )
    else:
        opened = {one["name"]: one for one in evidence["reveals"]}
        texts = []
        for party in source["parties"]:
            one = opened.pop(party["name"], None)
            text = f"{one['salt']}|{one['value']}" if one else ""
            texts.append(text)
            if one is None:
                problems.append(f"{party['name']} did not open its seal: the lottery is void")
            elif hashlib.sha256(text.encode()).hexdigest() != party["seal"]:
                problems.append(f"what {party['name']} opened is not what it sealed")
        problems += [f"{name} opened, but had not sealed" for name in opened]
        value = _hash("value", *texts)
    if told != value:
        problems.append("the value is not that of the evidence")
    return value, problems, notes


def _numbers(commitment: str, value: str, entrants: list[str]) -> list[tuple[str, str, str]]:
    keyed = sorted((_hash("draw", commitment, value, one), one) for one in entrants)
    return [(str(number), one, key) for number, (key, one) in enumerate(keyed, start=1)]


def _draws(folder: Path, numbers: list[tuple[str, str, str]]) -> list[str]:
    rows = _read_csv(folder / "draws.csv", ("draw", "entrant", "key"))
    found = [(row["draw"], row["entrant"], row["key"]) for row in rows]
    problems = []
    if len({key for _, _, key in numbers}) != len(numbers):
        problems.append("two entrants have the same key")
    if len(found) != len(numbers):
        problems.append(f"draws.csv has {len(found)} lines instead of {len(numbers)}")
    for told, computed in zip(found, numbers, strict=False):
        if told != computed:
            problems.append(f"draws.csv says {','.join(told)}, but it must be {','.join(computed)}")
            break
    return problems


def _market(folder: Path, market: Path, round_: str, numbers: list[tuple[str, str, str]]) -> list[str]:
    """Find every child's draw in the round again."""
    draws = {entrant: number for number, entrant, _ in numbers}
    codes = {row["child"]: row["code"] for row in _read_csv(folder / "codes.csv", ("child", "code"))}
    problems = []
    for row in _read_csv(market / "children.csv", ("child", "draw"), others=True):
        child = row["child"]
        drawn = draws.get(_hash("entrant", round_, child, codes.get(child, "")))
        if drawn is None:
            problems.append(f"{child} is in the round, but was not in the lottery")
        elif row["draw"].strip() != drawn:
            problems.append(f"{child} has draw {row['draw']!r} in children.csv, but drew {drawn}")
    return problems


def _hash(domain: str, *parts: str) -> str:
    return hashlib.sha256("".join(f"{one}\n" for one in (f"{FORMAT}/{domain}", *parts)).encode()).hexdigest()


def _unix(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def _read_json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(_text(path))
    except ValueError as error:
        raise UnreadableLogError(f"{path.name} is no JSON ({error})") from None
    if not isinstance(read, dict):
        raise UnreadableLogError(f"{path.name} must be a JSON object")
    return read


def _read_csv(path: Path, columns: tuple[str, ...], *, others: bool = False) -> list[dict[str, str]]:
    rows = csv.reader(_text(path).splitlines())
    header = next(rows, [])
    if tuple(header) != columns and not (others and set(columns) <= set(header)):
        raise UnreadableLogError(f"{path.name} must have the columns {', '.join(columns)}, but has {', '.join(header)}")
    found = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise UnreadableLogError(f"{path.name}, line {number}: {len(row)} cells instead of {len(header)}")
        found.append(dict(zip(header, row, strict=True)))
    return found


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableLogError(f"{path.name} cannot be read ({error})") from None


def main(arguments: list[str]) -> int:
    """Check what is named on the command line and say what was found."""
    try:
        if len(arguments) == 4 and arguments[1] == "--child":
            line = find_child(Path(arguments[0]), arguments[2], arguments[3])
            sys.stdout.write(f"{line or 'not on the list'}\n")
            return 0 if line else 1
        if len(arguments) not in {1, 2}:
            sys.stderr.write("usage: check_lottery.py LOG [MARKET | --child ID CODE]\n")
            return 2
        found = check_log(Path(arguments[0]), Path(arguments[1]) if len(arguments) == 2 else None)
    except UnreadableLogError as error:
        sys.stderr.write(f"cannot judge: {error}\n")
        return 2
    lines = [*(f"problem: {one}" for one in found.problems), *(f"note: {one}" for one in found.notes)]
    lines += [f"entrants: {found.entrants}", f"drawn: {'yes' if found.is_drawn else 'not yet'}"]
    lines.append(f"true: {'yes' if found.is_true else 'no'}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if found.problems else 0 if found.is_drawn else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
