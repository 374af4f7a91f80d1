"""Reading what was sent: bounded before it is parsed, and refused in words where it holds what cannot be kept."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from ikkan.api.problems import Failure, fail
from ikkan.kernel.json_value import JsonValue
from ikkan.kernel.outcome import Refused

DEEPEST: Final = 40
_MOST_FAULTS: Final = 20
_LONGEST_NUMBER: Final = 60
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NUMBERS: Final = re.compile(rb"[0-9.eE+-]{%d,}" % _LONGEST_NUMBER)
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")


class KeptParser(Parser):
    """Give ninja the body that :func:`read_body` has read already."""

    # ninja's own signature holds Any
    def parse_body(self, request: HttpRequest) -> Any:
        """Return the JSON value of the body."""
        return read_body(request)


def read_body(request: HttpRequest) -> JsonValue:
    """Return the JSON value of a request's body, read once.

    Raises:
        Failure: it is no JSON, too deep, or holds text that no database keeps.
        RequestDataTooBig: it is larger than DATA_UPLOAD_MAX_MEMORY_SIZE.
    """
    kept: dict[str, JsonValue] = request.__dict__.setdefault("_ikkan_body", {})
    if "value" not in kept:
        kept["value"] = _parsed(request.body)
    return kept["value"]


def is_keepable(text: str) -> bool:
    """Whether a text can be kept: without NUL and without half of a surrogate pair."""
    return _UNKEPT.search(text) is None


def unkept(path: str) -> Refused:
    """Return the refusal of a text with characters that no database keeps."""
    return Refused(
        "character_not_allowed",
        "使えない文字（NUL、片方だけのサロゲート）が入っています。その文字を除いてください。",
        "It holds a character that cannot be kept (NUL, half of a surrogate pair). Remove it.",
        path,
    )


def _parsed(body: bytes) -> JsonValue:
    bare = _STRINGS.sub(b"", body)
    if _depth(bare) > DEEPEST:
        raise fail(
            400,
            "too_deep",
            f"JSONの入れ子が{DEEPEST}段を超えています。浅くしてください。",
            f"The JSON is nested deeper than {DEEPEST} levels. Make it flatter.",
        )
    if _NUMBERS.search(bare):
        raise _not_json("a number is too long")
    try:
        value: JsonValue = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as fault:
        raise _not_json(type(fault).__name__) from None
    faults = [refusal for refusal, _ in zip(_faults(value, ""), range(_MOST_FAULTS), strict=False)]
    if faults:
        raise Failure(
            Refused(
                "value_not_allowed",
                "保存できない値があります。faults を見て直してください。",
                "Some values cannot be kept. Look at `faults` and mend them.",
            ),
            422,
            faults,
        )
    return value


def _depth(bare: bytes) -> int:
    deepest = level = 0
    for byte in re.findall(rb"[\[\]{}]", bare):
        level += 1 if byte in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _not_json(why: str) -> Failure:
    return fail(
        400,
        "not_json",
        f"本文をJSONとして読み取れません（{why}）。UTF-8のJSONで送ってください。",
        f"The body cannot be read as JSON ({why}). Send JSON in UTF-8.",
    )


def _faults(value: JsonValue, path: str) -> Iterator[Refused]:
    if isinstance(value, str) and not is_keepable(value):
        yield unkept(path)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        yield Refused("number_too_large", "数が大きすぎます。", "The number is too large.", path)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _faults(one, f"{path}.{index}".lstrip("."))
    elif isinstance(value, dict):
        for name, one in value.items():
            if not is_keepable(name):
                yield unkept(path)
            yield from _faults(one, f"{path}.{name[:60]}".lstrip(".") if is_keepable(name) else path)
