"""The typesetting engine: at most one compiler a core, kept warm, with the shipped fonts only.

System fonts are left out so that a letter has the same bytes on every machine.
"""

import json
import os
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final

import typst

from ikkan.kernel.json_value import JsonValue
from ikkan.papers.glyphs import font_folder

_TEMPLATES = Path(__file__).parent / "templates"
# A procedure's own template lies in its own folder and may take the shared pieces from here.
_ROOT = Path(__file__).parents[1]
# The engine lets go of Python's lock while it sets, so that each core can set a letter of its own.
HANDS: Final = os.cpu_count() or 1
_FREE = threading.BoundedSemaphore(HANDS)
# One compiler is not made for two threads at once: each is lent out and comes back warm.
_IDLE: Final[dict[Path, list[typst.Compiler]]] = defaultdict(list)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


@contextmanager
def _compiler(template: Path) -> Iterator[typst.Compiler]:
    """Lend one of this process's compilers for a template."""
    with _FREE:
        try:
            compiler = _IDLE[template].pop()
        except IndexError:
            compiler = typst.Compiler(template, root=_ROOT, font_paths=_fonts(), ignore_system_fonts=True)
        try:
            yield compiler
        finally:
            _IDLE[template].append(compiler)


def press(template: str | Path, inputs: Mapping[str, str], *, made_on: date, tagged: bool = True) -> bytes:
    """Return the PDF/A-2b that a template makes of its inputs.

    Args:
        template: file name in the templates folder, or the path of a procedure's own template.
        inputs: texts (JSON) that the template reads.
        made_on: the creation date written into the file, so that equal content gives equal bytes.
        tagged: write the structure that screen readers need; a file made only for the printer does without.

    Raises:
        RuntimeError: the template could not be set; the engine's own message is in the text.
    """
    with _compiler(_TEMPLATES / template) as compiler:
        return _set(compiler, _TEMPLATES / template, inputs, made_on=made_on, tagged=tagged)


def press_and_ask(
    template: str | Path, inputs: Mapping[str, str], *, made_on: date, label: str
) -> tuple[bytes, list[JsonValue]]:
    """Return the PDF/A-2b like `press`, and what the template told about it while it was set.

    Args:
        template: as for `press`.
        inputs: as for `press`.
        made_on: as for `press`.
        label: label of the template's metadata; its values are returned in order.

    Raises:
        RuntimeError: as for `press`.
    """
    with _compiler(_TEMPLATES / template) as compiler:
        made = _set(compiler, _TEMPLATES / template, inputs, made_on=made_on, tagged=True)
        # the engine asks the document that it set last, with the same inputs
        told: list[JsonValue] = json.loads(compiler.query(f"<{label}>", field="value"))
    return made, told


def _set(compiler: typst.Compiler, template: Path, inputs: Mapping[str, str], *, made_on: date, tagged: bool) -> bytes:
    """Set a template with a lent compiler."""
    try:
        made = compiler.compile(
            format="pdf",
            sys_inputs={**inputs, "tagged": "yes" if tagged else "no"},
            pdf_standards=["a-2b"],
            timestamp=datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC),
            pdf_tags=tagged,
        )
    except typst.TypstError as error:
        raise RuntimeError(
            f"The paper could not be typeset by {template.name}: {error.message}. "
            "Nothing was sent. Report this text together with the case's number; the content can be set again."
        ) from error
    if not isinstance(made, bytes):
        raise TypeError(f"The typesetting engine gave {type(made).__name__} instead of one PDF. Check its version.")
    return made
