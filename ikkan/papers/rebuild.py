"""Rebuild an accepted upload into a file that can carry nothing but its picture.

Pictures are decoded and encoded again without metadata; a PDF is drawn page by page and made anew. The work is done in
a child process with limits, so that a hostile file can at worst end that process.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ikkan.papers.inspect import CONTENT_TYPES, ReadableKind
from ikkan.papers.refusals import Unreadable, refuse

_CHILD = Path(__file__).parent / "rebuild_child.py"
_OUT_OF_MEMORY = 3


@dataclass(frozen=True, slots=True)
class Effort:
    """What one rebuild may use: bytes of memory, seconds of processor and of clock, pixels of a picture."""

    memory: int = 1_500_000_000
    processor_seconds: int = 60
    clock_seconds: float = 90
    pixels: int = 80_000_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The safe file with a small JPEG of its first page.

    `smaller` says that its resolution was lowered; the note is what the sender is told.
    """

    data: bytes
    kind: ReadableKind
    content_type: str
    pages: int
    smaller: bool
    thumb: bytes
    note_ja: str = "安全のため作り直しました。見た目が変わっていないか確かめてください"
    note_en: str = "We rebuilt the file for safety. Check that it still looks right"


_DEFAULT_EFFORT = Effort()


def rebuild(data: bytes, kind: ReadableKind, *, effort: Effort = _DEFAULT_EFFORT) -> Rebuilt | Unreadable:
    """Return the safe form of a file that `inspect` found readable.

    Args:
        data: the original; its hash and any signature in it are the caller's to keep and check beforehand.
        kind: what `inspect` said.
        effort: limits of the child process.

    Returns:
        Rebuilt, or Unreadable when the child ran out of time or memory, died, or could not draw the file.
    """
    limits = [str(effort.memory), str(effort.processor_seconds), str(effort.pixels)]
    try:
        # the program is this interpreter, the arguments are our own words and numbers, there is no shell
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_CHILD), kind, *limits],
            input=data,
            capture_output=True,
            timeout=effort.clock_seconds,
            check=False,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return refuse("rebuild_too_slow")
    if done.returncode == _OUT_OF_MEMORY or b"MemoryError" in done.stderr:
        return refuse("rebuild_too_large")
    if done.returncode in {-24, -9}:
        return refuse("rebuild_too_slow")
    if done.returncode != 0:
        return refuse("rebuild_failed")
    return _result(done.stdout)


def _result(output: bytes) -> Rebuilt | Unreadable:
    """Return what the child wrote: one line of JSON, then the small picture and the file."""
    line, _, made = output.partition(b"\n")
    about = json.loads(line)
    for kind in CONTENT_TYPES:
        if about["kind"] == kind:
            thumb, safe = made[: int(about["thumb"])], made[int(about["thumb"]) :]
            return Rebuilt(safe, kind, CONTENT_TYPES[kind], int(about["pages"]), bool(about["smaller"]), thumb)
    return refuse("rebuild_failed")
