"""Logging without personal data: what is known to be harmless passes, the rest is masked."""

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final
from uuid import UUID

MASK: Final = "[…]"
_OWN_ATTRIBUTES: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# A number this long may be a telephone, a 宛名番号 or a 個人番号.
_LONGEST_NUMBER: Final = 999_999
# Written out, because logging is set up before any model can be imported; a test compares them with the ledger's.
_ROOMS: Final = frozenset({"intake", "check", "decide", "approve", "answer", "closed"})
_WAITS: Final = frozenset(
    {"machine", "citizen", "officer", "round", "approver", "payment", "outside", "delivery", "nobody"}
)
_VERBS: Final = frozenset({"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"})
_WORDS: Final = _ROOMS | _WAITS | _VERBS
_REFERENCE: Final = (
    r"[A-Z]-\d{3}-\d{3}-\d{3}"  # case number: random, tells nothing by itself
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # id of an account or document
    r"|[0-9a-f]{64}"  # hash of a file or an event
    r"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?"  # a moment; a day alone may be a day of birth
)
_HARMLESS: Final = re.compile(
    rf"{_REFERENCE}|(?:intake|check|decide|approve|answer|round|case)\.[a-z_]{{1,40}}"  # or the name of an event
)
_SUSPECT: Final = re.compile(
    rf"(?P<harmless>(?<![\w%])(?:{_REFERENCE})(?![\w%]))"
    r"|(?:'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`)"  # a quoted value
    r"|\?\S*"  # a query string
    r"|\S*@\S*"  # a mail address
    r"|\S*%[0-9A-Fa-f]{2}\S*"  # a percent-encoded path
    r"|\S*\\[uUx][0-9A-Fa-f]{2}\S*"  # an escaped character
    r"|\+?\d(?:[-() .\u2010-\u2015]?\d){5,}"  # a telephone or register number, however written
    r"|[^\x00-\x7f]+"  # Japanese text: our own log lines are English
    r"|[\r\n]+"  # a forged second line
)


class NoPersonalData(logging.Filter):
    """Rewrite a record so that no person can be read from it.

    - A record about a request keeps status, verb and the *pattern* of the address; path, query and form are dropped.
    - An argument passes when its kind is harmless (small numbers, moments, ids, case numbers, names of code); any other
      text is masked.
    - An exception keeps its class and the places in the code; its message and the values of variables are dropped.
    - Whatever still looks like a name in Japanese, a mail address or a long number is masked.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place and let it pass."""
        request = getattr(record, "request", None)
        status = getattr(record, "status_code", None)
        if request is not None and hasattr(request, "META"):
            record.msg = _about_request(record, request, status)
        else:
            record.msg = _mask(_filled(record))
        record.args = ()
        if record.exc_info:
            record.exc_text = "\n".join(_traceback_lines(record.exc_info[1]))
            record.exc_info = None
        elif record.exc_text:
            record.exc_text = MASK
        record.stack_info = None
        for name in set(vars(record)) - _OWN_ATTRIBUTES:
            delattr(record, name)
        return True


def _about_request(record: logging.LogRecord, request: object, status: object) -> str:
    match = getattr(request, "resolver_match", None)
    pattern = f"/{match.route}" if match is not None else "(no such page)"
    verb = getattr(request, "method", "")
    shown_verb = verb if verb in _WORDS else MASK
    shown_status = status if isinstance(status, int) else ""
    return f"{_constant_part(str(record.msg))}: {shown_status} {shown_verb} {pattern}"


def _constant_part(template: str) -> str:
    """Return the words of a template before its first placeholder or value."""
    return _mask(re.split(r"[%:({'\"]", template, maxsplit=1)[0].strip()) or "request"


def _filled(record: logging.LogRecord) -> str:
    template = str(record.msg)
    if not record.args:
        return template
    given = record.args
    shown = {k: _shown(v) for k, v in given.items()} if isinstance(given, Mapping) else tuple(map(_shown, given))
    try:
        return template % shown
    except (TypeError, ValueError, KeyError):
        # A masked figure does not fit %d: the words around it still tell what happened.
        return re.sub(r"%(?:\(\w+\))?[-#0 +]*[\d.*]*[a-zA-Z]", MASK, template)


def _shown(value: object) -> object:
    if value is None or isinstance(value, bool | float | datetime | timedelta | UUID):
        return value
    if isinstance(value, int):
        return value if abs(value) <= _LONGEST_NUMBER else MASK
    if isinstance(value, type):
        return _known_name(value.__qualname__)
    if isinstance(value, BaseException):
        return _known_name(type(value).__qualname__)
    if isinstance(value, str) and _is_harmless(value):
        return _known_name(value)
    return MASK


def _is_harmless(text: str) -> bool:
    is_our_module = text.startswith("ikkan.") and text in sys.modules
    return text in _WORDS or is_our_module or _HARMLESS.fullmatch(text) is not None


class _known_name(str):  # noqa: N801
    """A text found harmless."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _mask(text: str) -> str:
    found: list[str] = []
    end = 0
    for hit in _SUSPECT.finditer(text):
        found += [text[end : hit.start()], hit[0] if hit["harmless"] or hit[0] == MASK else MASK]
        end = hit.end()
    return "".join([*found, text[end:]])


def _traceback_lines(error: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield f"{type(error).__module__}.{type(error).__qualname__} (message withheld)"
        yield from _places(error.__traceback__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if error is not None:
            yield "which followed"


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f'  File "{code.co_filename}", line {trace.tb_lineno}, in {code.co_name}'
        trace = trace.tb_next
