"""Answers as JSON bytes from outside: refused before they can blow anything up."""

import json
import re
from collections import Counter
from typing import Final

from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.kernel.outcome import Refused

# No rules of a town: bounds that no form comes near and that keep parsing fast on hostile input.
MOST_BYTES: Final = 1_000_000
DEEPEST: Final = 32
MOST_KEYS: Final = 20_000
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class _RefusedPair(ValueError):  # noqa: N818 -- never leaves this module
    """Carry what is wrong out of the parser's hooks."""


def parse_answers(body: bytes) -> JsonObject | Refused:
    """Return the object that a JSON text holds, or why it is refused.

    Refused are: more than a million bytes, bytes that are not UTF-8, nesting deeper than 32, more than 20,000 names,
    a name given twice (which of the two is meant cannot be known), NaN and infinities, numbers of absurd length, and
    anything that is not an object.
    """
    if len(body) > MOST_BYTES:
        return _refused(
            "too_large", f"送られた内容が大きすぎます（{len(body):,}バイト）", f"The body has {len(body):,} bytes"
        )
    shape = _measure(body)
    if shape is not None:
        return shape
    try:
        found: JsonValue = json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_number
        )
    except _RefusedPair as why:
        return _refused("unclear_json", f"JSONを1通りに読めません：{why}", f"The JSON cannot be read in one way: {why}")
    except UnicodeDecodeError:
        return _refused("not_utf8", "文字コードがUTF-8ではありません", "The body is not UTF-8")
    except json.JSONDecodeError as why:
        place = f"{why.lineno}:{why.colno}"
        return _refused("not_json", f"JSONとして読めません（{place}）", f"The body is not JSON ({why.msg} at {place})")
    if not isinstance(found, dict):
        return _refused("not_an_object", "答えは { } の形で送ってください", "The answers must be a JSON object")
    return found


def _refused(code: str, ja: str, en: str) -> Refused:
    return Refused(code, f"{ja}。内容を直して、もう一度送ってください", f"{en}. Correct it and send it again")


def _measure(body: bytes) -> Refused | None:
    """Count brackets and names without building anything."""
    depth = names = 0
    for token in _TOKENS.finditer(body):
        sign = token.group()[:1]
        if sign in (b"[", b"{"):
            depth += 1
        elif sign == b'"':
            names += 1
        else:
            depth -= 1
        if depth > DEEPEST:
            return _refused(
                "too_deep", f"入れ子が{DEEPEST}段を超えています", f"The JSON is nested deeper than {DEEPEST}"
            )
        if names > 2 * MOST_KEYS:
            return _refused(
                "too_many", f"項目が{MOST_KEYS:,}を超えています", f"There are more than {MOST_KEYS:,} items"
            )
    return None


def _once(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise _RefusedPair(f"{counts.most_common(1)[0][0][:60]!r} ×2")
    return found


def _no_constant(word: str) -> JsonValue:
    raise _RefusedPair(word)


def _number(digits: str) -> int:
    if len(digits) > 18:
        raise _RefusedPair(f"{digits[:18]}…")
    return int(digits)
