"""Logs of lotteries for tests: a round that drand really published, and three parties with seals."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.procedures.nursery.placement.lottery.drawing import (
    CODES,
    Statement,
    blind,
    draw,
    log_files,
    state,
    write_log,
)
from ikkan.procedures.nursery.placement.lottery.source import Chain, DrandRound, Parties, Party, seal_text

ROUND: Final = "H0904-1"
# chain information of quicknet: docs.drand.love; round 657413: README of drand-verify 0.2.1
QUICKNET: Final = Chain(
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    scheme="bls-unchained-g1-rfc9380",
    public_key="83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758"
    "c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    group_hash="f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
    beacon="quicknet",
    genesis=1692803367,
    period=3,
)
SOURCE: Final = DrandRound(QUICKNET, 657413)
BEACON: Final[JsonObject] = {
    "round": 657413,
    "randomness": "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
    "signature": "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
}
COMMITTED: Final = datetime(2023, 9, 14, 3, 0, tzinfo=UTC)
CODES_OF: Final = {f"H-{number:03d}/c1": f"{number:05x}-code" for number in range(1, 9)}
OPENED: Final = {
    "議会": ("a1" * 16, "晴れ 17"),
    "保護者会": ("b2" * 16, "dice 3 5 1"),
    "監査委員": ("c3" * 16, "4052"),
}


def entrants() -> list[str]:
    return [blind(ROUND, child, code) for child, code in CODES_OF.items()]


def drand_statement() -> Statement:
    return state(round_=ROUND, attempt=1, now=COMMITTED, source=SOURCE, entrants=entrants())


def parties() -> tuple[Party, ...]:
    return tuple(
        Party(name, hashlib.sha256(seal_text(salt, value).encode()).hexdigest())
        for name, (salt, value) in OPENED.items()
    )


def sealed_statement(*, earlier: tuple[JsonObject, ...] = ()) -> Statement:
    source = Parties(parties(), COMMITTED + timedelta(hours=72))
    return state(
        round_=ROUND, attempt=len(earlier) + 1, now=COMMITTED, source=source, entrants=entrants(), earlier=earlier
    )


def reveals() -> JsonObject:
    opened: list[JsonValue] = [{"name": name, "salt": salt, "value": value} for name, (salt, value) in OPENED.items()]
    return {"reveals": opened}


def write(folder: Path, statement: Statement, evidence: JsonObject | None) -> Path:
    """Write a log as the product does, with the codes beside it."""
    value = statement.source.value_of(evidence) if evidence else ""
    files = log_files(
        statement.as_json(), statement.entrants, commitment=statement.commitment, value=value, evidence=evidence
    )
    write_log(folder, {**files, CODES: "child,code\n" + "".join(f"{c},{k}\n" for c, k in CODES_OF.items())})
    return folder


def write_market(folder: Path, statement: Statement, evidence: JsonObject) -> Path:
    """Write children.csv with the draw of each child."""
    numbers = {
        one.entrant: one.number
        for one in draw(statement.commitment, statement.source.value_of(evidence), statement.entrants)
    }
    rows = [
        f"{child},{child[:5]},1,,{numbers[blind(ROUND, child, code)]}\n" for child, code in CODES_OF.items()
    ]  # fmt: skip
    folder.mkdir()
    (folder / "children.csv").write_text("child,family,age,current_facility,draw\n" + "".join(rows), encoding="utf-8")
    return folder
