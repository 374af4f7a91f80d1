"""The code printed on a paper: a signed statement of what the town printed, which can be checked without a network.

It names the paper, the day and the town, and holds a short digest of each person on it. Whoever has the paper types a
name and a birth date as printed and learns whether they are what the town printed: the code itself tells nobody a name.
"""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from ikkan.kernel.names import compare_key
from ikkan.papers.seals.keys import KeyState, PublishedKey, SealKey

_FORMAT = "IKKAN1"
_HALF = 32
_DIGEST = 8
_LONGEST = 4000
# 64 bytes of signature are 86 characters; in front may stand the address that the printed QR code leads to
_CODE = re.compile(rf"(?:https?://[^?#]+\?c=)?{_FORMAT}\.(?P<body>[A-Za-z0-9_-]+)\.(?P<signature>[A-Za-z0-9_-]{{86}})")
_NO_CODE = "This is no code of a paper, or not the whole of it. Scan the code again."


class UnfitCodeError(ValueError):
    """Say that a text is no code of a paper."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a code states.

    Args:
        number: number of the copy (発行番号).
        made_on: day of issue.
        town: 全国地方公共団体コード of the town.
        persons: one short digest a person on the sheet, by ``person_digest``.
    """

    number: str
    made_on: date
    town: str
    persons: tuple[str, ...] = ()

    def names(self, name: str, birth: date) -> bool:
        """Whether a person of this name and birth date stands on the paper, written in any form of the characters."""
        return person_digest(self.number, name, birth) in self.persons


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What is known of a code.

    Args:
        statement: what it states; believe it only when `is_good`.
        key: the published key that signed it, or None.
        is_good: whether that key signed exactly this and counts on the day of issue.
    """

    statement: Statement
    key: PublishedKey | None
    is_good: bool


def person_digest(number: str, name: str, birth: date) -> str:
    """Return a short digest of a person on a paper, salted with the number of the copy.

    Eight bytes: enough that a changed name is found, and useless to look a person up who is not guessed already.
    """
    told = f"{number}|{compare_key(name)}|{birth.isoformat()}"
    return _base64(hashlib.sha256(told.encode()).digest()[:_DIGEST])


def make_code(statement: Statement, key: SealKey) -> str:
    """Return the code of a paper, about 200 characters, for a QR code."""
    body = _body(statement, key.published.name)
    r, s = decode_dss_signature(key.private.sign(body, ec.ECDSA(hashes.SHA256())))
    return ".".join((_FORMAT, _base64(body), _base64(r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big"))))


def check_code(code: str, keys: Sequence[PublishedKey]) -> CodeVerdict:
    """Read a code and say whether one of these keys signed it.

    Args:
        code: as scanned, alone or in the address of the page that checks it; spaces and line breaks are taken out.
        keys: the town's published keys.

    Raises:
        UnfitCodeError: it is no such code.
    """
    body, signature = _parts("".join(code[:_LONGEST].split()))
    statement, name = _read(body)
    key = next((one for one in keys if one.name == name), None)
    if key is None:
        return CodeVerdict(statement, None, is_good=False)
    encoded = encode_dss_signature(int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big"))
    try:
        key.public_key.verify(encoded, body, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return CodeVerdict(statement, key, is_good=False)
    return CodeVerdict(statement, key, is_good=_counts_on(key, statement.made_on))


def _counts_on(key: PublishedKey, day: date) -> bool:
    certificate = key.certificate
    within = certificate.not_valid_before_utc.date() <= day <= certificate.not_valid_after_utc.date()
    return within and key.state is not KeyState.REVOKED and (key.ended_at is None or day <= key.ended_at.date())


def _body(statement: Statement, name: str) -> bytes:
    told = [statement.number, statement.made_on.isoformat(), statement.town, name, *statement.persons]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _parts(code: str) -> tuple[bytes, bytes]:
    found = _CODE.fullmatch(code)
    if found is None:
        raise UnfitCodeError(_NO_CODE)
    try:
        return _raw(found["body"]), _raw(found["signature"])
    except ValueError as fault:
        raise UnfitCodeError(_NO_CODE) from fault


def _read(body: bytes) -> tuple[Statement, str]:
    try:
        number, made_on, town, name, *persons = (str(one) for one in json.loads(body))
        return Statement(number, date.fromisoformat(made_on), town, tuple(persons)), name
    except (ValueError, TypeError) as fault:
        raise UnfitCodeError(_NO_CODE) from fault


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
