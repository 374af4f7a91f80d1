"""The typesetting engine: at most one compiler a core, kept warm, with the shipped fonts only.

System fonts are left out so that a letter has the same bytes on every machine.
"""

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

from ikkan.papers.glyphs import font_folder

_TEMPLATES = Path(__file__).parent / "templates"
# The engine lets go of Python's lock while it sets, so that each core can set a letter of its own.
HANDS: Final = os.cpu_count() or 1
_FREE = threading.BoundedSemaphore(HANDS)
# One compiler is not made for two threads at once: each is lent out and comes back warm.
_IDLE: Final[dict[str, list[typst.Compiler]]] = defaultdict(list)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


@contextmanager
def _compiler(template: str) -> Iterator[typst.Compiler]:
    """Lend one of this process's compilers for a template."""
    with _FREE:
        try:
            compiler = _IDLE[template].pop()
        except IndexError:
            path = _TEMPLATES / template
            compiler = typst.Compiler(path, root=_TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
        try:
            yield compiler
        finally:
            _IDLE[template].append(compiler)


def press(template: str, inputs: Mapping[str, str], *, made_on: date, tagged: bool = True) -> bytes:
    """Return the PDF/A-2b that a template makes of its inputs.

    Args:
        template: file name in the templates folder.
        inputs: texts (JSON) that the template reads.
        made_on: the creation date written into the file, so that equal content gives equal bytes.
        tagged: write the structure that screen readers need; a file made only for the printer does without.

    Raises:
        RuntimeError: the template could not be set; the engine's own message is in the text.
    """
    stamp = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)
    with _compiler(template) as compiler:
        try:
            made = compiler.compile(
                format="pdf",
                sys_inputs={**inputs, "tagged": "yes" if tagged else "no"},
                pdf_standards=["a-2b"],
                timestamp=stamp,
                pdf_tags=tagged,
            )
        except typst.TypstError as error:
            raise RuntimeError(
                f"The paper could not be typeset by {template}: {error.message}. "
                "Nothing was sent. Report this text together with the case's number; the content can be set again."
            ) from error
    if not isinstance(made, bytes):
        raise TypeError(f"The typesetting engine gave {type(made).__name__} instead of one PDF. Check its version.")
    return made
