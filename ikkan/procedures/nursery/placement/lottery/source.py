"""Where the value of a lottery comes from: a future drand round, or what several parties sealed before."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from ikkan.kernel.answers import number, parts, word
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.procedures.nursery.placement.lottery.error import LotteryError

FEWEST_PARTIES: Final = 3
DRAND: Final = "drand"
COMMIT_REVEAL: Final = "commit_reveal"
# declared in the log before the draw, so that nobody chooses afterwards what a missing party means
IF_UNREVEALED: Final = "void"
LONGEST_VALUE: Final = 200
# drand's name for the chain that is hashed without its name
_UNNAMED: Final = "default"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SALT: Final = re.compile(r"[0-9a-f]{32,128}")
_SIGNATURE: Final = re.compile(r"(?:[0-9a-f]{2}){32,128}")
_VALUE_DOMAIN: Final = "ikkan-lottery-1/value"


class Source(Protocol):
    """What a statement names."""

    def as_json(self) -> JsonObject:
        """Return it as the log writes it."""
        ...

    def refuse_unless_open_at(self, now: datetime) -> None:
        """Raise LotteryError where the value could be known or bent already."""
        ...

    def value_of(self, evidence: JsonObject) -> str:
        """Return the public random value that the evidence gives, hex; LotteryError where it gives none."""
        ...


@dataclass(frozen=True, slots=True)
class Chain:
    """A drand chain: what its hash is made from. Source: docs.drand.love, chain information.

    Args:
        hash: chain hash, hex.
        scheme: name of the signature scheme.
        public_key: of the network, hex.
        group_hash: hash of the first group, hex.
        beacon: its name; ``default`` for the oldest one.
        genesis: moment of round 1, Unix seconds.
        period: seconds between rounds.
    """

    hash: str
    scheme: str
    public_key: str
    group_hash: str
    beacon: str
    genesis: int
    period: int

    def computed_hash(self) -> str:
        """Return the hash that period, genesis, key, group and name give, so that none of them can be another's."""
        digest = hashlib.sha256(self.period.to_bytes(4, "big") + self.genesis.to_bytes(8, "big"))
        digest.update(bytes.fromhex(self.public_key) + bytes.fromhex(self.group_hash))
        digest.update(b"" if self.beacon == _UNNAMED else self.beacon.encode())
        return digest.hexdigest()

    def time_of(self, round_: int) -> datetime:
        """Return the moment of a round."""
        return datetime.fromtimestamp(self.genesis, UTC) + timedelta(seconds=self.period * (round_ - 1))

    def round_at(self, at: datetime) -> int:
        """Return the first round at or after a moment."""
        return max(1, -(-(int(at.timestamp()) - self.genesis) // self.period) + 1)


@dataclass(frozen=True, slots=True)
class DrandRound:
    """A round of a drand chain that was in the future when it was named."""

    chain: Chain
    round: int

    @property
    def at(self) -> datetime:
        """Return when its value comes into the world."""
        return self.chain.time_of(self.round)

    def as_json(self) -> JsonObject:
        """Return it as the log writes it."""
        one = self.chain
        return {
            "kind": DRAND, "chain": one.hash, "scheme": one.scheme, "public_key": one.public_key,
            "group_hash": one.group_hash, "beacon": one.beacon, "genesis": one.genesis, "period": one.period,
            "round": self.round, "at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }  # fmt: skip

    def refuse_unless_open_at(self, now: datetime) -> None:
        """Refuse a round that may be out already, and a chain whose hash is not that of its key."""
        if self.at <= now:
            raise LotteryError(
                "source_known",
                "指定した回の値はもう公表されています。これから来る回を指定してください。",
                "The value of that round is out already. Name a round that is still to come.",
            )
        if self.chain.computed_hash() != self.chain.hash:
            raise LotteryError(
                "chain_mismatch",
                "規則集の抽選の値の鎖（drand）の符号と公開鍵が合いません。規則集を直してください。",
                "Chain hash and public key in the book do not belong together. Correct lottery_chain in limits.toml.",
            )

    def value_of(self, evidence: JsonObject) -> str:
        """Return the randomness of the published round: SHA-256 of its signature, hex."""
        signature, told = word(evidence, "signature"), word(evidence, "randomness")
        if int(number(evidence, "round")) != self.round:
            raise LotteryError(
                "other_round",
                f"指定した回は{self.round}です。この回の公表された値を入れてください。",
                f"The round named is {self.round}. Enter what was published for that round.",
            )
        if not _SIGNATURE.fullmatch(signature):
            raise LotteryError(
                "bad_signature",
                "signature が読めません。公表された JSON をそのまま貼ってください。",
                "The signature cannot be read. Paste the published JSON as it is.",
            )
        value = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
        if told not in ("", value):
            raise LotteryError(
                "value_replaced",
                "randomness が signature の SHA-256 と違います。公表された JSON をそのまま貼ってください。",
                "The randomness is not the SHA-256 of the signature. Paste the published JSON as it is.",
            )
        return value


@dataclass(frozen=True, slots=True)
class Party:
    """A party with its seal: SHA-256 of ``SALT|VALUE``, hex."""

    name: str
    seal: str


@dataclass(frozen=True, slots=True)
class Parties:
    """Parties who each sealed a value before; one of them who is honest is enough.

    Args:
        parties: at least three, in the order in which their values are joined.
        reveal_by: end of the time for opening; a party that has not opened by then makes the lottery void.
        barred: names that left an earlier attempt void and may not seal again.
    """

    parties: tuple[Party, ...]
    reveal_by: datetime
    barred: frozenset[str] = field(default=frozenset())

    def as_json(self) -> JsonObject:
        """Return it as the log writes it."""
        listed: list[JsonValue] = [{"name": one.name, "seal": one.seal} for one in self.parties]
        return {
            "kind": COMMIT_REVEAL, "parties": listed, "if_unrevealed": IF_UNREVEALED,
            "reveal_by": self.reveal_by.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }  # fmt: skip

    def refuse_unless_open_at(self, now: datetime) -> None:
        """Refuse too few parties, a party or a seal that stands twice, a barred one, and no time to open."""
        names, seals = {one.name for one in self.parties}, {one.seal for one in self.parties}
        if min(len(names), len(self.parties)) < FEWEST_PARTIES or "" in names:
            raise LotteryError(
                "few_parties",
                f"名前のある別々の{FEWEST_PARTIES}者以上の封が必要です。",
                f"The seals of at least {FEWEST_PARTIES} different named parties are needed.",
            )
        if len(names) != len(self.parties) or len(seals) != len(self.parties):
            raise LotteryError(
                "seal_twice",
                "同じ名前か同じ封が2つあります。別々の人が自分で作った封を入れてください。",
                "A name or a seal stands twice. Enter seals that different parties made themselves.",
            )
        if not all(_SHA256.fullmatch(one.seal) for one in self.parties):
            raise LotteryError(
                "bad_seal",
                "封は、0から9とaからfの64字です。SHA-256 の値をそのまま入れてください。",
                "A seal has 64 characters from 0-9 and a-f. Enter the SHA-256 as it is.",
            )
        if self.barred & names:
            raise LotteryError(
                "barred",
                f"前の抽選で封を開けなかったため参加できません：{'、'.join(sorted(self.barred & names))}",
                f"Did not open its seal in an earlier attempt: {', '.join(sorted(self.barred & names))}",
            )
        if self.reveal_by <= now:
            raise LotteryError("no_time", "封を開ける期限が過ぎています。", "The time for opening is over already.")

    def value_of(self, evidence: JsonObject) -> str:
        """Return SHA-256 over all opened values in the declared order; every party must have opened."""
        opened = {word(one, "name"): one for one in parts(evidence, "reveals")}
        missing = [one.name for one in self.parties if one.name not in opened]
        if missing:
            raise LotteryError(
                "unrevealed",
                f"まだ封を開けていません：{'、'.join(missing)}",
                f"Not opened yet: {', '.join(missing)}",
            )
        texts = [self.opened_text(one.name, opened[one.name]) for one in self.parties]
        return hashlib.sha256("".join(f"{line}\n" for line in (_VALUE_DOMAIN, *texts)).encode()).hexdigest()

    def opened_text(self, name: str, opened: Mapping[str, JsonValue]) -> str:
        """Return ``SALT|VALUE`` of a party.

        Raises:
            LotteryError: there is no such party, or the two do not give its seal.
        """
        party = next((one for one in self.parties if one.name == name), None)
        text = seal_text(str(opened.get("salt", "")), str(opened.get("value", "")))
        if party is None or hashlib.sha256(text.encode()).hexdigest() != party.seal:
            raise LotteryError(
                "reveal_mismatch",
                "塩と値が、先に出した封と合いません。封を作ったときのものをそのまま入れてください。",
                "Salt and value do not give the seal that was handed in. Enter exactly what was sealed.",
            )
        return text


def seal_text(salt: str, value: str) -> str:
    """Return what a party hashes: ``SALT|VALUE``.

    Raises:
        LotteryError: the salt is not 32 or more hex digits, or the value is blank, too long or holds a line break.
    """
    if not _SALT.fullmatch(salt) or not 0 < len(value) <= LONGEST_VALUE or not value.isprintable():
        raise LotteryError(
            "bad_reveal",
            f"塩は0から9とaからfの32字以上、値は改行のない1字から{LONGEST_VALUE}字です。",
            f"A salt has 32 or more characters from 0-9 and a-f, a value 1 to {LONGEST_VALUE} without line breaks.",
        )
    return f"{salt}|{value}"


def source_from(kept: JsonObject) -> DrandRound | Parties:
    """Read back what ``as_json`` of a source made."""
    if kept.get("kind") == DRAND:
        chain = Chain(
            word(kept, "chain"), word(kept, "scheme"), word(kept, "public_key"), word(kept, "group_hash"),
            word(kept, "beacon"), int(number(kept, "genesis")), int(number(kept, "period")),
        )  # fmt: skip
        return DrandRound(chain, int(number(kept, "round")))
    listed = _parties(parts(kept, "parties"))
    return Parties(listed, datetime.fromisoformat(word(kept, "reveal_by")))


def _parties(listed: Sequence[JsonObject]) -> tuple[Party, ...]:
    return tuple(Party(word(one, "name"), word(one, "seal")) for one in listed)
